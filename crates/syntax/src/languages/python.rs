//! Python.

use std::ops::Range;

use crate::definitions::{Found, Place, Shape, is_function, is_type, is_value};
use crate::facts::{DefinitionKind, Import, ImportKind, Span, Visibility};
use crate::imports::{field_text, import, unquoted};
use crate::spans::small;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if is_value(found.kind) && place.local {
        return None;
    }
    let mut shape = found.shape(text, Visibility::Public)?;
    if is_function(shape.kind) && place.enclosing.is_some_and(is_type) {
        shape.kind = DefinitionKind::Method;
    }
    if shape.kind == DefinitionKind::Variable && is_shouted(shape.name) {
        shape.kind = DefinitionKind::Constant;
    }
    let dunder = shape.name.starts_with("__") && shape.name.ends_with("__");
    if shape.name.starts_with('_') && !dunder {
        shape.visibility = Visibility::Private;
    }
    Some(shape)
}

/// Names in capitals are constants by custom.
fn is_shouted(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase())
        && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

pub(super) fn imports(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let module = match node.kind() {
        "future_import_statement" => Some("__future__"),
        "import_from_statement" => field_text(node, "module_name", text),
        _ => None,
    };
    for child in node
        .named_children()
        .skip(usize::from(node.kind() == "import_from_statement"))
    {
        let (name, alias) = match child.kind() {
            "aliased_import" => (
                field_text(child, "name", text),
                field_text(child, "alias", text),
            ),
            "wildcard_import" => (Some("*"), None),
            "dotted_name" => (text.get(child.byte_range()), None),
            _ => (None, None),
        };
        match (module, name) {
            (Some(module), Some(name)) => add(import(&unspaced(module), child)
                .taking(name)
                .bound_to(alias)),
            (None, Some(name)) => add(import(&unspaced(name), child).bound_to(alias)),
            (_, None) => {}
        }
    }
}

/// `from . pkg import x` means `.pkg`.
fn unspaced(module: &str) -> String {
    module
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\\')
        .collect()
}

pub(super) fn imports_of_call(call: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let called = field_text(call, "function", text).unwrap_or_default();
    if !matches!(
        called,
        "importlib.import_module" | "import_module" | "__import__"
    ) {
        return;
    }
    let arguments = call.child_by_field_name("arguments");
    if let Some(module) = arguments
        .and_then(|list| list.named_child(0))
        .filter(is_literal)
    {
        add(import(unquoted(module, text), call).written_as(ImportKind::Call));
    }
}

fn is_literal(node: &Node<'_>) -> bool {
    node.kind() == "string"
        && node.named_child_count() == 3
        && node.child(1).is_some_and(is_content)
}

fn is_content(node: Node<'_>) -> bool {
    node.kind() == "string_content"
}

/// Where the block ends that only a type checker reads, if this `if` has one.
pub(crate) fn type_checking_end(if_statement: Node<'_>, text: &str) -> Option<usize> {
    let condition = field_text(if_statement, "condition", text)?;
    let typing = condition == "TYPE_CHECKING" || condition.ends_with(".TYPE_CHECKING");
    let block = if_statement
        .child_by_field_name("consequence")
        .filter(|_| typing)?;
    Some(block.end_byte())
}

/// Where a definition's documentation string stands, quotes and all.
pub(crate) fn docstring(body: Node<'_>) -> Option<Range<usize>> {
    let first = body.named_children().find(|node| !node.is_extra())?;
    let string = first
        .named_child(0)
        .filter(|_| first.kind() == "expression_statement")?;
    matches!(string.kind(), "string" | "concatenated_string").then(|| string.byte_range())
}

/// A block of Python takes in comments that follow its last statement; a definition ends before them.
pub(crate) fn end_before_comments(whole: &mut Span, text: &str, comments: &[Range<usize>]) {
    let mut end = whole.end_byte as usize;
    let mut index = comments.partition_point(|comment| comment.start < end);
    while let Some(comment) = index.checked_sub(1).and_then(|last| comments.get(last)) {
        let between = text.get(comment.end..end).unwrap_or("code");
        if comment.start < whole.start_byte as usize || !between.trim_ascii().is_empty() {
            break;
        }
        end = text
            .get(..comment.start)
            .unwrap_or_default()
            .trim_end()
            .len();
        index -= 1;
    }
    let dropped = text.get(end..whole.end_byte as usize).unwrap_or_default();
    let lines = dropped
        .trim_end()
        .bytes()
        .filter(|byte| *byte == b'\n')
        .count();
    if lines > 0 {
        whole.end_line = whole
            .end_line
            .saturating_sub(small(lines))
            .max(whole.start_line);
        whole.end_byte = small(end);
    }
}
