//! What declarators of C++ declare, and what the names in them hold.

use super::builder::{Builder, ScopeKind};
use super::chain::argument_count;
use super::cpp::{leaf, path};
use super::step::Step;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::language::Language;
use crate::tree::Node;

/// Stands for a class where else the number of parameters of a function stands.
const CLASS_ELSEWHERE: u32 = u32::MAX;

/// Layers of one declarator that are looked through.
const LAYERS_MAX: usize = 32;

/// Alternatives of one value that are followed.
const ALTERNATIVES_MAX: usize = 16;

/// What a declarator declares.
pub(super) struct Declared<'t> {
    /// Its name, with those before it.
    pub name: Node<'t>,
    /// The last of these.
    pub last: Node<'t>,
    /// The parameters, of a function and of a pointer to one.
    pub parameters: Option<Node<'t>>,
    /// It is the function itself.
    pub is_function: bool,
    /// Pointers and lists between the written type and what is declared.
    pub many: u32,
    /// What it is given.
    pub value: Option<Node<'t>>,
    /// The type of the result, where it stands behind.
    trailing: Option<Node<'t>>,
}

pub(super) fn declared(declarator: Node<'_>) -> Declared<'_> {
    let mut found = Declared {
        name: declarator,
        last: declarator,
        parameters: None,
        is_function: false,
        many: 0,
        value: None,
        trailing: None,
    };
    let mut is_pointer = false;
    for _ in 0..LAYERS_MAX {
        let node = found.name;
        match node.kind() {
            "init_declarator" => found.value = node.child_by_field_name("value"),
            "function_declarator" => {
                found.parameters = node.child_by_field_name("parameters");
                let mut rest = node.named_children();
                found.trailing = rest.find(|one| one.kind() == "trailing_return_type");
                is_pointer = false;
            }
            "pointer_declarator" | "array_declarator" | "pointer_type_declarator" => {
                is_pointer = true;
                found.many += 1;
            }
            "reference_declarator" => is_pointer |= found.parameters.is_some(),
            _ => {}
        }
        match inside(node) {
            Some(inner) => found.name = inner,
            None => break,
        }
    }
    if found.name.kind() == "qualified_identifier" {
        found.last = path(found.name).pop().unwrap_or(found.name);
    } else {
        found.last = found.name;
    }
    if found.last.kind() == "operator_cast" {
        let rest = found.last.child_by_field_name("declarator");
        found.parameters = rest.and_then(|rest| rest.child_by_field_name("parameters"));
    }
    found.is_function = found.parameters.is_some() && !is_pointer;
    found
}

/// The declarator in another.
fn inside(node: Node<'_>) -> Option<Node<'_>> {
    match node.kind() {
        "operator_cast" => None,
        "parenthesized_declarator"
        | "attributed_declarator"
        | "reference_declarator"
        | "variadic_declarator" => node
            .named_children()
            .find(|one| one.kind() != "attribute_declaration"),
        _ => node.child_by_field_name("declarator"),
    }
}

/// The name that a type without one is given behind it: `typedef struct {…} A`.
pub(super) fn name_behind<'t>(node: Node<'t>, parent: Node<'t>) -> Option<Node<'t>> {
    let behind = parent.child_by_field_name("declarator");
    behind.filter(|one| {
        parent.kind() == "type_definition"
            && one.kind() == "type_identifier"
            && parent.child_by_field_name("type") == Some(node)
    })
}

/// Bind the name at a node to its definition: a member of what is round it, or a name of a block.
pub(super) fn define(builder: &mut Builder<'_>, name: Node<'_>, scope: u32) -> Option<u32> {
    builder.consume(name);
    consume_path(builder, name);
    let last = leaf(path(name).pop().unwrap_or(name));
    if name.kind() == "qualified_identifier" {
        return builder.definition_named(last);
    }
    builder.define(scope, last)
}

/// The function of a call, where it is one of the library that hands on or makes what its arguments say.
pub(super) fn library_function<'t, 'a>(
    text: &'a str,
    call: Node<'t>,
) -> Option<(&'a str, Node<'t>)> {
    let callee = call.child_by_field_name("function")?;
    let parts = path(callee);
    let (first, last) = (parts.first()?, *parts.last()?);
    let word = text.get(leaf(last).byte_range())?;
    let known = matches!(word, "move" | "forward" | "make_unique" | "make_shared");
    (known && parts.len() == 2 && text.get(first.byte_range()) == Some("std"))
        .then_some((word, last))
}

/// Take the names of a path apart; none where it begins with the names of the file.
pub(super) fn first_of_path<'t>(
    builder: &mut Builder<'_>,
    written: Node<'t>,
    parts: &mut Vec<(Step<'t>, Node<'t>)>,
) -> Option<Node<'t>> {
    let names = path(written);
    let rooted = written.child_by_field_name("scope").is_none();
    let behind = usize::from(!rooted);
    for part in names.iter().skip(behind).rev() {
        let name = leaf(*part);
        let base = Some(written);
        parts.push((Step::Member { base, name }, *part));
    }
    consume_path(builder, written);
    names.first().copied().filter(|_| !rooted)
}

/// `class A;` says that some file defines an `A`.
pub(super) fn declare_class(builder: &mut Builder<'_>, name: Node<'_>, at: u32) {
    builder.consume(name);
    let in_space = matches!(builder.kind(at), ScopeKind::File | ScopeKind::Module);
    let word = builder
        .word(name)
        .filter(|_| in_space && name.kind() == "type_identifier");
    if let Some(word) = word {
        builder.bind(at, word, BindingKind::Elsewhere, CLASS_ELSEWHERE);
    }
}

/// The names of a path are no uses where they say whose member is defined.
pub(super) fn consume_path(builder: &mut Builder<'_>, name: Node<'_>) {
    let mut at = name;
    for part in path(name) {
        builder.consume(part);
        builder.consume(leaf(part));
    }
    while at.kind() == "qualified_identifier" {
        builder.consume(at);
        match at.child_by_field_name("name") {
            Some(inner) => at = inner,
            None => break,
        }
    }
}

pub(super) fn consume_names(builder: &mut Builder<'_>, node: Node<'_>) {
    builder.consume(node);
    for part in node.named_children() {
        builder.consume(part);
    }
}

pub(super) fn count(builder: &Builder<'_>, list: Node<'_>) -> u32 {
    crate::languages::parameter_count(Language::Cpp, list, builder.text)
}

/// What a function gives.
pub(super) fn link_result(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    one: &Declared<'_>,
    definition: u32,
    scope: u32,
) {
    let last = one.last;
    let converted = Some(last).filter(|last| last.kind() == "operator_cast");
    let written = converted.unwrap_or(node).child_by_field_name("type");
    let trailing = one.trailing.and_then(|one| one.named_child(0));
    let made = match (trailing, written) {
        (Some(trailing), _) => Some(builder.expression(trailing, scope)),
        (None, Some(written)) if !is_inferred(written) => {
            Some(type_of(builder, written, one.many, scope))
        }
        _ => None,
    };
    if let Some(made) = made {
        builder.link(definition, LinkKind::Declared, made);
    }
}

/// Whether the value says what a variable is, or a function gives.
pub(super) fn is_inferred(written: Node<'_>) -> bool {
    matches!(
        written.kind(),
        "placeholder_type_specifier" | "auto" | "decltype"
    )
}

/// What a written type and the signs behind it name.
pub(super) fn type_of(builder: &mut Builder<'_>, written: Node<'_>, many: u32, scope: u32) -> u32 {
    let named = match written.kind() {
        "class_specifier" | "struct_specifier" | "union_specifier" | "enum_specifier" => {
            written.child_by_field_name("name")
        }
        _ => Some(written),
    };
    let mut made = match named {
        Some(named) => builder.expression(named, scope),
        None => builder.opaque(),
    };
    for _ in 0..many {
        made = builder.make(ExpressionKind::Many, made, 0);
    }
    made
}

/// A name holds an instance of its type; of `auto`, what it is given.
pub(super) fn hold(builder: &mut Builder<'_>, node: Node<'_>, one: &Declared<'_>, scope: u32) {
    let Some(word) = builder.word(leaf(one.last)) else {
        return;
    };
    builder.consume(leaf(one.last));
    let written = node.child_by_field_name("type");
    let is_pointer_to_function = one.parameters.is_some() && !may_be_value(builder, one, scope);
    match written {
        Some(written) if is_inferred(written) => {
            let values = one.value.map(|value| values(builder, value, scope));
            for value in values.unwrap_or_else(|| vec![builder.opaque()]) {
                builder.bind(scope, word, BindingKind::Value, value);
            }
        }
        Some(written) if !is_pointer_to_function => {
            let kind = type_of(builder, written, one.many, scope);
            builder.bind(scope, word, BindingKind::Annotated, kind);
        }
        _ => builder.bind(scope, word, BindingKind::Opaque, 0),
    }
}

/// `T a(b)` in a block makes a value of names as well as it declares a function of types.
fn may_be_value(builder: &Builder<'_>, one: &Declared<'_>, scope: u32) -> bool {
    let local = builder.callable(scope).is_some();
    let Some(list) = one.parameters.filter(|_| local && one.is_function) else {
        return false;
    };
    let plain = |part: Node<'_>| {
        part.kind() == "parameter_declaration"
            && part.named_child_count() == 1
            && part
                .named_child(0)
                .is_some_and(|kind| kind.kind() == "type_identifier")
    };
    list.named_child_count() > 0 && list.named_children().all(plain)
}

/// `T a(b)` and `T a{b}` call what makes a `T`.
pub(super) fn constructed(
    builder: &mut Builder<'_>,
    node: Node<'_>,
    one: &Declared<'_>,
    scope: u32,
) {
    if may_be_value(builder, one, scope)
        && let (Some(list), Some(written)) = (one.parameters, node.child_by_field_name("type"))
    {
        let expression = builder.expression(written, scope);
        let count = u8::try_from(list.named_child_count()).unwrap_or(u8::MAX);
        builder.note(expression, SiteKind::Call, written, (count, scope));
        return;
    }
    let arguments = one
        .value
        .filter(|value| matches!(value.kind(), "argument_list" | "initializer_list"))
        .filter(|value| value.field_name() == Some("value") && !is_copied(*value));
    let written = node.child_by_field_name("type").filter(|kind| {
        matches!(
            kind.kind(),
            "type_identifier" | "qualified_identifier" | "template_type"
        )
    });
    let (Some(arguments), Some(written), 0) = (arguments, written, one.many) else {
        return;
    };
    let count = argument_count(arguments);
    let expression = builder.expression(written, scope);
    builder.note(expression, SiteKind::Call, written, (count, scope));
}

/// `T a = {…}`.
fn is_copied(value: Node<'_>) -> bool {
    let before = value.parent().into_iter().flat_map(|one| one.children());
    before
        .take_while(|one| *one != value)
        .any(|one| one.kind() == "=")
}

/// The expressions that a value may be.
pub(super) fn values(builder: &mut Builder<'_>, value: Node<'_>, scope: u32) -> Vec<u32> {
    let (mut waiting, mut found) = (vec![value], Vec::new());
    while let Some(value) = waiting.pop() {
        if found.len() + waiting.len() > ALTERNATIVES_MAX {
            return vec![builder.opaque()];
        }
        match value.kind() {
            "conditional_expression" => {
                waiting.extend(value.child_by_field_name("consequence"));
                waiting.extend(value.child_by_field_name("alternative"));
            }
            "parenthesized_expression" => waiting.extend(value.named_child(0)),
            "argument_list" | "initializer_list" if value.named_child_count() == 1 => {
                waiting.extend(value.named_child(0));
            }
            _ => found.push(builder.expression(value, scope)),
        }
    }
    found
}
