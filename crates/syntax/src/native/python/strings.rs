//! Strings, and what stands in them.

use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{
    Expr, FStringPart, InterpolatedElement, InterpolatedStringElement, InterpolatedStringElements,
};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    /// A string of one piece or of several in a row.
    pub(super) fn text_literal(&mut self, one: &Expr, field: u8) {
        let pieces: Vec<Option<&InterpolatedStringElements>> = match one {
            Expr::StringLiteral(one) => one.value.iter().map(|_| None).collect(),
            Expr::BytesLiteral(one) => one.value.iter().map(|_| None).collect(),
            Expr::FString(one) => one
                .value
                .iter()
                .map(|part| match part {
                    FStringPart::Literal(_) => None,
                    FStringPart::FString(formatted) => Some(&formatted.elements),
                })
                .collect(),
            _ => Vec::new(),
        };
        let is_one = pieces.len() == 1;
        if !is_one {
            self.open(self.kinds.concatenated_string, field);
        }
        for elements in pieces {
            let field = if is_one { field } else { NO_FIELD };
            match elements {
                Some(elements) => self.formatted(elements, field),
                None => self.plain(field),
            }
        }
        if !is_one {
            self.close();
        }
    }

    fn plain(&mut self, field: u8) {
        let Some(token) = self
            .next()
            .filter(|token| token.kind() == TokenKind::String)
        else {
            self.gave_up = true;
            return;
        };
        let kinds = self.kinds;
        let (start, end) = (token.start().to_usize(), token.end().to_usize());
        let text = self.text.get(start..end).unwrap_or_default();
        let prefix = text.find(['"', '\'']).unwrap_or(0);
        let quote = if token.is_triple_quoted_string() {
            3
        } else {
            1
        };
        let (from, to) = (start + prefix + quote, end.saturating_sub(quote));
        self.open(kinds.string, field);
        self.out.leaf(kinds.string_start, NO_FIELD, start, from);
        let is_raw = text
            .get(..prefix)
            .is_some_and(|prefix| prefix.contains(['r', 'R']));
        let is_bytes = text
            .get(..prefix)
            .is_some_and(|prefix| prefix.contains(['b', 'B']));
        if from < to {
            self.content(
                from,
                to,
                Escapes {
                    is_raw,
                    is_bytes,
                    is_formatted: false,
                },
            );
        }
        self.out.leaf(kinds.string_end, NO_FIELD, to, end);
        self.at += 1;
        self.close();
    }

    fn formatted(&mut self, elements: &InterpolatedStringElements, field: u8) {
        let kinds = self.kinds;
        let Some(start) = self
            .next()
            .filter(|token| token.kind() == TokenKind::FStringStart)
        else {
            self.gave_up = true;
            return;
        };
        let written = self
            .text
            .get(start.range().to_std_range())
            .unwrap_or_default();
        let escapes = Escapes {
            is_raw: written.contains(['r', 'R']),
            is_bytes: false,
            is_formatted: true,
        };
        self.open(kinds.string, field);
        self.leaf(kinds.string_start, NO_FIELD);
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(_) => {
                    let middle = self.middle();
                    if let Some(middle) = middle {
                        self.content(middle.start().to_usize(), middle.end().to_usize(), escapes);
                    }
                }
                InterpolatedStringElement::Interpolation(one) => {
                    self.open(kinds.interpolation, NO_FIELD);
                    self.interpolation(one);
                    self.close();
                }
            }
        }
        self.gave_up |= !self.is_next(TokenKind::FStringEnd);
        self.leaf(kinds.string_end, NO_FIELD);
        self.close();
    }

    /// Take the text between what is formatted.
    fn middle(&mut self) -> Option<Token> {
        let token = self
            .next()
            .filter(|token| token.kind() == TokenKind::FStringMiddle);
        self.gave_up |= token.is_none();
        self.at += usize::from(token.is_some());
        token
    }

    fn interpolation(&mut self, one: &InterpolatedElement) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.sign();
        self.expressions(&one.expression, fields.expression);
        if self.is_next(TokenKind::Equal) {
            self.sign();
        }
        if let Some(mark) = self
            .next()
            .filter(|token| token.kind() == TokenKind::Exclamation)
        {
            self.at += 1;
            let end = self.next().map_or(0, |name| name.end().to_usize());
            self.at += 1;
            self.out.leaf(
                kinds.type_conversion,
                fields.type_conversion,
                mark.start().to_usize(),
                end,
            );
        }
        if let Some(format) = &one.format_spec {
            self.open(kinds.format_specifier, fields.format_specifier);
            self.sign();
            for element in &format.elements {
                match element {
                    InterpolatedStringElement::Literal(_) => {
                        if let Some(middle) = self.middle() {
                            self.out.pass(middle.end().to_usize());
                        }
                    }
                    InterpolatedStringElement::Interpolation(one) => {
                        self.open(kinds.format_expression, NO_FIELD);
                        self.interpolation(one);
                        self.close();
                    }
                }
            }
            self.close();
        }
        self.gave_up |= !self.is_next(TokenKind::Rbrace);
        self.sign();
    }

    /// What a string says, with the escapes in it.
    fn content(&mut self, from: usize, to: usize, escapes: Escapes) {
        let kinds = self.kinds;
        let text = self.text.get(from..to).unwrap_or_default();
        self.out.open(kinds.string_content, NO_FIELD, from);
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['\\', '{', '}'])) {
            let place = at + found;
            let (sign, length) = escapes.at(text.get(place..).unwrap_or_default(), place == 0);
            let kind = match sign {
                Sign::Escape => Some(kinds.escape_sequence),
                Sign::Brace => Some(kinds.escape_interpolation),
                Sign::Backslash => Some(kinds.backslash),
                Sign::Itself => None,
            };
            if let Some(kind) = kind {
                let start = from + place;
                self.out.leaf(kind, NO_FIELD, start, start + length);
            }
            at = place + length;
        }
        self.out.pass(to);
        self.out.close();
    }
}

/// What a backslash or brace in a string is.
enum Sign {
    /// The beginning of what stands for something else.
    Escape,
    /// Two that stand for one.
    Brace,
    /// A backslash before what it does not go with.
    Backslash,
    /// Nothing but itself.
    Itself,
}

/// Which signs in a string stand for others.
#[derive(Debug, Clone, Copy)]
struct Escapes {
    is_raw: bool,
    is_bytes: bool,
    is_formatted: bool,
}

impl Escapes {
    /// What a text in a string begins with, and how long that is; whether the string itself begins there.
    fn at(self, text: &str, is_first: bool) -> (Sign, usize) {
        if text.starts_with('\\') {
            let next = text.as_bytes().get(1).copied();
            let is_letter = self.is_bytes && matches!(next, Some(b'u' | b'U' | b'N'));
            match escape_length(text) {
                // In a raw text it is a sign of its own only where it is all there is before what is formatted.
                _ if self.is_raw && self.is_formatted && is_first && next.is_none() => {
                    (Sign::Backslash, 1)
                }
                _ if self.is_raw || is_letter => (Sign::Itself, 1),
                0 => (Sign::Backslash, 1),
                length => (Sign::Escape, length),
            }
        } else if self.is_formatted && (text.starts_with("{{") || text.starts_with("}}")) {
            (Sign::Brace, 2)
        } else {
            (Sign::Itself, 1)
        }
    }
}

/// How long the escape is that a text begins with; 0 where the backslash stands for itself.
fn escape_length(text: &str) -> usize {
    let digits = |from: usize, most: usize, radix: u32| {
        let digits = text.get(from..).unwrap_or_default().chars().take(most);
        digits.take_while(|one| one.is_digit(radix)).count()
    };
    let hexadecimal = |count: usize| match digits(2, count, 16) {
        found if found == count => 2 + count,
        _ => 0,
    };
    match text.as_bytes().get(1) {
        Some(b'u') => hexadecimal(4),
        Some(b'U') => hexadecimal(8),
        Some(b'x') => hexadecimal(2),
        Some(b'N') => match text.find('}') {
            Some(end) if end > 3 && text.starts_with("\\N{") => end + 1,
            _ => 0,
        },
        Some(b'\r') if text.starts_with("\\\r\n") => 3,
        Some(b'\n' | b'\'' | b'"' | b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\') => 2,
        Some(b'0'..=b'9') => 1 + digits(1, 3, 10),
        _ => 0,
    }
}
