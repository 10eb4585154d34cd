//! What a call calls: the name, what stands before it, how many arguments.

use crate::source::clip;
use crate::tree::Node;

/// Longest receiver that is kept.
const RECEIVER_BYTES_MAX: usize = 80;

/// The parts of a call.
pub(crate) struct Callee<'t, 'a> {
    /// The node of the name.
    pub name: Node<'t>,
    /// What stands before the name, as written.
    pub receiver: Option<&'a str>,
    /// The list of arguments.
    pub arguments: Option<Node<'t>>,
}

/// Take a call apart; `None` where what is called has no name of its own, as in `f()()`.
pub(crate) fn callee<'t, 'a>(call: Node<'t>, text: &'a str) -> Option<Callee<'t, 'a>> {
    // Kotlin's call of a base class is inside what names the base.
    let call = call
        .named_child(0)
        .filter(|_| call.kind() == "delegation_specifier")
        .unwrap_or(call);
    let (start, name) = match called(call) {
        Some(called) => {
            let called = awaited(called);
            (called.start_byte(), innermost_name(called)?)
        }
        // Calls of Java, Ruby and PHP hold receiver and name themselves.
        None => {
            let name = call
                .child_by_field_name("name")
                .or_else(|| call.child_by_field_name("method"));
            (call.start_byte(), innermost_name(name?)?)
        }
    };
    let receiver = text
        .get(start..name.start_byte())
        .map(without_separator)
        .filter(|before| !before.is_empty())
        .map(|before| clip(before, RECEIVER_BYTES_MAX));
    let arguments = call.child_by_field_name("arguments").or_else(|| {
        call.named_children()
            .filter(|node| {
                matches!(
                    node.kind(),
                    "token_tree" | "value_arguments" | "argument_list" | "arguments"
                )
            })
            .last()
    });
    Some(Callee {
        name,
        receiver,
        arguments,
    })
}

/// The part of a call that holds the name, where it is one part.
fn called(call: Node<'_>) -> Option<Node<'_>> {
    let by_field = ["function", "constructor", "macro", "type"]
        .into_iter()
        .find_map(|field| call.child_by_field_name(field));
    by_field.or_else(|| match call.kind() {
        "call_expression" | "constructor_invocation" | "constructor_delegation_call" => {
            call.child(0)
        }
        "constructor_initializer" => call.child(1),
        "object_creation_expression" => call.named_child(0),
        _ => None,
    })
}

/// What stands before a name, without the sign between them and without type arguments of the name's own.
fn without_separator(before: &str) -> &str {
    let mut before = before.trim_end();
    if before.ends_with('>')
        && let Some((receiver, _)) = before.rsplit_once(".<")
    {
        before = receiver;
    }
    let separators = ["::", "->", ".*", ".", "?", "!", "&", "\\"];
    while let Some(shorter) = separators.iter().find_map(|sign| before.strip_suffix(sign)) {
        before = shorter.trim_end();
    }
    before
}

/// `await f<T>()` is read as a call of `await f`.
fn awaited(called: Node<'_>) -> Node<'_> {
    let inner = called
        .named_child(0)
        .filter(|_| called.kind() == "await_expression");
    inner.unwrap_or(called)
}

/// What names something by itself.
const NAMES: [&str; 16] = [
    "identifier",
    "type_identifier",
    "field_identifier",
    "property_identifier",
    "private_property_identifier",
    "name",
    "variable_name",
    "constant",
    "super",
    "this",
    "base",
    "import",
    "primitive_type",
    "destructor_name",
    "operator",
    "operator_name",
];

/// Go down from what is called to the identifier that names it.
fn innermost_name(called: Node<'_>) -> Option<Node<'_>> {
    let mut node = called;
    while !NAMES.contains(&node.kind()) {
        node = inner(node)?;
    }
    Some(node)
}

/// The part of a node that holds its name.
fn inner(node: Node<'_>) -> Option<Node<'_>> {
    let field = match node.kind() {
        "attribute" => "attribute",
        "member_expression" | "nested_identifier" => "property",
        "field_expression" | "selector_expression" => "field",
        "scoped_identifier"
        | "scoped_type_identifier"
        | "qualified_identifier"
        | "qualified_type"
        | "template_function"
        | "template_method"
        | "template_type"
        | "member_access_expression"
        | "member_binding_expression"
        | "alias_qualified_name"
        | "generic_name" => "name",
        // `part.template as<int>()`.
        "dependent_name" => "name",
        "generic_function" | "instantiation_expression" => "function",
        "generic_type" | "type_instantiation_expression" => "type",
        // Here the name comes last, mostly without a field.
        "qualified_name"
        | "navigation_expression"
        | "conditional_access_expression"
        | "user_type" => {
            return node.named_children().last();
        }
        _ => return None,
    };
    node.child_by_field_name(field)
        .or_else(|| node.named_child(0))
}

/// How many arguments a call writes.
pub(crate) fn argument_count(
    callee: &Callee<'_, '_>,
    call: Node<'_>,
    parent: Node<'_>,
    text: &str,
) -> u32 {
    let Some(arguments) = callee.arguments else {
        let operand = call.child_by_field_name("operand").is_some();
        return u32::from(operand || has_trailing_lambda(call, parent));
    };
    let written = match arguments.kind() {
        "token_tree" => macro_argument_count(arguments, text),
        "generator_expression" | "template_string" => 1,
        _ => named_count(arguments),
    };
    written.saturating_add(u32::from(has_trailing_lambda(call, parent)))
}

/// Kotlin's `f { … }` is one call; `f(a) { … }` is read as a call of `f(a)`, and is a second argument of it.
fn has_trailing_lambda(call: Node<'_>, parent: Node<'_>) -> bool {
    let ends_with_lambda = |node: Node<'_>| {
        let last = node.named_children().last();
        last.is_some_and(|last| last.kind() == "annotated_lambda")
    };
    let called_again = parent.kind() == "call_expression" && parent.child(0) == Some(call);
    ends_with_lambda(call) || (called_again && ends_with_lambda(parent))
}

/// Named children that are not comments.
pub(crate) fn named_count(list: Node<'_>) -> u32 {
    let count = list
        .named_children()
        .filter(|node| !node.is_extra())
        .count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A macro's input is tokens; what its commas separate is as good as arguments.
fn macro_argument_count(tokens: Node<'_>, text: &str) -> u32 {
    let (mut commas, mut since_comma) = (0, false);
    for token in tokens.children().skip(1) {
        match text.get(token.byte_range()) {
            Some(",") => {
                commas += 1;
                since_comma = false;
            }
            Some(")" | "]" | "}") | None => {}
            Some(_) => since_comma = true,
        }
    }
    commas + u32::from(since_comma)
}
