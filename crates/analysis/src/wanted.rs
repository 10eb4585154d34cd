//! What a search wants of a line: one pattern, or several that must or must not be in it.
//!
//! Each pattern is looked for once a line, so the time stays linear in the text.

use regex::bytes::{Regex, RegexBuilder};

use crate::error::Error;
use crate::model::requests::{SearchCase, SearchMode, SearchRequest};

const PATTERN_BYTES_MAX: usize = 4_096;
/// Bytes of a compiled pattern; with it the time a line can take.
const COMPILED_BYTES_MAX: usize = 1024 * 1024;
/// Terms of a boolean pattern.
const TERMS_MAX: usize = 16;

/// A search pattern, ready to use.
#[derive(Clone)]
pub struct Wanted {
    /// What finds the line, and where the line is cut.
    pub lead: Regex,
    also: Vec<Regex>,
    never: Vec<Regex>,
}

impl Wanted {
    /// Read the pattern of a request.
    ///
    /// # Errors
    /// [`Error::InvalidRequest`] and [`Error::LimitExceeded`] for a pattern that cannot be used.
    pub fn new(request: &SearchRequest) -> Result<Self, Error> {
        let text = request.pattern.as_str();
        if text.is_empty() || text.len() > PATTERN_BYTES_MAX {
            return Err(Error::invalid(
                format!("`pattern` has {} bytes", text.len()),
                format!("give 1 to {PATTERN_BYTES_MAX} bytes"),
            ));
        }
        if request.mode != SearchMode::Regex && text.contains(['\n', '\r']) {
            return Err(Error::invalid(
                "`pattern` holds a line end",
                "search looks at one line at a time: give one line of it",
            ));
        }
        let ignore_case = match request.case {
            SearchCase::Smart => !text.chars().any(char::is_uppercase),
            SearchCase::Sensitive => false,
            SearchCase::Insensitive => true,
        };
        let alone = |pattern: &str| {
            Ok(Self {
                lead: compile(pattern, ignore_case)?,
                also: Vec::new(),
                never: Vec::new(),
            })
        };
        match request.mode {
            SearchMode::Text => alone(&regex::escape(text)),
            SearchMode::Regex => alone(text),
            SearchMode::Boolean => Self::of_terms(&terms(text)?, ignore_case),
        }
    }

    fn of_terms(terms: &[Term], ignore_case: bool) -> Result<Self, Error> {
        let compiled = |is_wanted: bool| -> Result<Vec<Regex>, Error> {
            terms
                .iter()
                .filter(|term| term.is_wanted == is_wanted)
                .map(|term| compile(&term.pattern, ignore_case))
                .collect()
        };
        let mut also = compiled(true)?;
        if also.is_empty() {
            return Err(Error::invalid(
                "`pattern` has nothing that must be in a line",
                "give a word without a minus, such as open -close",
            ));
        }
        let lead = also.remove(0);
        let never = compiled(false)?;
        Ok(Self { lead, also, never })
    }

    /// Whether a line in which the lead was found is wanted.
    #[must_use]
    pub fn takes(&self, line: &[u8]) -> bool {
        self.also.iter().all(|one| one.is_match(line))
            && !self.never.iter().any(|one| one.is_match(line))
    }
}

/// A part of a boolean pattern, as a regular expression.
struct Term {
    is_wanted: bool,
    pattern: String,
}

/// Words and quoted texts between blanks: all must be there, one of `a|b`, and none with a minus before it.
fn terms(text: &str) -> Result<Vec<Term>, Error> {
    let mut terms = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (is_wanted, behind) = match rest.strip_prefix('-') {
            Some(behind) if !behind.is_empty() && !behind.starts_with(' ') => (false, behind),
            Some(_) | None => (true, rest),
        };
        let (alternatives, behind) = if let Some(quoted) = behind.strip_prefix('"') {
            let (quoted, behind) = quoted.split_once('"').ok_or_else(|| {
                Error::invalid(
                    "`pattern` has a quote that does not end",
                    "close it, or use mode \"text\" to look for a quote",
                )
            })?;
            (vec![quoted], behind)
        } else {
            let (word, behind) = behind.split_once(' ').unwrap_or((behind, ""));
            (word.split('|').collect(), behind)
        };
        let alternatives = alternatives.into_iter().filter(|one| !one.is_empty());
        let alternatives: Vec<String> = alternatives.map(regex::escape).collect();
        if !alternatives.is_empty() {
            terms.push(Term {
                is_wanted,
                pattern: alternatives.join("|"),
            });
        }
        rest = behind.trim_start();
    }
    if terms.len() > TERMS_MAX {
        return Err(Error::LimitExceeded {
            what: "the terms of `pattern`".to_owned(),
            limit: TERMS_MAX as u64,
            hint: Some("give fewer words, or quote those that belong together".to_owned()),
        });
    }
    Ok(terms)
}

fn compile(pattern: &str, ignore_case: bool) -> Result<Regex, Error> {
    RegexBuilder::new(pattern)
        .case_insensitive(ignore_case)
        .multi_line(true)
        .crlf(true)
        .size_limit(COMPILED_BYTES_MAX)
        .dfa_size_limit(COMPILED_BYTES_MAX)
        .build()
        .map_err(|fault| refusal(&fault))
}

fn refusal(fault: &regex::Error) -> Error {
    match fault {
        regex::Error::CompiledTooBig(limit) => Error::LimitExceeded {
            what: "the compiled `pattern` (bytes)".to_owned(),
            limit: *limit as u64,
            hint: Some("use smaller repetitions, such as * instead of {1000}".to_owned()),
        },
        other => {
            let text = other.to_string();
            let reason = text
                .lines()
                .last()
                .unwrap_or_default()
                .trim()
                .trim_start_matches("error: ");
            Error::invalid(
                format!("`pattern` is no regular expression: {reason}"),
                "look-around and back references are not supported; with mode \"text\" it is taken as it stands",
            )
        }
    }
}
