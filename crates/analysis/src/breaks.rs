//! Whether callers break when the head of a function changes, as far as the syntax tells.
//!
//! Looks at parameters only: what their types mean is not known here, and what is not known is said to be so.

use syntax::facts::{Definition, Visibility};
use syntax::{Language, is_function};

use crate::model::past::Breaks;

/// Heads are cut at this many bytes, so that a longer one may hide parameters.
const HEAD_BYTES_MAX: usize = 400;

/// A parameter as it is written.
#[derive(Debug, PartialEq, Eq)]
struct Parameter<'a> {
    name: &'a str,
    /// All of it but a default.
    head: &'a str,
    is_optional: bool,
    /// It takes what is left, or only separates others.
    is_open: bool,
}

/// Whether others can use a definition at all.
#[must_use]
pub fn is_reachable(definition: &Definition) -> bool {
    definition.visibility != Visibility::Private
}

/// What the loss of a definition means, and why.
#[must_use]
pub fn of_loss(definition: &Definition) -> (Breaks, Option<&'static str>) {
    if is_reachable(definition) {
        (Breaks::Yes, Some("it is gone"))
    } else {
        (Breaks::No, None)
    }
}

/// What another head means, and why.
#[must_use]
pub fn of_head(
    language: Language,
    before: &Definition,
    after: &Definition,
) -> (Breaks, Option<&'static str>) {
    if !is_reachable(before) {
        return (Breaks::No, None);
    }
    if !is_reachable(after) {
        return (Breaks::Yes, Some("it can no longer be seen"));
    }
    if !is_function(before.kind) || !is_function(after.kind) {
        return (Breaks::Unknown, Some("its head differs"));
    }
    if before.signature.len().max(after.signature.len()) >= HEAD_BYTES_MAX {
        return (Breaks::Unknown, Some("its head is too long to compare"));
    }
    let parts =
        parameters(&before.signature, &before.name).zip(parameters(&after.signature, &after.name));
    let Some((old, new)) = parts else {
        return (Breaks::Unknown, Some("its head differs"));
    };
    if language == Language::Python || is_ecmascript(language) {
        loosely(language, &old, &new)
    } else {
        strictly(&old, &new)
    }
}

fn is_ecmascript(language: Language) -> bool {
    matches!(
        language,
        Language::JavaScript | Language::TypeScript | Language::Tsx
    )
}

/// Where arguments can be left out or named.
fn loosely(
    language: Language,
    old: &[Parameter<'_>],
    new: &[Parameter<'_>],
) -> (Breaks, Option<&'static str>) {
    let by_name = language == Language::Python;
    if let Some(lost) = lost(by_name, old, new) {
        return lost;
    }
    let known = |one: &Parameter<'_>, at: usize| {
        if by_name {
            old.iter().any(|other| other.name == one.name)
        } else {
            at < old.len()
        }
    };
    let demanded = new
        .iter()
        .enumerate()
        .any(|(at, one)| !one.is_optional && !one.is_open && !known(one, at));
    if demanded {
        return (Breaks::Yes, Some("a new parameter must be given"));
    }
    let lost_rest = old
        .iter()
        .filter(|one| one.is_open)
        .any(|one| new.iter().all(|other| other.name != one.name));
    if lost_rest {
        return (
            Breaks::Unknown,
            Some("it takes other arguments than before"),
        );
    }
    let same_heads = old
        .iter()
        .all(|one| new.iter().any(|other| other.head == one.head));
    if same_heads && old.len() <= new.len() {
        (Breaks::No, None)
    } else {
        (Breaks::Unknown, Some("types of parameters differ"))
    }
}

/// What it means that a parameter is gone, elsewhere, or must be given now; nothing where none is.
fn lost(
    by_name: bool,
    old: &[Parameter<'_>],
    new: &[Parameter<'_>],
) -> Option<(Breaks, Option<&'static str>)> {
    let takes_rest = new
        .iter()
        .any(|one| one.is_open && one.name != "*" && one.name != "/");
    for (at, one) in old.iter().enumerate().filter(|(_, one)| !one.is_open) {
        let same = if by_name {
            new.iter().position(|other| other.name == one.name)
        } else {
            new.get(at).map(|_| at)
        };
        let Some(there) = same else {
            return Some(if takes_rest {
                (
                    Breaks::Unknown,
                    Some("a parameter is gone, but others are taken in its place"),
                )
            } else {
                (Breaks::Yes, Some("a parameter is gone or has another name"))
            });
        };
        if there != at {
            return Some((Breaks::Unknown, Some("parameters are in another order")));
        }
        if new
            .get(there)
            .is_some_and(|other| one.is_optional && !other.is_optional && !other.is_open)
        {
            return Some((Breaks::Yes, Some("a parameter can no longer be left out")));
        }
    }
    None
}

/// Where every argument must be given, in order.
fn strictly(old: &[Parameter<'_>], new: &[Parameter<'_>]) -> (Breaks, Option<&'static str>) {
    let demanded = new
        .iter()
        .filter(|one| !one.is_optional && !one.is_open)
        .count();
    if demanded > old.len() || new.len() < old.iter().filter(|one| !one.is_optional).count() {
        return (Breaks::Yes, Some("it takes another number of arguments"));
    }
    let same = old.len() <= new.len() && old.iter().zip(new).all(|(old, new)| old.head == new.head);
    if same && new.iter().skip(old.len()).all(|one| one.is_optional) && old.len() != new.len() {
        return (Breaks::No, None);
    }
    let what = if same {
        "what it gives back, or how it is declared, differs"
    } else {
        "types or names of parameters differ"
    };
    (Breaks::Unknown, Some(what))
}

/// The parameters of a head, without the receiver; nothing where there are no brackets.
fn parameters<'a>(signature: &'a str, name: &str) -> Option<Vec<Parameter<'a>>> {
    let from = signature.find(name).map_or(0, |at| at + name.len());
    let open = from + signature.get(from..)?.find('(')?;
    let inside = signature.get(open + 1..)?;
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    let mut quote = None;
    let mut end = None;
    for (at, character) in inside.char_indices() {
        match (quote, character) {
            (Some(open), _) => quote = (open != character).then_some(open),
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                end = Some(at);
                break;
            }
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(inside.get(start..at)?);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(inside.get(start..end?)?);
    let parameters = parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty() && !is_receiver(part));
    Some(parameters.map(parameter).collect())
}

fn is_receiver(part: &str) -> bool {
    let name = part.trim_start_matches(['&', '*']).trim();
    let name = name.strip_prefix("mut ").unwrap_or(name);
    matches!(
        name.split(':').next().unwrap_or_default().trim(),
        "self" | "cls" | "this" | "void"
    )
}

fn parameter(part: &str) -> Parameter<'_> {
    let default = part.char_indices().find(|(at, character)| {
        *character == '='
            && !part
                .get(at + 1..)
                .unwrap_or_default()
                .starts_with(['>', '='])
    });
    let head = default
        .map_or(part, |(at, _)| part.get(..at).unwrap_or(part))
        .trim();
    let name = head.split(':').next().unwrap_or(head).trim();
    let is_open = name.starts_with('*') && !name.contains(' ')
        || name.starts_with("...")
        || matches!(name, "/" | "*");
    Parameter {
        name: name.trim_end_matches('?'),
        head,
        is_optional: default.is_some() || name.ends_with('?'),
        is_open,
    }
}
