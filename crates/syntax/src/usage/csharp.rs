//! Scopes of C#, and how its expressions are made of names.
//!
//! Types and namespaces go on in other files, so what is no local variable is left to those who see all files.

use super::builder::{Builder, ScopeKind};
use super::csharp_bindings as bindings;
use super::step::{Step, call, member, through};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

/// Types inside types that are followed.
const TYPES_MAX: usize = 8;

/// Types of the library that hold or promise one other.
const MANY: [&str; 20] = [
    "HashSet",
    "IAsyncEnumerable",
    "ICollection",
    "IEnumerable",
    "IEnumerator",
    "IList",
    "IReadOnlyCollection",
    "IReadOnlyList",
    "ISet",
    "ImmutableArray",
    "ImmutableList",
    "LinkedList",
    "List",
    "Queue",
    "ReadOnlySpan",
    "SortedSet",
    "Span",
    "Stack",
    "Task",
    "ValueTask",
];

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    if says_nothing(node, parent) {
        return Opens::Skip;
    }
    match node.kind() {
        "compilation_unit" | "query_expression" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
        "using_directive" => {
            bindings::using(builder, node);
            Opens::Skip
        }
        "namespace_declaration" => {
            let name = node.child_by_field_name("name");
            let definition = name.and_then(|name| builder.definition_named(name));
            Opens::Body(builder.open(scope, ScopeKind::Module, definition))
        }
        "lambda_expression" | "anonymous_method_expression" => {
            let inner = builder.open(scope, ScopeKind::Lambda, None);
            bindings::parameters(builder, node, inner);
            Opens::All(inner)
        }
        "block"
        | "for_statement"
        | "using_statement"
        | "switch_section"
        | "fixed_statement"
        | "switch_expression_arm" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "foreach_statement" | "catch_clause" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            bindings::each(builder, node, inner);
            Opens::All(inner)
        }
        _ => declaration(builder, node, parent, scope),
    }
}

fn declaration<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "class_declaration"
        | "struct_declaration"
        | "record_declaration"
        | "interface_declaration"
        | "enum_declaration" => class(builder, node, scope),
        "method_declaration"
        | "constructor_declaration"
        | "destructor_declaration"
        | "operator_declaration"
        | "conversion_operator_declaration"
        | "local_function_statement" => function(builder, node, scope),
        "property_declaration" | "event_declaration" | "indexer_declaration" => {
            property(builder, node, scope)
        }
        "accessor_declaration" => {
            let name = node.child_by_field_name("name");
            let definition = name.and_then(|name| builder.definition_named(name));
            let inner = builder.open(scope, ScopeKind::Function, definition);
            builder.bind(inner, "value", BindingKind::Opaque, 0);
            Opens::All(inner)
        }
        _ => {
            bindings::statement(builder, node, parent, scope);
            Opens::Nothing
        }
    }
}

/// Comments, directives to the compiler, names of namespaces and attributes.
fn says_nothing(node: Node<'_>, parent: Node<'_>) -> bool {
    let named = || parent.child_by_field_name("name") == Some(node);
    match node.kind() {
        "comment"
        | "extern_alias_directive"
        | "file_scoped_namespace_declaration"
        | "attribute_target_specifier"
        | "preproc_define"
        | "preproc_undef"
        | "preproc_pragma"
        | "preproc_line" => true,
        _ => match parent.kind() {
            "namespace_declaration" | "attribute" => named(),
            "preproc_if" | "preproc_elif" => parent.child_by_field_name("condition") == Some(node),
            _ => false,
        },
    }
}

/// Where what a scope declares is a member: the file's own code stands in a block of its own.
fn home(builder: &Builder<'_>, scope: u32) -> u32 {
    let place = builder.scope(scope);
    if place.kind == ScopeKind::Block && place.parent == 0 {
        0
    } else {
        scope
    }
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let home = home(builder, scope);
    let definition = name.and_then(|name| builder.define(home, name));
    let head = builder.open(scope, ScopeKind::Block, None);
    bindings::type_parameters(builder, node, head);
    let lists = node.named_children();
    for list in lists.filter(|part| part.kind() == "base_list" && node.kind() != "enum_declaration")
    {
        for base in list.named_children() {
            let base = match base.kind() {
                "primary_constructor_base_type" => base.child_by_field_name("type"),
                "argument_list" | "comment" => None,
                _ => Some(base),
            };
            let Some(base) = base else { continue };
            let expression = builder.used_type(base, head, SiteKind::Base);
            builder.consume(base);
            if let Some(definition) = definition {
                builder.link(definition, LinkKind::Base, expression);
            }
        }
    }
    if let Some(definition) = definition {
        bindings::primary_parameters(builder, node, definition, head);
    }
    Opens::Parts(head, builder.open(head, ScopeKind::Type, definition))
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node
        .child_by_field_name("name")
        .or_else(|| node.child_by_field_name("operator"));
    let home = home(builder, scope);
    let definition = name.and_then(|name| builder.define(home, name));
    let inner = builder.open(scope, ScopeKind::Function, definition);
    bindings::type_parameters(builder, node, inner);
    bindings::parameters(builder, node, inner);
    let returned = node
        .child_by_field_name("returns")
        .or_else(|| node.child_by_field_name("type"));
    if let (Some(definition), Some(returned)) = (definition, returned) {
        let kind = type_of(builder, returned, inner);
        builder.link(definition, LinkKind::Declared, kind);
    }
    if let (Some(definition), Some(extended)) = (definition, bindings::extended(builder, node)) {
        let kind = type_of(builder, extended, inner);
        builder.link(definition, LinkKind::Extended, kind);
    }
    Opens::All(inner)
}

/// What is read like a field: a property, an event, an indexer under the name `this`.
fn property(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node
        .child_by_field_name("name")
        .or_else(|| node.children().find(|one| one.kind() == "this"));
    let definition = name.and_then(|name| builder.define(scope, name));
    let kind = node.child_by_field_name("type");
    let kind = kind.map(|kind| type_of(builder, kind, scope));
    if let (Some(definition), Some(kind)) = (definition, kind) {
        if builder.holds_value(definition) {
            let word = name.and_then(|name| builder.word(name)).unwrap_or_default();
            builder.bind(scope, word, BindingKind::Annotated, kind);
        }
        builder.link(definition, LinkKind::Declared, kind);
    }
    let computed = node.child_by_field_name("value");
    let computed = computed.is_some_and(|value| value.kind() == "arrow_expression_clause");
    if !computed && node.kind() != "indexer_declaration" {
        return Opens::Nothing;
    }
    let inner = builder.open(scope, ScopeKind::Function, definition);
    bindings::parameters(builder, node, inner);
    Opens::All(inner)
}

/// What a written type names: many of one where it is a list, or a promise of one.
pub(super) fn type_of(builder: &mut Builder<'_>, kind: Node<'_>, scope: u32) -> u32 {
    let (mut at, mut many) = (kind, 0);
    for _ in 0..TYPES_MAX {
        let before = at.kind();
        let inner = match before {
            "nullable_type" | "ref_type" | "scoped_type" => at.child_by_field_name("type"),
            "array_type" => {
                many += 1;
                at.child_by_field_name("type")
            }
            "qualified_name" => at
                .child_by_field_name("name")
                .and_then(|name| held(builder, name)),
            _ => held(builder, at),
        };
        let Some(inner) = inner else { break };
        many += u32::from(matches!(before, "qualified_name" | "generic_name"));
        at = inner;
    }
    let mut made = builder.type_expression(at, scope);
    for _ in 0..many {
        made = builder.make(ExpressionKind::Many, made, 0);
    }
    made
}

/// What a type of the library holds many of, or promises.
fn held<'t>(builder: &Builder<'_>, generic: Node<'t>) -> Option<Node<'t>> {
    let name = generic.named_child(0)?;
    let known = builder
        .word(name)
        .is_some_and(|name| MANY.binary_search(&name).is_ok());
    let arguments = generic.named_child(1)?;
    arguments
        .named_child(0)
        .filter(|_| known && generic.kind() == "generic_name")
}

/// Whether only a type can stand where a node stands.
pub(super) fn is_type_position(node: Node<'_>, parent: Node<'_>) -> bool {
    let at = |field| parent.child_by_field_name(field) == Some(node);
    match parent.kind() {
        "base_list" | "type_argument_list" | "explicit_interface_specifier" => true,
        "is_expression" | "as_expression" => at("right"),
        _ => at("type") || at("returns"),
    }
}

pub(super) fn step(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "identifier" => Step::Name(node),
        "member_access_expression" => plain_member(member(node, "expression", "name")?),
        "qualified_name" => plain_member(member(node, "qualifier", "name")?),
        "conditional_access_expression" => conditional(node)?,
        "invocation_expression" => return call(node, "function"),
        "object_creation_expression" => Step::New {
            class: field("type")?,
            arguments: field("arguments"),
        },
        "alias_qualified_name" => return field("name").map(Step::Through),
        "generic_name"
        | "parenthesized_expression"
        | "checked_expression"
        | "postfix_unary_expression" => return through(node),
        "nullable_type" | "ref_type" | "scoped_type" | "pointer_type" => {
            return field("type").map(Step::Type);
        }
        "array_creation_expression" => return field("type").map(Step::Through),
        "array_type" => return field("type").map(Step::Many),
        "element_access_expression" => return field("expression").map(Step::Element),
        "await_expression" => return node.named_child(0).map(Step::Element),
        "cast_expression" | "default_expression" => return field("type").map(Step::Made),
        "as_expression" => return field("right").map(Step::Made),
        "this" => Step::This,
        "base" => Step::Super,
        "string_literal"
        | "verbatim_string_literal"
        | "raw_string_literal"
        | "interpolated_string_expression" => Step::Literal("string"),
        "integer_literal" | "real_literal" | "character_literal" | "sizeof_expression" => {
            Step::Literal("int")
        }
        "boolean_literal" | "is_expression" | "is_pattern_expression" => Step::Literal("bool"),
        "typeof_expression" => Step::Literal("Type"),
        "null_literal" => Step::Literal("null"),
        "predefined_type" => Step::Literal("int"),
        _ => return None,
    })
}

/// A member whose name may carry types in angle brackets.
fn plain_member(found: Step<'_>) -> Step<'_> {
    match found {
        Step::Member { base, name } if name.kind() == "generic_name" => Step::Member {
            base,
            name: name.named_child(0).unwrap_or(name),
        },
        other => other,
    }
}

/// `a?.b` and `a?[0]`.
fn conditional(node: Node<'_>) -> Option<Step<'_>> {
    let condition = node.child_by_field_name("condition")?;
    let bound = node
        .named_children()
        .find(|one| one.kind().ends_with("_binding_expression"))?;
    if bound.kind() == "element_binding_expression" {
        return Some(Step::Element(condition));
    }
    let name = bound.child_by_field_name("name")?;
    let base = Some(condition);
    Some(plain_member(Step::Member { base, name }))
}
