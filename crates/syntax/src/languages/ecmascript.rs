//! JavaScript, TypeScript and TSX.

use crate::definitions::{Found, Place, Shape, has_modifier, is_function, is_type, is_value};
use crate::facts::{Definition, DefinitionKind, Import, ImportKind, Visibility};
use crate::imports::{field_text, import, unquoted};
use crate::maps::HashSet;
use crate::spans::small;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if is_value(found.kind) && (place.local || counts_a_loop(place)) {
        return None;
    }
    if found.node.kind().ends_with("_signature") && is_anonymous(place) {
        return None;
    }
    let mut shape = found.shape(text, visibility(found, place, text))?;
    shape.head_start = after_decorators(found.node).or_else(|| {
        let exported = place.parent.kind() == "export_statement";
        after_decorators(place.parent).filter(|_| exported)
    });
    shape.name = shape.name.trim_matches(['"', '\'', '`']);
    if let Some(function) = found.body.filter(|_| is_function(found.kind)) {
        let body = function.child_by_field_name("body").unwrap_or(function);
        shape.head_end = Some(body.start_byte());
        shape.parameters = shape
            .parameters
            .or_else(|| function.child_by_field_name("parameters"))
            .or_else(|| function.child_by_field_name("parameter"));
    } else if matches!(
        found.node.kind(),
        "variable_declarator" | "export_statement"
    ) && found.kind == DefinitionKind::Class
    {
        let class_body = found
            .body
            .and_then(|class| class.child_by_field_name("body"));
        shape.head_end = class_body.map(|body| body.start_byte());
    }
    if found.node.kind() == "assignment_expression" {
        return assigned(shape, text);
    }
    if found.kind == DefinitionKind::Variable
        && field_text(place.parent, "kind", text) == Some("const")
    {
        shape.kind = DefinitionKind::Constant;
    }
    Some(shape)
}

/// Where a declaration goes on after its decorators.
fn after_decorators(declaration: Node<'_>) -> Option<usize> {
    let decorators = declaration
        .children()
        .take_while(|child| child.kind() == "decorator");
    decorators.last().map(|decorator| decorator.end_byte())
}

/// Members of a type that is written out name nothing, but where an alias or a field names the type.
fn is_anonymous(place: &Place<'_>) -> bool {
    let named = matches!(
        place.enclosing,
        Some(DefinitionKind::TypeAlias | DefinitionKind::Field)
    );
    place.parent.kind() == "object_type" && !named
}

/// Whether a variable is declared in the head of a `for`.
fn counts_a_loop(place: &Place<'_>) -> bool {
    place
        .grandparent
        .is_some_and(|node| matches!(node.kind(), "for_statement" | "for_in_statement"))
}

/// `a.b = function () {}` defines `b`; `A.prototype.b` and `A.b` are named after `A`.
fn assigned<'t, 'a>(mut shape: Shape<'t, 'a>, text: &'a str) -> Option<Shape<'t, 'a>> {
    if shape.name_node.kind() != "member_expression" {
        return Some(shape);
    }
    let object = field_text(shape.name_node, "object", text)?;
    shape.name_node = shape.name_node.child_by_field_name("property")?;
    shape.name = text.get(shape.name_node.byte_range())?;
    shape.visibility = Visibility::Public;
    match object {
        "module" | "window" | "globalThis" if shape.name == "exports" => return None,
        "exports" | "module.exports" | "window" | "globalThis" => {}
        "this" => shape.kind = DefinitionKind::Method,
        _ => match object.strip_suffix(".prototype") {
            Some(class) => {
                shape.kind = DefinitionKind::Method;
                shape.qualifier = plain_path(class);
            }
            None => shape.qualifier = plain_path(object),
        },
    }
    Some(shape)
}

/// A path of names, or nothing when the object is an expression.
fn plain_path(object: &str) -> Option<String> {
    let plain = object.len() <= 200
        && object
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
    plain.then(|| object.to_owned())
}

fn visibility(found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let name_start = found.name.map_or(0, |name| name.start_byte());
    if found
        .name
        .is_some_and(|name| name.kind() == "private_property_identifier")
        || has_modifier(found.node, name_start, text, &["private"])
    {
        Visibility::Private
    } else if has_modifier(found.node, name_start, text, &["protected"]) {
        Visibility::Restricted
    } else if place.exported
        || found.node.kind() == "export_statement"
        || place.enclosing.is_some_and(is_type)
    {
        Visibility::Public
    } else if place.local
        || place
            .enclosing
            .is_none_or(|kind| kind == DefinitionKind::Module)
    {
        Visibility::Private
    } else {
        place.enclosing_visibility
    }
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let kind = if node.kind() == "export_statement" {
        ImportKind::Reexport
    } else {
        ImportKind::Import
    };
    let children: Vec<Node<'_>> = node.children().collect();
    let type_only = children
        .iter()
        .any(|child| matches!(child.kind(), "type" | "typeof"));
    let required = children
        .iter()
        .find(|child| child.kind() == "import_require_clause");
    let source = node
        .child_by_field_name("source")
        .or_else(|| required.and_then(|clause| clause.child_by_field_name("source")));
    let Some(source) = source else { return };
    let module = unquoted(source, text);
    let mut bindings: Vec<Binding<'_, '_>> = children
        .into_iter()
        .flat_map(|child| bindings(child, text))
        .collect();
    if bindings.is_empty() {
        bindings.push(Binding {
            node,
            name: None,
            alias: None,
            type_only: false,
        });
    }
    for binding in bindings {
        let mut taken = import(module, binding.node).written_as(kind);
        if let Some(name) = binding.name {
            taken = taken.taking(name);
        }
        taken.type_only = type_only || binding.type_only;
        add(taken.bound_to(binding.alias));
    }
}

/// One name that an import or export binds.
struct Binding<'t, 'a> {
    node: Node<'t>,
    name: Option<&'a str>,
    alias: Option<&'a str>,
    type_only: bool,
}

/// What one part of an import or export statement binds.
fn bindings<'t, 'a>(clause: Node<'t>, text: &'a str) -> Vec<Binding<'t, 'a>> {
    let of = |node: Node<'_>| text.get(node.byte_range());
    let one = |node, name, alias| {
        vec![Binding {
            node,
            name,
            alias,
            type_only: false,
        }]
    };
    match clause.kind() {
        "*" => one(clause, Some("*"), None),
        "namespace_export" => one(clause, Some("*"), clause.named_child(0).and_then(of)),
        "import_require_clause" => one(clause, None, clause.named_child(0).and_then(of)),
        "export_clause" => specifiers(clause, text),
        "import_clause" => {
            let parts = clause
                .named_children()
                .flat_map(|child| match child.kind() {
                    "identifier" => one(child, Some("default"), of(child)),
                    "namespace_import" => one(child, Some("*"), child.named_child(0).and_then(of)),
                    "named_imports" => specifiers(child, text),
                    _ => Vec::new(),
                });
            parts.collect()
        }
        _ => Vec::new(),
    }
}

fn specifiers<'t, 'a>(list: Node<'t>, text: &'a str) -> Vec<Binding<'t, 'a>> {
    let specifiers = list.named_children().filter_map(|specifier| {
        let name = specifier.child_by_field_name("name")?;
        Some(Binding {
            node: specifier,
            name: Some(unquoted(name, text)),
            alias: specifier
                .child_by_field_name("alias")
                .map(|alias| unquoted(alias, text)),
            type_only: specifier
                .child(0)
                .is_some_and(|child| matches!(child.kind(), "type" | "typeof")),
        })
    });
    specifiers.collect()
}

pub(super) fn imports_of_call(
    call: Node<'_>,
    parent: Node<'_>,
    text: &str,
    add: &mut dyn FnMut(Import),
) {
    if !matches!(
        field_text(call, "function", text),
        Some("require" | "import")
    ) {
        return;
    }
    let arguments = call.child_by_field_name("arguments");
    let Some(source) = arguments
        .and_then(|list| list.named_child(0))
        .filter(is_literal)
    else {
        return;
    };
    let mut whole = import(unquoted(source, text), call).written_as(ImportKind::Call);
    whole.type_only = parent.kind() == "type_query";
    let declared = Some(parent).filter(|parent| parent.kind() == "variable_declarator");
    match declared.and_then(|parent| parent.child_by_field_name("name")) {
        Some(pattern) if pattern.kind() == "object_pattern" => {
            for property in pattern.named_children() {
                let name =
                    field_text(property, "key", text).or_else(|| text.get(property.byte_range()));
                let alias = field_text(property, "value", text);
                add(whole
                    .clone()
                    .taking(name.unwrap_or_default())
                    .bound_to(alias));
            }
        }
        Some(name) => add(whole.bound_to(text.get(name.byte_range()))),
        None => add(whole),
    }
}

fn is_literal(node: &Node<'_>) -> bool {
    node.kind() == "string" || (node.kind() == "template_string" && node.named_child_count() < 2)
}

/// The names that `export { a, b }` and `export default a` make public.
pub(crate) fn exported_names<'a>(export: Node<'_>, text: &'a str) -> Vec<&'a str> {
    if export.child_by_field_name("source").is_some() {
        return Vec::new();
    }
    let names = export
        .named_children()
        .flat_map(|child| match child.kind() {
            "export_clause" => specifiers(child, text)
                .into_iter()
                .filter_map(|one| one.name)
                .collect(),
            "identifier" => text.get(child.byte_range()).into_iter().collect(),
            _ => Vec::new(),
        });
    names.collect()
}

/// What an `export` elsewhere names is public, and everything in a script; members of a value are as it is.
pub(crate) fn publish(definitions: &mut [Definition], is_module: bool, exported: &HashSet<&str>) {
    let mut public_values = HashSet::default();
    for (index, definition) in definitions.iter_mut().enumerate() {
        let named = !is_module || exported.contains(definition.name.as_str());
        let public = match definition.parent {
            None => named,
            Some(parent) => public_values.contains(&parent),
        };
        if public {
            definition.visibility = Visibility::Public;
        }
        if definition.visibility == Visibility::Public && is_value(definition.kind) {
            public_values.insert(small(index));
        }
    }
}
