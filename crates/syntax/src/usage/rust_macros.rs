//! Macros of Rust: their names, which are apart from others, and what stands in those of the library.

use super::builder::{Builder, ScopeKind};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, Site, SiteKind};
use crate::spans::start_line;
use crate::tree::Node;

/// Macros whose arguments are expressions, sorted.
#[rustfmt::skip]
const PLAIN: [&str; 33] = [
    "assert", "assert_eq", "assert_ne", "bail", "dbg", "debug", "debug_assert", "debug_assert_eq", "debug_assert_ne",
    "ensure", "eprint", "eprintln", "error", "format", "format_args", "info", "log", "panic", "print", "println",
    "ready", "thread_local", "todo", "trace", "try", "try_join", "unimplemented", "unreachable", "vec", "warn",
    "warning", "write", "writeln",
];

/// The name of a macro is seen by macros alone.
pub(super) fn macro_defined(builder: &mut Builder<'_>, node: Node<'_>) {
    let scope = builder.macros();
    if let Some(name) = node.child_by_field_name("name") {
        builder.define(scope, name);
    }
}

pub(super) fn macro_invoked(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let Some(name) = node.child_by_field_name("macro") else {
        return Opens::Skip;
    };
    builder.consume(name);
    let Some(word) = builder.word(name) else {
        return Opens::Skip;
    };
    if name.kind() == "identifier" {
        let macros = builder.macros();
        builder.bind(macros, word, BindingKind::Elsewhere, 0);
        let expression = builder.named(macros, word);
        note(builder, expression, SiteKind::Call, name, scope);
    } else {
        builder.used(name, scope, SiteKind::Call);
    }
    let last = word.rsplit("::").next().unwrap_or(word);
    if PLAIN.binary_search(&last).is_ok() {
        Opens::Nothing
    } else {
        Opens::Skip
    }
}

/// Calls and paths among the tokens of a macro that takes expressions.
pub(super) fn tokens(builder: &mut Builder<'_>, tree: Node<'_>, scope: u32) {
    let tokens: Vec<Node<'_>> = tree.children().collect();
    // What closures and patterns bind is not seen here.
    if tokens.iter().any(|token| token.kind() == "|") {
        for token in tokens {
            builder.consume(token);
        }
        return;
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let begins = !before.is_some_and(|before| matches!(before.kind(), "." | "::"));
        let starts = matches!(token.kind(), "identifier" | "self" | "crate" | "super");
        builder.consume(*token);
        at += 1;
        if starts && begins {
            at = chain(builder, &tokens, at - 1, scope);
        }
    }
}

/// The chain of members and calls that begins at a token; where it ends.
fn chain(builder: &mut Builder<'_>, tokens: &[Node<'_>], start: usize, scope: u32) -> usize {
    let kind = |at: usize| tokens.get(at).map_or("", Node::kind);
    let Some(first) = tokens.get(start) else {
        return start + 1;
    };
    // `name = …` names an argument, `name!` a macro.
    if matches!(kind(start + 1), "=" | "!" | ":" | "=>") {
        return start + 1;
    }
    let is_module = first.kind() != "identifier" && kind(start + 1) == "::";
    let mut expression = match builder.word(*first) {
        _ if is_module => builder.module_named(*first, scope),
        Some(word) => builder.named(scope, word),
        None => return start + 1,
    };
    let mut at = start + 1;
    if !is_module {
        expression = called(builder, tokens, (start, &mut at), expression, scope);
    }
    loop {
        let name = tokens.get(at + 1);
        let word = name.and_then(|name| builder.word(*name));
        match (kind(at), name, word) {
            ("?", ..) => {
                expression = builder.make(ExpressionKind::Element, expression, 0);
                at += 1;
            }
            ("." | "::", Some(name), Some(word))
                if matches!(name.kind(), "identifier" | "super") =>
            {
                builder.consume(*name);
                let named = at + 1;
                expression = builder.member(expression, word);
                at += 2;
                expression = called(builder, tokens, (named, &mut at), expression, scope);
            }
            _ => return at,
        }
    }
}

/// Note the name at a position, and go past its call where it is one.
fn called(
    builder: &mut Builder<'_>,
    tokens: &[Node<'_>],
    (named, at): (usize, &mut usize),
    expression: u32,
    scope: u32,
) -> u32 {
    let Some(name) = tokens.get(named) else {
        return expression;
    };
    let is_call = tokens.get(*at).is_some_and(|next| {
        next.kind() == "token_tree" && next.child(0).is_some_and(|open| open.kind() == "(")
    });
    if !is_call {
        note(builder, expression, SiteKind::Reference, *name, scope);
        return expression;
    }
    *at += 1;
    note(builder, expression, SiteKind::Call, *name, scope);
    builder.make(ExpressionKind::Call, expression, 0)
}

fn note(builder: &mut Builder<'_>, expression: u32, kind: SiteKind, name: Node<'_>, scope: u32) {
    if builder.sites.len() < builder.facts_max {
        builder.sites.push(Site {
            expression,
            kind,
            line: start_line(name),
            definition: builder.definition(scope),
            argument_count: u8::MAX,
        });
    }
}

impl Builder<'_> {
    /// The scope of the names of macros.
    fn macros(&mut self) -> u32 {
        if let Some(known) = self.macros {
            return known;
        }
        let opened = self.open(0, ScopeKind::Module, None);
        self.macros = Some(opened);
        opened
    }
}
