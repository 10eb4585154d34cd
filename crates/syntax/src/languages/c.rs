//! C and C++.

use crate::definitions::{Found, Place, Shape, has_modifier, is_type};
use crate::facts::{DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::import;
use crate::tree::Node;

/// Nodes round a definition that are looked through for namespaces.
const SPACES_MAX: usize = 16;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    let declared = declared(found.name?, text)?;
    let mut found = *found;
    found.name = Some(declared.name);
    found.parameters = declared.parameters.or(found.parameters);
    let member = place.enclosing.is_some_and(is_type);
    if matches!(found.node.kind(), "declaration" | "field_declaration") {
        let function = declared.parameters.is_some();
        if member {
            found.kind = if function {
                DefinitionKind::Method
            } else {
                DefinitionKind::Field
            };
        } else if function || place.local || is_extern(found.node, text) {
            // A prototype or an `extern` declares what another place defines.
            return None;
        }
    }
    if found.kind == DefinitionKind::Function && (member || declared.qualifier.is_some()) {
        found.kind = DefinitionKind::Method;
    }
    let mut shape = found.shape(text, visibility(&found, place, text))?;
    shape.qualifier = declared.qualifier;
    let type_body = found
        .node
        .child_by_field_name("type")
        .and_then(|node| node.child_by_field_name("body"));
    if let Some(body) = type_body {
        shape.head_end = Some(body.start_byte());
        shape.head_resumes = Some(body.end_byte());
    }
    if found.node.kind() == "preproc_function_def" {
        shape.head_end = found.parameters.map(|parameters| parameters.end_byte());
    }
    if let Some(whole) = declared.whole_name {
        shape.name = whole;
    }
    Some(shape)
}

fn is_extern(declaration: Node<'_>, text: &str) -> bool {
    let start = declaration
        .child_by_field_name("type")
        .map_or(0, |node| node.start_byte());
    let declarator = declaration.child_by_field_name("declarator");
    has_modifier(declaration, start, text, &["extern"])
        && declarator.is_none_or(|node| node.kind() != "init_declarator")
}

/// What is inside a declarator.
struct Declared<'t, 'a> {
    name: Node<'t>,
    /// The name where it is more than one node: `operator bool`.
    whole_name: Option<&'a str>,
    /// `A.B` of `A::B::name`.
    qualifier: Option<String>,
    /// The parameters, when a function is declared and not a pointer to one.
    parameters: Option<Node<'t>>,
}

fn declared<'t, 'a>(declarator: Node<'t>, text: &'a str) -> Option<Declared<'t, 'a>> {
    let mut found = Declared {
        name: declarator,
        whole_name: None,
        qualifier: None,
        parameters: None,
    };
    while let Some(inner) = found.unwrap_layer(text)? {
        found.name = inner;
    }
    Some(found)
}

impl<'t, 'a> Declared<'t, 'a> {
    /// Look at one layer: `Some(inner)` when there is another below, `Some(None)` at the name, `None` when
    /// nothing is declared here.
    fn unwrap_layer(&mut self, text: &'a str) -> Option<Option<Node<'t>>> {
        let node = self.name;
        let field = match node.kind() {
            "identifier"
            | "field_identifier"
            | "type_identifier"
            | "namespace_identifier"
            | "nested_namespace_specifier"
            | "destructor_name"
            | "operator_name"
            | "primitive_type" => return Some(None),
            "operator_cast" => {
                let abstract_part = node.child_by_field_name("declarator")?;
                self.parameters = abstract_part.child_by_field_name("parameters");
                let name = text.get(node.start_byte()..abstract_part.start_byte());
                self.whole_name = name.map(str::trim);
                return Some(None);
            }
            "reference_declarator" | "parenthesized_declarator" | "attributed_declarator" => {
                return Some(Some(first_declarator(node)?));
            }
            "function_declarator" => {
                self.parameters = node.child_by_field_name("parameters");
                "declarator"
            }
            "pointer_declarator" | "array_declarator" => {
                self.parameters = None;
                "declarator"
            }
            "init_declarator" | "pointer_type_declarator" => "declarator",
            "qualified_identifier" => {
                self.qualify(node, text);
                "name"
            }
            "template_function" | "template_method" | "template_type" => "name",
            _ => return None,
        };
        Some(Some(node.child_by_field_name(field)?))
    }

    /// Add the scope before `::` to the qualifier.
    fn qualify(&mut self, qualified: Node<'t>, text: &str) {
        let scope = qualified.child_by_field_name("scope").map(plain_type);
        let scope = scope.and_then(|scope| text.get(scope.byte_range()));
        self.qualifier = match (self.qualifier.take(), scope) {
            (Some(outer), Some(scope)) => Some(format!("{outer}.{scope}")),
            (outer, scope) => outer.or(scope.map(str::to_owned)),
        };
    }
}

fn first_declarator(node: Node<'_>) -> Option<Node<'_>> {
    node.named_children()
        .find(|child| is_declarator(child.kind()))
}

fn is_declarator(kind: &str) -> bool {
    kind.ends_with("declarator") || kind.ends_with("identifier") || kind == "operator_name"
}

/// `A` of `A<T>`.
fn plain_type(scope: Node<'_>) -> Node<'_> {
    scope.child_by_field_name("name").unwrap_or(scope)
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    if place.parent.kind() == "friend_declaration" {
        return Visibility::Public;
    }
    if let Some(access) = place.access {
        return access;
    }
    if place.enclosing.is_some_and(is_type) {
        return place.enclosing_visibility;
    }
    let name_start = found.name.map_or(0, |name| name.start_byte());
    let hidden = place.local
        || has_modifier(found.node, name_start, text, &["static"])
        || is_in_unnamed_namespace(place.parent);
    if hidden {
        Visibility::Private
    } else {
        Visibility::Public
    }
}

/// Whether what stands in a node stands in a namespace without a name, which no other file sees.
fn is_in_unnamed_namespace(node: Node<'_>) -> bool {
    let round = std::iter::successors(Some(node), |one| one.parent());
    let mut namespaces = round
        .take(SPACES_MAX)
        .filter(|one| one.kind() == "namespace_definition");
    namespaces.any(|one| one.child_by_field_name("name").is_none())
}

/// What an access label such as `private:` says.
pub(super) fn access(label: Node<'_>, text: &str) -> Option<Visibility> {
    match text.get(label.byte_range())?.trim_end_matches(':').trim() {
        "public" => Some(Visibility::Public),
        "protected" => Some(Visibility::Restricted),
        "private" => Some(Visibility::Private),
        _ => None,
    }
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let Some(path) = node.child_by_field_name("path") else {
        return;
    };
    let written = text.get(path.byte_range()).unwrap_or_default();
    match path.kind() {
        "string_literal" => {
            add(import(written.trim_matches('"'), node).written_as(ImportKind::IncludeQuoted));
        }
        "system_lib_string" => {
            let inner = written.trim_start_matches('<').trim_end_matches('>');
            add(import(inner, node).written_as(ImportKind::IncludeSystem));
        }
        // A macro names the file: nothing to resolve.
        _ => {}
    }
}
