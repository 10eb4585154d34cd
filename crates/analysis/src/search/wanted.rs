//! What a search wants: patterns, and which of them must, may or must not be there.

use regex::bytes::{Regex, RegexBuilder};

use crate::error::Error;
use crate::model::requests::{SearchCase, SearchMode, SearchRequest};

use super::boolean::{Expression, parsed};

const PATTERN_BYTES_MAX: usize = 4_096;
/// Bytes of a compiled pattern; with it the time a line can take.
const COMPILED_BYTES_MAX: usize = 1024 * 1024;

/// A search pattern, ready to use.
#[derive(Clone)]
pub struct Wanted {
    /// Each is looked for once a line, so the time stays linear in the text.
    pub terms: Vec<Regex>,
    /// Which of them make something worth finding; the others must not be there.
    pub is_positive: Vec<bool>,
    /// Whether the question itself is about tests or examples.
    pub is_about_tests: bool,
    expression: Expression,
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
        let (expression, terms) = match request.mode {
            SearchMode::Text => (Expression::Term(0), vec![regex::escape(text)]),
            SearchMode::Regex => (Expression::Term(0), vec![text.to_owned()]),
            SearchMode::Boolean => {
                let (expression, terms) = parsed(text)?;
                let escaped = terms.iter().map(|term| regex::escape(term));
                (expression, escaped.collect())
            }
        };
        let mut is_positive = vec![false; terms.len()];
        expression.mark_positive(&mut is_positive);
        let mut positive = terms.iter().zip(&is_positive);
        let is_about_tests = positive.any(|(term, is_positive)| *is_positive && is_of_tests(term));
        let compiled = terms.iter().map(|term| compile(term, request.case));
        Ok(Self {
            terms: compiled.collect::<Result<_, _>>()?,
            is_positive,
            is_about_tests,
            expression,
        })
    }

    /// Whether something is wanted: `found` says which terms are in it, `seen` which are in or round it.
    ///
    /// What must be there is looked for in the first, what must not be there in the second.
    #[must_use]
    pub fn takes(&self, found: &dyn Fn(usize) -> bool, seen: &dyn Fn(usize) -> bool) -> bool {
        self.expression.holds(found, seen)
    }
}

fn is_of_tests(term: &str) -> bool {
    let term = term.to_lowercase();
    ["test", "example", "spec", "fixture"]
        .iter()
        .any(|word| term.contains(word))
}

fn compile(pattern: &str, case: SearchCase) -> Result<Regex, Error> {
    let ignore_case = match case {
        SearchCase::Smart => !pattern.chars().any(char::is_uppercase),
        SearchCase::Sensitive => false,
        SearchCase::Insensitive => true,
    };
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
