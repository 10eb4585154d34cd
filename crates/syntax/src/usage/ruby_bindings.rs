//! What binds names in Ruby: assignments, parameters, and calls that say something of the class round them.

use super::builder::{Builder, ScopeKind};
use super::ruby::{home, note_block, runs_on_class};
use super::ruby_values::values;
use super::{BindingKind, LinkKind, SiteKind};
use crate::definitions::is_type;
use crate::facts::DefinitionKind;
use crate::tree::Node;

pub(super) fn statement<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) {
    match node.kind() {
        "assignment" | "operator_assignment" => assignment(builder, node, scope),
        "call" => {
            note_block(builder, node, scope);
            if let Some(name) = node.child_by_field_name("method") {
                speaks_of_class(builder, node, name, scope);
            }
        }
        "for" => {
            if let Some(pattern) = node.child_by_field_name("pattern") {
                targets(builder, pattern, scope);
            }
        }
        "rescue" => rescued(builder, node, scope),
        "return" => {
            let owner = builder.function_definition(scope);
            let value = node.named_child(0).and_then(|list| list.named_child(0));
            if let Some(owner) = owner {
                let given = match value {
                    Some(value) => values(builder, value, scope),
                    None => vec![builder.literal("null")],
                };
                for value in given {
                    builder.link(owner, LinkKind::Returned, value);
                }
            }
        }
        "alias" => alias(builder, node, scope),
        "simple_symbol" if matches!(parent.kind(), "argument_list" | "block_argument") => {
            symbol(builder, node, scope);
        }
        "identifier" if builder.word(node) == Some("module_function") => {
            if let Some(owner) = builder.definition(scope) {
                let own = ".extend".to_owned();
                builder.bind_made_member(owner, own, BindingKind::ReceiverClass, owner);
            }
        }
        "identifier"
            if parent.kind().ends_with("_pattern")
                || matches!(parent.kind(), "in_clause" | "alternative_pattern") =>
        {
            targets(builder, node, scope);
        }
        _ => {}
    }
}

/// `:name` as an argument may be the name of a method that somebody calls.
fn symbol(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let word = builder.word(node).and_then(|word| word.strip_prefix(':'));
    if let Some(word) =
        word.filter(|word| word.starts_with(|one: char| one.is_lowercase() || one == '_'))
    {
        let nobody = builder.opaque();
        let expression = builder.member(nobody, word);
        builder.note(expression, SiteKind::Reference, node, (u8::MAX, scope));
    }
}

/// Bind a local variable.
pub(super) fn local<'a>(
    builder: &mut Builder<'a>,
    scope: u32,
    word: &'a str,
    kind: BindingKind,
    value: u32,
) {
    let name = builder.names.index(word);
    builder.notes.locals.insert((scope, name));
    builder.bind(scope, word, kind, value);
}

/// The scope in which a local variable is bound that an assignment in a scope sets: blocks see those round them.
fn place_of(builder: &mut Builder<'_>, scope: u32, word: &str) -> u32 {
    let name = builder.names.index_made(word.to_owned());
    let mut at = scope;
    while !builder.notes.locals.contains(&(at, name)) {
        let place = builder.scope(at);
        let closed = matches!(
            place.kind,
            ScopeKind::Function | ScopeKind::Type | ScopeKind::File
        );
        if closed || (place.kind == ScopeKind::Block && place.parent == 0) {
            return scope;
        }
        at = place.parent;
    }
    at
}

fn assignment(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(left) = node.child_by_field_name("left") else {
        return;
    };
    let right = node.child_by_field_name("right");
    match left.kind() {
        "left_assignment_list" => targets(builder, left, scope),
        "constant" => {
            let home = home(builder, scope);
            builder.define(home, left);
            if let (Some(word), Some(right)) = (builder.word(left), right) {
                for value in values(builder, right, scope) {
                    builder.bind(home, word, BindingKind::Value, value);
                }
            }
        }
        _ => {
            let given = match right {
                Some(right) => values(builder, right, scope),
                None => Vec::new(),
            };
            target(builder, left, &given, scope);
        }
    }
}

/// Bind one target of an assignment; without values it may hold anything.
fn target(builder: &mut Builder<'_>, left: Node<'_>, given: &[u32], scope: u32) {
    let Some(word) = builder.word(left) else {
        return;
    };
    let bindings: Vec<(BindingKind, u32)> = match given {
        [] => vec![(BindingKind::Opaque, 0)],
        given => given
            .iter()
            .map(|value| (BindingKind::Value, *value))
            .collect(),
    };
    match left.kind() {
        "identifier" => {
            builder.consume(left);
            let at = place_of(builder, scope, word);
            for (kind, value) in bindings {
                local(builder, at, word, kind, value);
            }
        }
        "instance_variable" | "class_variable" => {
            builder.consume(left);
            let Some(owner) = enclosing_class(builder, scope) else {
                return;
            };
            let own = left.kind() == "instance_variable" && runs_on_class(builder, scope);
            for (kind, value) in bindings {
                match own {
                    true => builder.bind_made_member(owner, format!(".{word}"), kind, value),
                    false => builder.bind_member(owner, word, kind, value),
                }
            }
        }
        _ => {}
    }
}

/// The class or module whose code a scope is.
fn enclosing_class(builder: &Builder<'_>, scope: u32) -> Option<u32> {
    let mut at = builder.definition(scope);
    while let Some(definition) = at {
        let found = builder.definitions.get(definition as usize)?;
        if is_type(found.kind) || found.kind == DefinitionKind::Module {
            return Some(definition);
        }
        at = found.parent;
    }
    None
}

/// Names that are each given some part of a value.
fn targets(builder: &mut Builder<'_>, pattern: Node<'_>, scope: u32) {
    let mut waiting = vec![pattern];
    while let Some(at) = waiting.pop() {
        match at.kind() {
            "left_assignment_list" | "destructured_left_assignment" | "rest_assignment" => {
                waiting.extend(at.named_children());
            }
            _ => target(builder, at, &[], scope),
        }
    }
}

pub(super) fn parameters(builder: &mut Builder<'_>, list: Option<Node<'_>>, inner: u32) {
    let mut waiting: Vec<Node<'_>> = list.into_iter().collect();
    while let Some(at) = waiting.pop() {
        match at.kind() {
            "identifier" => {
                builder.consume(at);
                if let Some(word) = builder.word(at) {
                    local(builder, inner, word, BindingKind::Opaque, 0);
                }
            }
            "optional_parameter"
            | "keyword_parameter"
            | "splat_parameter"
            | "hash_splat_parameter"
            | "block_parameter" => {
                waiting.extend(at.child_by_field_name("name"));
            }
            "method_parameters"
            | "lambda_parameters"
            | "block_parameters"
            | "destructured_parameter" => waiting.extend(at.named_children()),
            _ => {}
        }
    }
}

/// `rescue Failure => failure`.
fn rescued(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let variable = node.child_by_field_name("variable");
    let Some(name) = variable.and_then(|one| one.named_child(0)) else {
        return;
    };
    let kinds = node.child_by_field_name("exceptions");
    let mut kinds = kinds.into_iter().flat_map(|list| list.named_children());
    let only = kinds.next().filter(|_| kinds.next().is_none());
    match (only, builder.word(name)) {
        (Some(kind), Some(word)) if name.kind() == "identifier" => {
            builder.consume(name);
            let kind = builder.expression(kind, scope);
            let at = place_of(builder, scope, word);
            local(builder, at, word, BindingKind::Annotated, kind);
        }
        _ => target(builder, name, &[], scope),
    }
}

/// `alias new old`.
fn alias(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let names = (
        node.child_by_field_name("name"),
        node.child_by_field_name("alias"),
    );
    let (Some(name), Some(old)) = names else {
        return;
    };
    builder.consume(old);
    let definition = builder.define(home(builder, scope), name);
    let old = builder.word(old).map(|word| word.trim_start_matches(':'));
    if let (Some(definition), Some(old)) = (definition, old) {
        let inner = builder.open(scope, ScopeKind::Function, Some(definition));
        let expression = builder.named(inner, old);
        builder.link(definition, LinkKind::Returned, expression);
    }
}

/// A method that is called on the class itself.
pub(super) fn of_class(builder: &mut Builder<'_>, owner: u32, name: Node<'_>, definition: u32) {
    if let Some(word) = builder.word(name) {
        let word = format!(".{}", word.trim_start_matches(':'));
        builder.bind_made_member(owner, word, BindingKind::Definition, definition);
    }
}

/// Calls that stand in a class and say something of it.
fn speaks_of_class(builder: &mut Builder<'_>, call: Node<'_>, name: Node<'_>, scope: u32) {
    let owner = builder.definition(scope);
    let in_type = builder.kind(scope) == ScopeKind::Type;
    let (Some(owner), Some(word)) = (owner.filter(|_| in_type), builder.word(name)) else {
        return;
    };
    if call.child_by_field_name("receiver").is_some() {
        return;
    }
    let list = call.child_by_field_name("arguments");
    let arguments: Vec<Node<'_>> = list
        .into_iter()
        .flat_map(|one| one.named_children())
        .collect();
    match word {
        "include" | "prepend" => {
            for base in arguments {
                let expression = builder.used(base, scope, SiteKind::Base);
                builder.consume(base);
                builder.link(owner, LinkKind::Base, expression);
                if word == "prepend" {
                    let own = ".prepend".to_owned();
                    builder.bind_made_member(owner, own, BindingKind::Value, expression);
                }
            }
        }
        "extend" => {
            for base in arguments {
                let made = builder.expression(base, scope);
                builder.bind_made_member(owner, ".extend".to_owned(), BindingKind::Value, made);
            }
        }
        "module_function" => {
            let own = ".extend".to_owned();
            builder.bind_made_member(owner, own, BindingKind::ReceiverClass, owner);
        }
        "attr_reader" | "attr_accessor" | "attr_writer" | "attr" | "define_method" => {
            for symbol in arguments
                .into_iter()
                .filter(|one| one.kind() == "simple_symbol")
            {
                accessor(builder, symbol, word, scope);
            }
        }
        _ => {}
    }
}

/// What `attr_reader :a` and `define_method(:a)` define.
fn accessor(builder: &mut Builder<'_>, symbol: Node<'_>, how: &str, scope: u32) {
    builder.consume(symbol);
    let definition = builder.definition_named(symbol);
    let owner = builder.definition(scope);
    let name = builder
        .word(symbol)
        .map(|word| word.trim_start_matches(':'));
    let (Some(definition), Some(owner), Some(name)) = (definition, owner, name) else {
        return;
    };
    if builder.notes.of_class.contains(&scope) {
        of_class(builder, owner, symbol, definition);
        return;
    }
    builder.bind_member(owner, name, BindingKind::Definition, definition);
    if how == "define_method" {
        let nobody = builder.opaque();
        builder.link(definition, LinkKind::Returned, nobody);
    } else if how != "attr_reader" {
        builder.bind_made_member(
            owner,
            format!("{name}="),
            BindingKind::Definition,
            definition,
        );
        builder.bind_made_member(owner, format!("@{name}"), BindingKind::Opaque, 0);
    }
}

/// The name of a member that is set, as its method has it.
pub(super) fn set_member(word: &str, name: Node<'_>) -> Option<String> {
    let call = name.parent().filter(|one| one.kind() == "call")?;
    let assigned = call.parent().filter(|one| one.kind() == "assignment")?;
    (assigned.child_by_field_name("left") == Some(call)).then(|| format!("{word}="))
}
