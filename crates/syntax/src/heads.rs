//! Signatures and first lines of documentation, made when all comments are known.

use std::ops::Range;

use crate::language::{Language, Tier};
use crate::source::clip;

/// Longest signature.
const SIGNATURE_BYTES_MAX: usize = 400;
/// Longest first line of documentation.
const DOCUMENTATION_BYTES_MAX: usize = 400;
/// Bytes of a head that are looked at: white space and comments are dropped from it.
const HEAD_BYTES_MAX: usize = 4_000;
/// White space between a comment and what it is about.
const GAP_BYTES_MAX: usize = 1_000;
/// Comments looked at above one definition.
const COMMENTS_ABOVE_MAX: usize = 200;

/// What is remembered of a definition until then.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// The bytes of its signature.
    pub range: Range<usize>,
    /// Where it goes on after the body, to the end of the definition.
    pub rest: Option<Range<usize>>,
    /// The language it is written in.
    pub language: Language,
    /// One line only: values may be tables.
    pub first_line_only: bool,
    /// Where comments about it end.
    pub start_byte: usize,
    /// The text of its documentation string.
    pub docstring: Option<Range<usize>>,
}

/// The head on one line, without comments.
pub(crate) fn signature(head: &Head, text: &str, comments: &[Range<usize>]) -> String {
    let start = head.range.start;
    let whole = text.get(head.range.clone()).unwrap_or_default();
    let end = start + clip(whole, HEAD_BYTES_MAX).len();
    let mut signature = String::new();
    let mut at = start;
    let first = comments.partition_point(|comment| comment.end <= start);
    for comment in comments
        .get(first..)
        .unwrap_or_default()
        .iter()
        .take_while(|comment| comment.start < end)
    {
        append_words(
            &mut signature,
            text.get(at..comment.start).unwrap_or_default(),
        );
        at = comment.end.max(at);
    }
    let rest = text.get(at..end).unwrap_or_default();
    let rest = if head.first_line_only {
        rest.lines().next().unwrap_or_default()
    } else {
        rest
    };
    append_words(&mut signature, rest);
    if let Some(rest) = head
        .rest
        .as_ref()
        .filter(|rest| rest.len() < HEAD_BYTES_MAX)
    {
        append_words(&mut signature, text.get(rest.clone()).unwrap_or_default());
    }
    let tail: &[char] = if head.language == Language::Python {
        &[' ', ':']
    } else {
        &[' ', '{', ';', ',']
    };
    let signature = signature.trim_end_matches(tail);
    // What a definition is equal to stands behind its head.
    let signature = match signature.strip_suffix(" =") {
        Some(before) if head.language.tier() == Tier::B => before,
        _ => signature,
    };
    clip(signature, SIGNATURE_BYTES_MAX).to_owned()
}

/// Append words with one space between them, none inside brackets, and no comma before a closing one.
fn append_words(signature: &mut String, part: &str) {
    for word in part.split_whitespace() {
        let closes = word.starts_with([')', ']']);
        if closes && signature.ends_with(',') {
            signature.pop();
        }
        if !(signature.is_empty()
            || signature.ends_with(['(', '['])
            || closes
            || word.starts_with(','))
        {
            signature.push(' ');
        }
        signature.push_str(word);
    }
}

/// The first line of a documentation string or of the comments right above.
pub(crate) fn documentation(head: &Head, text: &str, comments: &[Range<usize>]) -> Option<String> {
    if let Some(range) = &head.docstring {
        return first_line(
            text.get(range.clone())?
                .trim_start_matches(|c: char| c.is_ascii_alphabetic()),
        );
    }
    let before = comments.partition_point(|comment| comment.end <= head.start_byte);
    let mut start = head.start_byte;
    let mut block = before;
    while let Some(comment) = block.checked_sub(1).and_then(|index| comments.get(index)) {
        let gap = text.get(comment.end..start).unwrap_or_default();
        let apart = gap.len() > GAP_BYTES_MAX
            || !gap.trim_ascii().is_empty()
            || gap.bytes().filter(|byte| *byte == b'\n').count() > 1;
        if apart || before - block >= COMMENTS_ABOVE_MAX || !begins_line(text, comment.start) {
            break;
        }
        start = comment.start;
        block -= 1;
    }
    let above = comments.get(block..before)?;
    above
        .iter()
        .filter_map(|comment| text.get(comment.clone()))
        .filter(|comment| speaks(comment))
        .find_map(first_line)
}

/// Whether nothing but white space stands before a byte on its line.
fn begins_line(text: &str, byte: usize) -> bool {
    let before = text.get(..byte).unwrap_or_default();
    before
        .bytes()
        .rev()
        .take_while(|byte| *byte != b'\n')
        .all(|byte| byte.is_ascii_whitespace())
}

/// Whether a comment is about what follows: not about the file, and not for a tool.
fn speaks(comment: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "//!",
        "/*!",
        "#!",
        "//go:",
        "// eslint",
        "/* eslint",
        "// @ts-",
        "# type:",
        "# noqa",
    ];
    !OTHERS.iter().any(|start| comment.starts_with(start))
}

/// The first line that has a letter or digit, without comment marks and quotes.
fn first_line(comment: &str) -> Option<String> {
    let marks =
        |c: char| c.is_whitespace() || matches!(c, '/' | '*' | '#' | '"' | '\'' | '`' | '<');
    // Comments of Haskell, Lua, SQL and OCaml begin with signs that are words elsewhere.
    let comment =
        if comment.starts_with("--") || comment.starts_with("{-") || comment.starts_with("(*") {
            comment
                .trim_start_matches(['-', '{', '(', '*', '|', ' '])
                .trim_end_matches("*)")
        } else {
            comment
        };
    let line = comment
        .lines()
        .take(20)
        .map(|line| {
            line.trim_start_matches(marks)
                .trim_end()
                .trim_end_matches("*/")
                .trim_end_matches("\"\"\"")
                .trim_end_matches("'''")
                .trim_end()
        })
        .map(without_tags)
        .find(|line| line.chars().any(char::is_alphanumeric))?;
    Some(clip(line, DOCUMENTATION_BYTES_MAX).to_owned())
}

/// A line of C#'s XML without the tags round it; its first `<` is gone already.
fn without_tags(line: &str) -> &str {
    let tag = ["summary>", "/summary>", "remarks>", "inheritdoc/>"]
        .into_iter()
        .find_map(|tag| line.strip_prefix(tag));
    let inner = tag.unwrap_or(line).trim();
    inner.strip_suffix("</summary>").unwrap_or(inner).trim_end()
}
