//! How expressions of each language are made of names, members and calls.

use tree_sitter::Node;

use crate::language::Language;

/// The outermost part of an expression.
#[derive(Clone, Copy)]
pub(super) enum Step<'t> {
    /// A plain name.
    Name(Node<'t>),
    /// A member of something; without a base it is a name after all.
    Member {
        /// Whose member.
        base: Option<Node<'t>>,
        /// The member's name.
        name: Node<'t>,
    },
    /// A call or the making of an object.
    Call {
        /// What is called.
        callee: Node<'t>,
        /// With what.
        arguments: Option<Node<'t>>,
    },
    /// As good as what is inside.
    Through(Node<'t>),
    /// The object that the method is called on.
    This,
    /// The same as its bases see it.
    Super,
    /// A value of a type of the language.
    Literal(&'static str),
    /// Anything else.
    Opaque,
}

pub(super) fn step(language: Language, node: Node<'_>) -> Step<'_> {
    let found = match language {
        Language::Python => python(node),
        Language::JavaScript | Language::TypeScript | Language::Tsx => ecmascript(node),
        _ => None,
    };
    found.unwrap_or(Step::Opaque)
}

fn member<'t>(node: Node<'t>, base: &str, name: &str) -> Option<Step<'t>> {
    Some(Step::Member {
        base: node.child_by_field_name(base),
        name: node.child_by_field_name(name)?,
    })
}

fn call<'t>(node: Node<'t>, callee: &str) -> Option<Step<'t>> {
    Some(Step::Call {
        callee: node.child_by_field_name(callee)?,
        arguments: node.child_by_field_name("arguments"),
    })
}

fn through(node: Node<'_>) -> Option<Step<'_>> {
    node.named_child(0).map(Step::Through)
}

fn python(node: Node<'_>) -> Option<Step<'_>> {
    Some(match node.kind() {
        "identifier" => Step::Name(node),
        "attribute" => return member(node, "object", "attribute"),
        "call" => return call(node, "function"),
        "parenthesized_expression" | "await" | "type" => return through(node),
        "string" | "concatenated_string" => Step::Literal("str"),
        "integer" => Step::Literal("int"),
        "float" => Step::Literal("float"),
        "true" | "false" | "not_operator" | "comparison_operator" => Step::Literal("bool"),
        "none" => Step::Literal("None"),
        "list" | "list_comprehension" => Step::Literal("list"),
        "dictionary" | "dictionary_comprehension" => Step::Literal("dict"),
        "set" | "set_comprehension" => Step::Literal("set"),
        "tuple" => Step::Literal("tuple"),
        _ => return None,
    })
}

fn ecmascript(node: Node<'_>) -> Option<Step<'_>> {
    Some(match node.kind() {
        "identifier" | "shorthand_property_identifier" | "type_identifier" => Step::Name(node),
        "member_expression" => return member(node, "object", "property"),
        "nested_type_identifier" => return member(node, "module", "name"),
        "nested_identifier" => return member(node, "object", "property"),
        "call_expression" => return call(node, "function"),
        "new_expression" => return call(node, "constructor"),
        "parenthesized_expression" | "await_expression" | "non_null_expression" => {
            return through(node);
        }
        "this" => Step::This,
        "super" => Step::Super,
        "string" | "template_string" => Step::Literal("string"),
        "number" => Step::Literal("number"),
        "true" | "false" => Step::Literal("boolean"),
        "null" => Step::Literal("null"),
        "undefined" => Step::Literal("undefined"),
        "array" => Step::Literal("Array"),
        "regex" => Step::Literal("RegExp"),
        _ => return None,
    })
}
