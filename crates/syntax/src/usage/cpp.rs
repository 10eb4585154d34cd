//! Scopes of C++, and how its expressions are made of names.
//!
//! Classes and namespaces go on in other files, so what is no local variable is left to those who see all files.
//! A pointer, a list and what the library points with are many of one type: what `*`, `[]` and `->` give is one.

use super::builder::{Builder, ScopeKind};
use super::cpp_bindings as bindings;
use super::cpp_declarators as declarators;
use super::step::Step;
use super::walk::Opens;
use super::{LinkKind, SiteKind};
use crate::tree::Node;

/// Parts of one written path that are looked at.
const PATH_MAX: usize = 32;

/// Types of the library that hold or point to one other, sorted.
const MANY: [&str; 20] = [
    "array",
    "atomic",
    "deque",
    "forward_list",
    "initializer_list",
    "list",
    "multiset",
    "optional",
    "priority_queue",
    "queue",
    "set",
    "shared_ptr",
    "span",
    "stack",
    "unique_ptr",
    "unordered_multiset",
    "unordered_set",
    "valarray",
    "vector",
    "weak_ptr",
];

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment"
        | "preproc_include"
        | "preproc_defined"
        | "attribute_specifier"
        | "attribute_declaration"
        | "ms_declspec_modifier"
        | "gnu_asm_expression"
        | "field_designator"
        | "literal_suffix"
        | "lambda_default_capture" => Opens::Skip,
        "function_definition" => function(builder, node, parent, scope),
        "namespace_definition" => namespace(builder, node, scope),
        "class_specifier" | "struct_specifier" | "union_specifier" => {
            class(builder, node, parent, scope)
        }
        "enum_specifier" => enumeration(builder, node, scope),
        "template_declaration" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            bindings::template_parameters(builder, node, inner);
            Opens::All(inner)
        }
        "lambda_expression" => {
            let inner = builder.open(scope, ScopeKind::Lambda, None);
            bindings::template_parameters(builder, node, inner);
            bindings::lambda(builder, node, inner);
            Opens::All(inner)
        }
        "compound_statement" | "for_statement" | "if_statement" | "while_statement"
        | "switch_statement" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "catch_clause" | "for_range_loop" => {
            let inner = builder.open(scope, ScopeKind::Block, None);
            bindings::each(builder, node, inner);
            Opens::All(inner)
        }
        _ => {
            plain(builder, node);
            bindings::statement(builder, node, scope);
            Opens::Nothing
        }
    }
}

/// Calls and names of the library that stand for something else.
fn plain(builder: &mut Builder<'_>, node: Node<'_>) {
    let named = match node.kind() {
        "call_expression" => node
            .child_by_field_name("function")
            .filter(|callee| cast(builder.text, *callee).is_some()),
        "qualified_identifier" if of_library(builder.text, node).is_some() => Some(node),
        _ => None,
    };
    let Some(named) = named else { return };
    builder.consume(named);
    for part in path(named) {
        builder.consume(part);
        builder.consume(leaf(part));
    }
}

/// Where what a scope declares is a member: outside of the scopes of templates.
pub(super) fn home(builder: &Builder<'_>, scope: u32) -> u32 {
    let mut at = scope;
    loop {
        match builder.kind(at) {
            ScopeKind::Block => at = builder.scope(at).parent,
            ScopeKind::Function | ScopeKind::Lambda => return scope,
            ScopeKind::File | ScopeKind::Type | ScopeKind::Module => return at,
        }
    }
}

fn namespace(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    // What stands in a namespace without a name is seen round it.
    let Some(name) = node.child_by_field_name("name") else {
        return Opens::Nothing;
    };
    builder.consume(name);
    for part in name.named_children() {
        builder.consume(part);
    }
    let definition = builder.definition_named(name);
    Opens::Body(builder.open(scope, ScopeKind::Module, definition))
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    if node.child_by_field_name("body").is_none() {
        // `class A;` says nothing, `class A a` uses it.
        let alone = matches!(
            parent.kind(),
            "translation_unit"
                | "declaration_list"
                | "field_declaration_list"
                | "template_declaration"
        ) || parent.kind().starts_with("preproc_")
            || (parent.kind() == "field_declaration"
                && parent.child_by_field_name("declarator").is_none());
        if let Some(name) = name.filter(|_| alone) {
            declarators::declare_class(builder, name, home(builder, scope));
        }
        return Opens::Nothing;
    }
    let home = home(builder, scope);
    let name = name.or_else(|| declarators::name_behind(node, parent));
    let definition = name.and_then(|name| declarators::define(builder, name, home));
    let bases = node.named_children();
    for bases in bases.filter(|one| one.kind() == "base_class_clause") {
        for base in bases.named_children() {
            if !matches!(
                base.kind(),
                "type_identifier" | "qualified_identifier" | "template_type"
            ) {
                continue;
            }
            let expression = builder.used(base, scope, SiteKind::Base);
            builder.consume(base);
            if let Some(definition) = definition {
                builder.link(definition, LinkKind::Base, expression);
            }
        }
    }
    Opens::Body(builder.open(scope, ScopeKind::Type, definition))
}

/// The names in an `enum` are seen round it, those in an `enum class` are not.
fn enumeration(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let Some(body) = node.child_by_field_name("body") else {
        return Opens::Nothing;
    };
    let home = home(builder, scope);
    let definition = name.and_then(|name| declarators::define(builder, name, home));
    let scoped = node
        .children()
        .any(|one| matches!(one.kind(), "class" | "struct"));
    let inner = builder.open(scope, ScopeKind::Type, definition);
    for one in body.named_children() {
        let Some(name) = one.child_by_field_name("name") else {
            continue;
        };
        if definition.is_some() {
            builder.define(inner, name);
        }
        if !scoped {
            builder.define(home, name);
        }
    }
    Opens::Body(inner)
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) -> Opens {
    let declared = node
        .child_by_field_name("declarator")
        .map(declarators::declared);
    let home = home(builder, scope);
    let befriended = parent.kind() == "friend_declaration";
    let definition = declared.as_ref().and_then(|declared| {
        declarators::consume_path(builder, declared.name);
        let name = leaf(declared.last);
        let own = declared.name.kind() != "qualified_identifier" && !befriended;
        match own {
            true => declarators::define(builder, name, home),
            false => builder.definition_named(name),
        }
    });
    let inner = builder.open(scope, ScopeKind::Function, definition);
    if let Some(declared) = &declared {
        bindings::parameters(builder, declared.parameters, inner);
    }
    if let (Some(definition), Some(declared)) = (definition, declared) {
        declarators::link_result(builder, node, &declared, definition, inner);
    }
    Opens::All(inner)
}

/// The names of a path, from the outside in; of anything else that alone.
pub(super) fn path(node: Node<'_>) -> Vec<Node<'_>> {
    let (mut parts, mut at) = (Vec::new(), node);
    while at.kind() == "qualified_identifier" && parts.len() < PATH_MAX {
        parts.extend(at.child_by_field_name("scope"));
        match at.child_by_field_name("name") {
            Some(name) => at = name,
            None => return parts,
        }
    }
    parts.push(at);
    parts
}

/// The name in a name with types in angle brackets.
pub(super) fn leaf(node: Node<'_>) -> Node<'_> {
    let mut at = node;
    for _ in 0..4 {
        at = match at.kind() {
            "dependent_name" | "dependent_type" => at.named_child(0).unwrap_or(at),
            "template_function" | "template_method" | "template_type" => {
                at.child_by_field_name("name").unwrap_or(at)
            }
            _ => return at,
        };
    }
    at
}

/// A type of the library that is written with arguments, and its name; what its iterators point to it holds.
fn of_library<'t, 'a>(text: &'a str, node: Node<'t>) -> Option<(&'a str, Node<'t>)> {
    let parts = path(node);
    let word = |part: &Node<'t>| text.get(leaf(*part).byte_range());
    let (named, is_library) = match parts.as_slice() {
        [first, named] if named.kind() == "template_type" => (named, word(first) == Some("std")),
        [first, named, last] if word(last)?.ends_with("iterator") => {
            (named, word(first) == Some("std"))
        }
        // Whose `vector` that is nobody says.
        [named, last] if word(last)?.ends_with("iterator") => {
            return (MANY.binary_search(&word(named)?).is_ok()).then_some(("", *named));
        }
        _ => return None,
    };
    let found = (word(named)?, *named);
    Some(found).filter(|_| is_library && named.kind() == "template_type")
}

/// The type of a `static_cast` and the like.
fn cast<'t>(text: &str, callee: Node<'t>) -> Option<Node<'t>> {
    let name = callee
        .child_by_field_name("name")
        .filter(|_| callee.kind() == "template_function")?;
    let word = text.get(name.byte_range())?;
    matches!(
        word,
        "static_cast" | "dynamic_cast" | "const_cast" | "reinterpret_cast"
    )
    .then(|| argument_of(callee))
    .flatten()
}

/// The first of the types in angle brackets.
fn argument_of(node: Node<'_>) -> Option<Node<'_>> {
    let list = node.child_by_field_name("arguments")?;
    list.named_child(0)
}

pub(super) fn step<'t>(text: &str, node: Node<'t>) -> Option<Step<'t>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "identifier" | "type_identifier" | "namespace_identifier" | "field_identifier" => {
            Step::Name(node)
        }
        "qualified_identifier" => match of_library(text, node) {
            Some((name, written)) if MANY.binary_search(&name).is_ok() => {
                Step::Many(argument_of(written)?)
            }
            Some(_) => Step::Opaque,
            None => Step::Path(node),
        },
        "field_expression" => return field_of(node),
        "call_expression" => return call(text, node),
        "compound_literal_expression" => Step::Call {
            callee: field("type")?,
            arguments: field("value"),
        },
        "new_expression" => Step::Allocated {
            class: field("type")?,
            arguments: field("arguments"),
        },
        "template_function" | "template_method" | "template_type" => {
            return field("name").map(Step::Through);
        }
        "dependent_name" | "dependent_type" | "parenthesized_expression" => {
            return node.named_child(0).map(Step::Through);
        }
        "pointer_expression" => match (field("operator")?.kind(), field("argument")?) {
            ("*", argument) if argument.kind() == "this" => Step::This,
            ("*", argument) => Step::Element(argument),
            _ => Step::Opaque,
        },
        "subscript_expression" => return field("argument").map(Step::Element),
        "cast_expression" => return field("type").map(made),
        "type_descriptor" => match pointed(node) {
            true => Step::Many(field("type")?),
            false => Step::Through(field("type")?),
        },
        "this" => Step::This,
        "string_literal" | "raw_string_literal" | "concatenated_string" => Step::Literal("char"),
        "number_literal" | "char_literal" | "sizeof_expression" | "user_defined_literal" => {
            Step::Literal("int")
        }
        "true" | "false" => Step::Literal("bool"),
        "null" => Step::Literal("null"),
        "primitive_type" | "sized_type_specifier" => Step::Literal("int"),
        _ => return None,
    })
}

/// `a.b`, `a->b`, `this->b`, and `a.B::b`, which says itself whose it is.
fn field_of(node: Node<'_>) -> Option<Step<'_>> {
    let base = node.child_by_field_name("argument")?;
    let name = leaf(node.child_by_field_name("field")?);
    if name.kind() == "qualified_identifier" {
        return Some(Step::Path(name));
    }
    let points = node
        .child_by_field_name("operator")
        .is_some_and(|operator| operator.kind() == "->");
    Some(match points && base.kind() != "this" {
        true => Step::Pointed { base, name },
        false => Step::Member {
            base: Some(base),
            name,
        },
    })
}

fn call<'t>(text: &str, node: Node<'t>) -> Option<Step<'t>> {
    let callee = node.child_by_field_name("function")?;
    let arguments = node.child_by_field_name("arguments");
    if let Some(kind) = cast(text, callee) {
        return Some(made(kind));
    }
    Some(match declarators::library_function(text, node) {
        Some(("move" | "forward", _)) => Step::Through(arguments?.named_child(0)?),
        Some((_, made)) => Step::Allocated {
            class: argument_of(made)?,
            arguments,
        },
        None => Step::Call { callee, arguments },
    })
}

/// A value of a written type.
fn made(kind: Node<'_>) -> Step<'_> {
    match pointed(kind) {
        true => Step::Through(kind),
        false => Step::Made(kind),
    }
}

/// Whether a written type is that of a pointer.
fn pointed(kind: Node<'_>) -> bool {
    kind.child_by_field_name("declarator")
        .is_some_and(|one| one.kind() == "abstract_pointer_declarator")
}
