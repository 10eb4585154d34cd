//! The syntax of boolean patterns.
//!
//! Words and quoted texts are terms; `not`, `and`, `or` bind in this order, two terms side by side are joined by
//! `and`, and parentheses group. The three words count in small letters or in capitals; quoted they are terms.

use crate::error::Error;

/// Terms of a pattern.
const TERMS_MAX: usize = 16;
/// Parentheses and `not` inside each other.
const DEPTH_MAX: usize = 32;

const FORM: &str = "join words by and, or, not, with ( ) round parts; put code and blanks in quotes, such as \
    \"open(\" and not (close or \"with open\")";

/// Which terms must, may or must not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// One term, by position.
    Term(usize),
    /// Without this.
    Not(Box<Expression>),
    /// With all of these.
    All(Vec<Expression>),
    /// With one of these.
    Any(Vec<Expression>),
}

impl Expression {
    /// Whether it holds: `found` answers for terms that must be there, `seen` for those that must not.
    #[must_use]
    pub fn holds(&self, found: &dyn Fn(usize) -> bool, seen: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Term(term) => found(*term),
            Self::Not(inner) => !inner.holds(seen, found),
            Self::All(parts) => parts.iter().all(|part| part.holds(found, seen)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(found, seen)),
        }
    }

    /// Mark the terms whose presence can make it hold.
    pub fn mark_positive(&self, marks: &mut [bool]) {
        self.mark(true, marks);
    }

    fn mark(&self, is_positive: bool, marks: &mut [bool]) {
        match self {
            Self::Term(term) => {
                if let Some(mark) = marks.get_mut(*term).filter(|_| is_positive) {
                    *mark = true;
                }
            }
            Self::Not(inner) => inner.mark(!is_positive, marks),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.mark(is_positive, marks);
                }
            }
        }
    }
}

/// Read a pattern: what it wants, and its terms, each once.
///
/// # Errors
/// [`Error::InvalidRequest`] for a pattern that does not parse or that text without any of its terms would fit;
/// [`Error::LimitExceeded`] for one with too many terms or too deep.
pub fn parsed(text: &str) -> Result<(Expression, Vec<String>), Error> {
    let mut reader = Reader {
        marks: marks(text)?,
        next: 0,
        terms: Vec::new(),
    };
    if reader.marks.is_empty() {
        return Err(wrong("`pattern` has no word"));
    }
    let expression = reader.any(0)?;
    if reader.peek().is_some() {
        return Err(wrong("`pattern` has a ) without its ("));
    }
    if expression.holds(&|_| false, &|_| false) {
        return Err(Error::invalid(
            "`pattern` fits where none of its words stands",
            "say what must be there as well, such as open not close",
        ));
    }
    Ok((expression, reader.terms))
}

fn wrong(message: impl Into<String>) -> Error {
    Error::invalid(message, FORM)
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark<'a> {
    Term(&'a str),
    And,
    Or,
    Not,
    Open,
    Close,
}

impl Mark<'_> {
    fn shown(self) -> String {
        match self {
            Self::Term(term) => format!("\"{term}\""),
            Self::And => "and".to_owned(),
            Self::Or => "or".to_owned(),
            Self::Not => "not".to_owned(),
            Self::Open => "(".to_owned(),
            Self::Close => ")".to_owned(),
        }
    }
}

fn marks(text: &str) -> Result<Vec<Mark<'_>>, Error> {
    let mut marks = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let behind = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '(' => {
                marks.push(Mark::Open);
                behind
            }
            ')' => {
                marks.push(Mark::Close);
                behind
            }
            '"' => {
                let (quoted, behind) = behind.split_once('"').ok_or_else(|| {
                    Error::invalid(
                        "`pattern` has a quote that does not end",
                        "close it, or use mode \"text\" to look for a quote",
                    )
                })?;
                if quoted.is_empty() {
                    return Err(wrong("`pattern` has quotes with nothing in them"));
                }
                marks.push(Mark::Term(quoted));
                behind
            }
            _ => {
                let ends = |one: char| one.is_whitespace() || matches!(one, '(' | ')' | '"');
                let (word, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                marks.push(match word {
                    "and" | "AND" => Mark::And,
                    "or" | "OR" => Mark::Or,
                    "not" | "NOT" => Mark::Not,
                    word => Mark::Term(word),
                });
                behind
            }
        }
        .trim_start();
    }
    Ok(marks)
}

/// Reads marks into an expression, one function for each rank of binding.
struct Reader<'a> {
    marks: Vec<Mark<'a>>,
    next: usize,
    terms: Vec<String>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<Mark<'a>> {
        self.marks.get(self.next).copied()
    }

    fn any(&mut self, depth: usize) -> Result<Expression, Error> {
        let mut parts = vec![self.all(depth)?];
        while self.peek() == Some(Mark::Or) {
            self.next += 1;
            parts.push(self.all(depth)?);
        }
        Ok(joined(parts, Expression::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Expression, Error> {
        let mut parts = vec![self.one(depth)?];
        loop {
            match self.peek() {
                Some(Mark::And) => self.next += 1,
                Some(Mark::Term(_) | Mark::Not | Mark::Open) => {}
                Some(Mark::Or | Mark::Close) | None => break,
            }
            parts.push(self.one(depth)?);
        }
        Ok(joined(parts, Expression::All))
    }

    fn one(&mut self, depth: usize) -> Result<Expression, Error> {
        if depth > DEPTH_MAX {
            return Err(Error::LimitExceeded {
                what: "the depth of `pattern`".to_owned(),
                limit: DEPTH_MAX as u64,
                hint: Some("use fewer parentheses inside each other".to_owned()),
            });
        }
        let before = self.next.checked_sub(1).and_then(|at| self.marks.get(at));
        let mark = self.peek();
        self.next += 1;
        match mark {
            Some(Mark::Term(text)) => self.term(text),
            Some(Mark::Not) => Ok(Expression::Not(Box::new(self.one(depth + 1)?))),
            Some(Mark::Open) if self.peek() == Some(Mark::Close) => {
                Err(wrong("`pattern` has ( ) with nothing in them"))
            }
            Some(Mark::Open) => {
                let inner = self.any(depth + 1)?;
                if self.peek() != Some(Mark::Close) {
                    return Err(wrong("`pattern` has a ( without its )"));
                }
                self.next += 1;
                Ok(inner)
            }
            Some(Mark::Close) if before.is_none() => Err(wrong("`pattern` has a ) without its (")),
            Some(Mark::And | Mark::Or | Mark::Close) | None => Err(wrong(match (before, mark) {
                (Some(before), _) => {
                    format!("`pattern` has no word behind {}", before.shown())
                }
                (None, mark) => {
                    let shown = mark.map(Mark::shown).unwrap_or_default();
                    format!("`pattern` has no word before {shown}")
                }
            })),
        }
    }

    fn term(&mut self, text: &str) -> Result<Expression, Error> {
        let known = self.terms.iter().position(|term| term == text);
        if known.is_none() && self.terms.len() == TERMS_MAX {
            return Err(Error::LimitExceeded {
                what: "the terms of `pattern`".to_owned(),
                limit: TERMS_MAX as u64,
                hint: Some("give fewer words, or quote those that belong together".to_owned()),
            });
        }
        Ok(Expression::Term(known.unwrap_or_else(|| {
            self.terms.push(text.to_owned());
            self.terms.len() - 1
        })))
    }
}

fn joined(mut parts: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.len(), parts.pop()) {
        (1, Some(part)) => part,
        (_, Some(last)) => {
            parts.push(last);
            join(parts)
        }
        (_, None) => join(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::{Expression, parsed};

    fn shown(expression: &Expression, terms: &[String]) -> String {
        let list = |parts: &[Expression], between: &str| {
            let parts: Vec<String> = parts.iter().map(|part| shown(part, terms)).collect();
            format!("({})", parts.join(between))
        };
        match expression {
            Expression::Term(term) => terms.get(*term).cloned().unwrap_or_default(),
            Expression::Not(inner) => format!("-{}", shown(inner, terms)),
            Expression::All(parts) => list(parts, " & "),
            Expression::Any(parts) => list(parts, " | "),
        }
    }

    #[test]
    fn not_binds_before_and_before_or() {
        let cases = [
            ("a", "a"),
            ("a b", "(a & b)"),
            ("a and b or c d", "((a & b) | (c & d))"),
            ("a or b and not c", "(a | (b & -c))"),
            ("a not (b or c)", "(a & -(b | c))"),
            ("a NOT NOT b", "(a & --b)"),
            ("\"a or b\" (c)", "(a or b & c)"),
            ("\"and\" AND And", "(and & And)"),
            ("open(\"x\")", "(open & x)"),
            ("a a or a", "((a & a) | a)"),
        ];
        for (text, expected) in cases {
            let read = parsed(text).map(|(expression, terms)| shown(&expression, &terms));
            assert_eq!(read, Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_pattern_that_does_not_parse_is_told_where_it_goes_wrong() {
        let cases = [
            ("  ", "`pattern` has no word"),
            ("and a", "`pattern` has no word before and"),
            ("a or", "`pattern` has no word behind or"),
            ("a and or b", "`pattern` has no word behind and"),
            ("a not", "`pattern` has no word behind not"),
            ("a (b", "`pattern` has a ( without its )"),
            ("a (", "`pattern` has no word behind ("),
            ("(a or)", "`pattern` has no word behind or"),
            ("a) b", "`pattern` has a ) without its ("),
            (") a", "`pattern` has a ) without its ("),
            ("foo()", "`pattern` has ( ) with nothing in them"),
            ("a \"b", "`pattern` has a quote that does not end"),
            ("a \"\"", "`pattern` has quotes with nothing in them"),
            ("not a", "`pattern` fits where none of its words stands"),
            (
                "a or not b",
                "`pattern` fits where none of its words stands",
            ),
        ];
        for (text, expected) in cases {
            let fault = parsed(text).err().map(|error| error.body());
            let said = fault.as_ref().map(|body| body.message.as_str());
            assert_eq!(said, Some(expected), "{text}");
            assert!(fault.is_some_and(|body| body.hint.is_some()), "{text}");
        }
        for text in [
            "(".repeat(40) + "a" + &")".repeat(40),
            (0..17).map(|number| format!("w{number} ")).collect(),
        ] {
            let code = parsed(&text).err().map(|error| error.body().code);
            assert_eq!(code.as_deref(), Some("LIMIT_EXCEEDED"), "{text}");
        }
    }
}
