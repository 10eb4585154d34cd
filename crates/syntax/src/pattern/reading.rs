//! From the text of a pattern to the node that it is.
//!
//! A pattern is a piece of a file and need not be a file: it is read in the places where such a piece may stand, and
//! the first in which it is one whole node without errors counts.

use std::ops::Range;

use crate::language::Language;
use crate::parse;
use crate::tree::Node;
use ast_grep_core::matcher::PatternNode;
use ast_grep_core::meta_var::MetaVariable;
use ast_grep_core::{AstGrep, Pattern};

use super::PatternFault;
use super::document::{Dialect, Document};

/// What stands for `$` while a pattern is parsed: a letter first, as most languages take it for a name.
const SIGNS: [char; 2] = ['µ', '$'];
const CAPTURE_SIGN: char = '$';
/// Lists whose rest may be left out; what comes to more ways is taken as it stands.
const RESTS_MAX: u32 = 3;
/// How much of a pattern that is none is quoted.
const NEAR_CHARACTERS: usize = 20;

/// What may stand round a piece of code.
type Place = (&'static str, &'static str);

/// The places to try.
fn places(language: Language) -> &'static [Place] {
    match language {
        Language::C => &[
            ("", ""),
            ("void f() {", "\n}"),
            ("int x = ", "\n;"),
            ("struct s {", "\n};"),
        ],
        Language::Cpp => &[
            ("", ""),
            ("void f() {", "\n}"),
            ("auto x = ", "\n;"),
            ("class C {", "\n};"),
        ],
        Language::Java | Language::CSharp => &[
            ("", ""),
            ("class C {", "\n}"),
            ("class C { void f() {", "\n} }"),
            ("class C { Object x = ", "\n; }"),
        ],
        Language::JavaScript | Language::TypeScript | Language::Tsx => &[
            ("", ""),
            ("(", "\n)"),
            ("class C {", "\n}"),
            ("function* f() {", "\n}"),
        ],
        Language::Rust => &[
            ("", ""),
            ("fn f() {", "\n}"),
            ("impl T {", "\n}"),
            ("fn f() { let x = ", "\n; }"),
        ],
        Language::Go => &[("", ""), ("func f() {", "\n}"), ("var x = ", "\n")],
        // Without its tag it is text.
        Language::Php => &[("<?php ", "\n"), ("<?php class C {", "\n}")],
        Language::Kotlin | Language::Swift | Language::Scala | Language::Dart => &[
            ("", ""),
            ("class C {", "\n}"),
            ("class C { void f() {", "\n} }"),
        ],
        Language::Css => &[("", ""), ("a {", "\n}")],
        _ => &[("", "")],
    }
}

/// What a pattern is to the matcher.
pub(super) fn read(text: &str, language: Language) -> Result<Pattern, PatternFault> {
    let mut fault = None;
    for sign in SIGNS {
        // A letter of the pattern's own is no metavariable.
        if sign != CAPTURE_SIGN && text.contains(sign) {
            continue;
        }
        let dialect = Dialect { language, sign };
        let piece = signed(text, sign);
        let ended = with_statements_ended(&piece, sign);
        for place in places(language) {
            for piece in std::iter::once(&piece).chain(&ended) {
                match read_in(piece, *place, dialect) {
                    Ok(mut pattern) => {
                        restore(&mut pattern.node, sign);
                        return Ok(pattern);
                    }
                    // That it is several nodes says more than that it is none somewhere else.
                    Err(found) if fault.is_none() || found == PatternFault::SeveralNodes => {
                        fault = Some(found);
                    }
                    Err(_) => {}
                }
            }
        }
    }
    Err(fault.unwrap_or(PatternFault::TooDeep))
}

/// The text with another sign for the `$` of each metavariable.
fn signed(text: &str, sign: char) -> String {
    let mut signed = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(start) = rest.find(CAPTURE_SIGN) {
        let (before, from) = rest.split_at(start);
        let behind = from.trim_start_matches(CAPTURE_SIGN);
        let count = from.len() - behind.len();
        let named = behind.starts_with(|next: char| next.is_ascii_uppercase() || next == '_');
        let used = if (named && count <= 3) || count == 3 {
            sign
        } else {
            CAPTURE_SIGN
        };
        signed.push_str(before);
        signed.extend(std::iter::repeat_n(used, count));
        rest = behind;
    }
    signed.push_str(rest);
    signed
}

/// The text with a semicolon behind each `$$$BODY` that ends a block, where there is any: most languages want one.
fn with_statements_ended(piece: &str, sign: char) -> Option<String> {
    let many: String = std::iter::repeat_n(sign, 3).collect();
    let mut ended = String::with_capacity(piece.len() + 8);
    let mut rest = piece;
    while let Some(start) = rest.find(&many) {
        let (before, from) = rest.split_at(start);
        let is_name = |one: char| one.is_ascii_alphanumeric() || matches!(one, '_');
        let behind = from.trim_start_matches(sign).trim_start_matches(is_name);
        let (variable, _) = from.split_at(from.len() - behind.len());
        ended.push_str(before);
        ended.push_str(variable);
        if before.trim_end().ends_with(['{', ';', '}']) && behind.trim_start().starts_with('}') {
            ended.push(';');
        }
        rest = behind;
    }
    ended.push_str(rest);
    (ended != piece).then_some(ended)
}

/// Give `$` back to what turned out to be no metavariable, such as a part of a string.
fn restore(node: &mut PatternNode, sign: char) {
    match node {
        PatternNode::MetaVar { .. } => {}
        PatternNode::Terminal { text, .. } => {
            if sign != CAPTURE_SIGN && text.contains(sign) {
                *text = text.replace(sign, "$");
            }
        }
        PatternNode::Internal { children, .. } => {
            children.iter_mut().for_each(|child| restore(child, sign));
        }
    }
}

fn read_in(piece: &str, (before, after): Place, dialect: Dialect) -> Result<Pattern, PatternFault> {
    let text = format!("{before}{piece}{after}");
    let tree = parse::tree(&text, dialect.language, None, &|| false);
    let tree = tree.map_err(|_| PatternFault::TooDeep)?;
    let root = AstGrep::doc(Document::new(text, tree, dialect));
    let document = root.root().get_doc();
    let node = whole(document, before.len()..before.len() + piece.len())?;
    let pattern = Pattern::from(root.adopt(document.seen(node)));
    if document.is_spent() {
        return Err(PatternFault::TooDeep);
    }
    match pattern.node {
        PatternNode::MetaVar { .. } => Err(PatternFault::OnlyVariable),
        PatternNode::Terminal { .. } | PatternNode::Internal { .. } => Ok(pattern),
    }
}

/// The innermost node that begins with a piece of a text and ends with it, but for what ends a statement.
fn whole(document: &Document, piece: Range<usize>) -> Result<Node<'_>, PatternFault> {
    let (root, text) = (document.tree().root_node(), document.text());
    let node = root.named_descendant(&piece);
    let found = node.filter(|node| {
        let behind = text.get(piece.end..node.end_byte().min(text.len()));
        let is_end = |one: char| one.is_whitespace() || one == ';';
        node.start_byte() == piece.start
            && node.parent().is_some()
            && behind.is_some_and(|behind| behind.chars().all(is_end))
    });
    let error = first_error(found.unwrap_or(root));
    match (found, error) {
        (Some(node), None) => Ok(node),
        (None, Some(at)) if at > piece.end => Err(PatternFault::SeveralNodes),
        (None, None) => Err(PatternFault::SeveralNodes),
        (_, Some(at)) => {
            let rest = text.get(at.clamp(piece.start, piece.end)..piece.end);
            let rest = rest.unwrap_or_default().chars().take(NEAR_CHARACTERS);
            let sign = document.dialect().sign;
            let shown = |one| if one == sign { CAPTURE_SIGN } else { one };
            Err(PatternFault::Syntax {
                near: rest.map(shown).collect(),
            })
        }
    }
}

/// Where the first error of a tree is.
fn first_error(node: Node<'_>) -> Option<usize> {
    node.all()
        .find(|here| here.is_error() || here.is_missing())
        .map(|here| here.start_byte())
}

/// The pattern, and how it is where a list ends before its `, $$$REST`: that stands for nothing then.
pub(super) fn with_and_without_rest(pattern: Pattern) -> Vec<Pattern> {
    let mut rests = 0;
    without(&pattern.node, 0, &mut rests);
    (0..1_u32 << rests.min(RESTS_MAX))
        .map(|left_out| {
            let mut way = pattern.clone();
            way.node = without(&pattern.node, left_out, &mut 0);
            way
        })
        .collect()
}

/// A copy of a pattern without some of its rests, a bit each; counts those that there are.
fn without(node: &PatternNode, left_out: u32, rests: &mut u32) -> PatternNode {
    let PatternNode::Internal { kind_id, children } = node else {
        return node.clone();
    };
    let mut kept: Vec<PatternNode> = Vec::with_capacity(children.len());
    for (at, child) in children.iter().enumerate() {
        let is_last = children
            .get(at + 1..)
            .is_some_and(|behind| behind.iter().all(PatternNode::is_trivial) && behind.len() < 2);
        let is_rest = is_last
            && at > 1
            && is_many(child)
            && matches!(kept.last(), Some(PatternNode::Terminal { text, .. }) if text == ",");
        if is_rest {
            let bit = 1_u32.checked_shl(*rests).unwrap_or(0);
            *rests += 1;
            if left_out & bit != 0 {
                kept.pop();
                continue;
            }
        }
        kept.push(without(child, left_out, rests));
    }
    PatternNode::Internal {
        kind_id: *kind_id,
        children: kept,
    }
}

fn is_many(node: &PatternNode) -> bool {
    matches!(
        node,
        PatternNode::MetaVar {
            meta_var: MetaVariable::Multiple | MetaVariable::MultiCapture(_)
        }
    )
}
