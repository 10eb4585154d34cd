//! Scopes of Ruby, and how its expressions are made of names.
//!
//! Classes and modules go on in other files, and what is no local variable is a call of a method. Methods of a class
//! itself are its members under their name with a dot before it, and variables of objects under their sign.

use super::builder::{Builder, ScopeKind};
use super::implied::Given;
use super::ruby_bindings as bindings;
use super::step::{Step, through};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::tree::Node;

/// Methods of the library whose block sees what is seen round it.
#[rustfmt::skip]
const PLAIN: [&str; 96] = [
    "all?", "any?", "at_exit", "catch", "chdir", "chunk_while", "collect", "count", "cycle", "delete_if", "detect",
    "downto", "each", "each_char", "each_cons", "each_entry", "each_index", "each_key", "each_line", "each_pair",
    "each_slice", "each_value", "each_with_index", "each_with_object", "fetch", "filter", "filter_map", "find",
    "find_all", "find_index", "flat_map", "foreach", "fork", "gsub", "gsub!", "inject", "keep_if", "lambda", "loop",
    "map", "map!", "max_by", "min_by", "minmax_by", "none?", "one?", "open", "partition", "popen", "proc", "reduce",
    "reject", "reject!", "reverse_each", "scan", "select", "select!", "slice_when", "sort", "sort_by", "sort_by!", "step",
    "sub", "sub!", "sum", "synchronize", "take_while", "tally_by", "tap", "then", "times", "to_h", "to_set",
    "transform_keys", "transform_values", "trap", "uniq", "upto", "with_index", "with_object", "yield_self", "zip",
    "drop_while", "each_byte", "each_child", "find_each", "group_by", "index", "index_by", "max", "min", "product",
    "rindex", "sum_by", "transaction", "update",
];

/// Operators that give a truth value.
const COMPARISONS: [&str; 10] = ["!=", "!~", "<", "<=", "==", "===", "=~", ">", ">=", "not"];

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    parent: Node<'t>,
    scope: u32,
) -> Opens {
    super::ruby_values::note_result(builder, node, scope);
    match node.kind() {
        "comment" | "string_content" | "escape_sequence" | "hash_key_symbol"
        | "heredoc_content" | "heredoc_end" | "uninterpreted" => Opens::Skip,
        "program" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "class" | "module" => class(builder, node, scope),
        "singleton_class" => {
            let definition = builder.definition(scope);
            let inner = builder.open(scope, ScopeKind::Type, definition);
            builder.notes.of_class.insert(inner);
            Opens::Body(inner)
        }
        "method" | "singleton_method" => method(builder, node, scope),
        "block" | "do_block" | "lambda" => block(builder, node, scope),
        "super" => {
            over(builder, node, parent, scope);
            Opens::Nothing
        }
        _ => {
            bindings::statement(builder, node, parent, scope);
            Opens::Nothing
        }
    }
}

/// Where what a scope declares is a member or global: the file's own code stands in a block of its own.
pub(super) fn home(builder: &Builder<'_>, scope: u32) -> u32 {
    let place = builder.scope(scope);
    match place.kind == ScopeKind::Block && place.parent == 0 {
        true => 0,
        false => scope,
    }
}

fn class(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let home = home(builder, scope);
    let definition = name.and_then(|name| builder.define(home, name));
    let last = name.and_then(|name| name.child_by_field_name("name"));
    if let Some(last) = last {
        builder.consume(last);
    }
    let base = node.child_by_field_name("superclass");
    if let Some(base) = base.and_then(|base| base.named_child(0)) {
        let expression = builder.used(base, scope, SiteKind::Base);
        builder.consume(base);
        if let Some(definition) = definition {
            builder.link(definition, LinkKind::Base, expression);
        }
    }
    Opens::Body(builder.open(scope, ScopeKind::Type, definition))
}

/// Whether code of a scope runs on the class itself and not on an object of it.
pub(super) fn runs_on_class(builder: &Builder<'_>, scope: u32) -> bool {
    let mut at = scope;
    loop {
        let kind = builder.kind(at);
        match kind {
            ScopeKind::Function => return builder.notes.of_class.contains(&at),
            ScopeKind::Type | ScopeKind::File => return true,
            ScopeKind::Module | ScopeKind::Lambda | ScopeKind::Block => {}
        }
        at = builder.scope(at).parent;
    }
}

fn method(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = name.and_then(|name| builder.definition_named(name));
    let object = node.child_by_field_name("object");
    let owner = builder.definition(scope);
    let in_type = builder.kind(scope) == ScopeKind::Type;
    let own_class = owner.and_then(|owner| builder.definitions.get(owner as usize));
    let of_self = object.is_none_or(|object| {
        object.kind() == "self" || builder.word(object) == own_class.map(|one| one.name.as_str())
    });
    let of_class = object.is_some() || builder.notes.of_class.contains(&scope);
    if let Some(name) = name {
        builder.consume(name);
    }
    if let (Some(name), Some(definition)) = (name, definition) {
        match owner.filter(|_| in_type) {
            Some(owner) if of_class && of_self => {
                bindings::of_class(builder, owner, name, definition)
            }
            Some(_) if of_class => {}
            None if home(builder, scope) == 0 && object.is_none() => {
                builder.define(0, name);
            }
            Some(_) => {
                builder.define(scope, name);
            }
            None => {}
        }
    }
    let inner = builder.open(scope, ScopeKind::Function, definition);
    if of_class {
        builder.notes.of_class.insert(inner);
    }
    let list = node.child_by_field_name("parameters");
    bindings::parameters(builder, list, inner);
    if let Some(definition) = definition {
        // What stands last is looked at when all that is bound before it is known.
        let body = node.child_by_field_name("body");
        builder
            .notes
            .results
            .extend(body.map(|body| (body.id(), definition)));
    }
    Opens::All(inner)
}

fn block(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Lambda, None);
    let given = builder.notes.given.remove(&node.id());
    if node.kind() == "lambda" {
        let body = node.child_by_field_name("body");
        let plain = Given::Plain;
        builder
            .notes
            .given
            .extend(body.map(|body| (body.id(), plain)));
    } else if given.is_none() {
        builder.notes.implied.insert(inner, None);
    }
    let list = node.child_by_field_name("parameters");
    let value = match given {
        Some(Given::Value(value)) => Some(value),
        _ => None,
    };
    let first = list.and_then(|list| list.named_child(0));
    match (value, first.and_then(|first| builder.word(first))) {
        (Some(value), Some(word)) => {
            bindings::local(builder, inner, word, BindingKind::Value, value)
        }
        _ => bindings::parameters(builder, list, inner),
    }
    Opens::All(inner)
}

/// Note what the block of a call gets and runs on.
pub(super) fn note_block(builder: &mut Builder<'_>, call: Node<'_>, scope: u32) {
    let block = call.child_by_field_name("block");
    let name = call.child_by_field_name("method");
    let (Some(block), Some(name)) = (block, name.and_then(|name| builder.word(name))) else {
        return;
    };
    let receiver = call.child_by_field_name("receiver");
    let given = match (name, receiver) {
        ("tap" | "then" | "yield_self", Some(receiver)) => {
            Given::Value(builder.expression(receiver, scope))
        }
        ("new", Some(receiver)) => match builder.word(receiver) {
            Some("Array" | "Enumerator" | "Hash" | "Proc" | "Thread") => Given::Plain,
            _ => return,
        },
        _ if PLAIN.contains(&name) => Given::Plain,
        _ => return,
    };
    builder.notes.given.insert(block.id(), given);
}

/// `super` calls the method of the same name that the bases have.
fn over(builder: &mut Builder<'_>, node: Node<'_>, parent: Node<'_>, scope: u32) {
    builder.consume(node);
    let expression = above(builder, scope);
    let call = Some(parent).filter(|parent| {
        parent.kind() == "call" && parent.child_by_field_name("method") == Some(node)
    });
    let arguments = call.and_then(|call| call.child_by_field_name("arguments"));
    let count = arguments.map_or(u8::MAX, super::chain::argument_count);
    builder.note(expression, SiteKind::Call, node, (count, scope));
}

/// The method of the bases that has the name of the one round a scope.
pub(super) fn above(builder: &mut Builder<'_>, scope: u32) -> u32 {
    let mut at = scope;
    while !matches!(
        builder.kind(at),
        ScopeKind::Function | ScopeKind::Type | ScopeKind::File
    ) {
        at = builder.scope(at).parent;
    }
    let function = Some(at).filter(|at| builder.kind(*at) == ScopeKind::Function);
    let definition = function.and_then(|at| builder.definition(at));
    let definitions = builder.definitions;
    let name = definition.and_then(|one| definitions.get(one as usize));
    let Some(name) = name.filter(|_| !runs_on_class(builder, scope)) else {
        return builder.opaque();
    };
    let object = builder.make(ExpressionKind::Super, builder.owner(scope), 0);
    builder.member(object, &name.name)
}

/// A word that stands for a value at hand: a variable of an object, `super`.
pub(super) fn relative<'a>(builder: &mut Builder<'a>, word: &'a str, scope: u32) -> Option<u32> {
    if word == "super" {
        return Some(above(builder, scope));
    }
    let variable = word.starts_with('@');
    let object = variable.then(|| builder.receiver(scope))?;
    Some(builder.member(object, word))
}

/// Whether an argument may be one hash with others, or more than one argument.
pub(super) fn is_hash(argument: Node<'_>) -> bool {
    matches!(argument.kind(), "pair" | "forward_argument")
}

pub(super) fn step(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    let operator = || field("operator").map(|one| one.kind());
    Some(match node.kind() {
        "identifier" | "constant" | "instance_variable" | "class_variable" | "super" => {
            Step::Name(node)
        }
        "scope_resolution" => Step::Member {
            base: field("scope"),
            name: field("name")?,
        },
        "call" => {
            let name = field("method")?;
            if name.kind() == "super" {
                return Some(Step::Through(name));
            }
            Step::Invoke {
                object: field("receiver"),
                name,
                arguments: field("arguments"),
            }
        }
        "element_reference" => return field("object").map(Step::Element),
        "parenthesized_statements" if node.named_child_count() == 1 => return through(node),
        "self" => Step::This,
        "binary" if COMPARISONS.contains(&operator()?) => Step::Literal("Boolean"),
        "unary" if matches!(operator(), Some("!" | "not" | "defined?")) => Step::Literal("Boolean"),
        "string" | "chained_string" | "heredoc_beginning" | "subshell" | "character" => {
            Step::Literal("String")
        }
        "integer" | "float" | "rational" | "complex" => Step::Literal("Integer"),
        "simple_symbol" | "delimited_symbol" => Step::Literal("Symbol"),
        "array" | "string_array" | "symbol_array" => Step::Literal("Array"),
        "hash" => Step::Literal("Hash"),
        "regex" => Step::Literal("Regexp"),
        "range" => Step::Literal("Range"),
        "lambda" => Step::Literal("Proc"),
        "true" | "false" => Step::Literal("Boolean"),
        "nil" => Step::Literal("null"),
        _ => return None,
    })
}
