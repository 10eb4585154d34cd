//! Strings, templates, regular expressions and numbers.

use oxc_ast::ast::{Expression, RegExpLiteral, TemplateLiteral};
use oxc_span::Span;

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn string(&mut self, span: Span, field: u8) {
        self.quoted(span, field, Self::fragments);
    }

    /// Write quotes, and what stands in them up to a place.
    pub(super) fn quoted(&mut self, span: Span, field: u8, inside: impl FnOnce(&mut Self, usize)) {
        self.node(self.kinds.string, field, |emitter| {
            let quote = if emitter.is_next("\"") {
                Sign::DoubleQuote
            } else {
                Sign::SingleQuote
            };
            emitter.sign(quote);
            inside(emitter, (span.end as usize).saturating_sub(1));
            emitter.sign(quote);
        });
    }

    /// Write the text and the escape sequences up to a place.
    fn fragments(&mut self, end: usize) {
        while !self.gave_up && self.at < end {
            let rest = self.text.get(self.at..end).unwrap_or_default();
            let (kind, length) = match rest.find('\\') {
                Some(0) => (self.kinds.escape_sequence, escape_length(rest)),
                Some(plain) => (self.kinds.string_fragment, plain),
                None => (self.kinds.string_fragment, rest.len()),
            };
            self.gave_up |= length == 0;
            self.piece(kind, NO_FIELD, self.at + length);
        }
    }

    pub(super) fn template(&mut self, one: &TemplateLiteral<'_>, field: u8) {
        self.node(self.kinds.template_string, field, |emitter| {
            emitter.sign(Sign::Backtick);
            let mut values = one.expressions.iter();
            for _ in &one.quasis {
                emitter.template_text();
                if let Some(value) = values.next() {
                    emitter.substitution(value);
                }
            }
            emitter.sign(Sign::Backtick);
        });
    }

    /// The text of a template up to where it ends, or a value begins.
    pub(super) fn template_text(&mut self) {
        let length = template_length(self.rest().as_bytes());
        self.fragments(self.at + length);
    }

    fn substitution(&mut self, value: &Expression<'_>) {
        self.node(self.kinds.template_substitution, NO_FIELD, |emitter| {
            emitter.sign(Sign::Substitution);
            emitter.expression(value, NO_FIELD);
            emitter.sign(Sign::CloseBrace);
        });
    }

    pub(super) fn regex(&mut self, one: &RegExpLiteral<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.gave_up |= self.next() != one.span.start as usize;
        self.node(kinds.regex, field, |emitter| {
            let slash = kinds.sign(Sign::Divide);
            emitter.piece(slash, NO_FIELD, emitter.at + 1);
            let length = one.regex.pattern.text.len();
            emitter.piece(kinds.regex_pattern, fields.pattern, emitter.at + length);
            emitter.piece(slash, NO_FIELD, emitter.at + 1);
            let end = one.span.end as usize;
            if emitter.at < end {
                emitter.piece(kinds.regex_flags, fields.flags, end);
            }
        });
    }
}

/// The bytes of the text of a template up to where it ends, or a value begins.
fn template_length(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'`' => return at,
            b'$' if rest.get(at + 1) == Some(&b'{') => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The bytes of the escape sequence that a text begins with.
fn escape_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    match bytes.get(1) {
        Some(b'x') => 4,
        Some(b'u') if bytes.get(2) == Some(&b'{') => rest.find('}').map_or(0, |end| end + 1),
        Some(b'u') => 6,
        Some(b'0'..=b'7') => {
            let digits = bytes.iter().skip(1).take(3);
            1 + digits
                .take_while(|byte| matches!(byte, b'0'..=b'7'))
                .count()
        }
        Some(b'\r') if bytes.get(2) == Some(&b'\n') => 3,
        Some(_) => {
            let escaped = rest.chars().nth(1);
            1 + escaped.map_or(0, char::len_utf8)
        }
        None => 0,
    }
}
