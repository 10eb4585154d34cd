//! Python by ruff's parser, written as tree-sitter's grammar of Python would have it.
//!
//! The syntax tree says what a construct is; where a node begins and ends, and what stands in it as a sign or word,
//! the tokens say. They are written in order, and a comment goes to the innermost node that has tokens on both sides.

mod blocks;
mod collections;
mod expressions;
mod imports;
mod kinds;
mod parameters;
mod patterns;
mod statements;
mod strings;
mod targets;

use ruff_python_ast::token::{Token, TokenKind};
use ruff_text_size::{Ranged, TextSize};

use crate::language::Language;
use crate::tree::{Kind, Tree, Writer};
use kinds::Numbers;

/// Stack that is kept for one step of recursion, and how much is added where less is left.
const STACK_LEAST_BYTES: usize = 256 << 10;
const STACK_ADDED_BYTES: usize = 4 << 20;

/// Strings that may stand in each other.
const STRINGS_MAX: usize = 200;

/// The tree of a text; nothing where it is not valid, or tree-sitter's grammar reads it in a way of its own.
pub(super) fn tree(text: &str) -> Option<Tree> {
    if nests_strings(text) {
        return None;
    }
    let parsed = ruff_python_parser::parse_module(text).ok()?;
    let mut emitter = Emitter::new(text, parsed.tokens());
    emitter.module(parsed.suite());
    (!emitter.gave_up).then(|| emitter.out.finish())
}

/// Whether a string could stand in what another formats more often than a stack has room for.
///
/// The outlook of a text does not look into strings. Few files have as many as may nest; of others the tokens say it.
fn nests_strings(text: &str) -> bool {
    let prefixed = text.as_bytes().windows(2).filter(|pair| {
        matches!(
            pair,
            [b'f' | b'F' | b't' | b'T' | b'r' | b'R', b'"' | b'\'']
        )
    });
    if prefixed.take(STRINGS_MAX + 1).count() <= STRINGS_MAX {
        return false;
    }
    let mut lexer = ruff_python_parser::lexer::lex(text, ruff_python_parser::Mode::Module);
    let (mut open, mut most) = (0_usize, 0);
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return most > STRINGS_MAX,
            TokenKind::FStringStart | TokenKind::TStringStart => open += 1,
            TokenKind::FStringEnd | TokenKind::TStringEnd => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
}

/// Whether a token only says how lines are laid out.
fn is_layout(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Newline | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent
    )
}

/// Writes the tree, from the first token to the last.
struct Emitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    out: Writer<'a>,
    kinds: &'static Numbers,
    /// A line ends with a backslash somewhere.
    continues: bool,
    /// Up to where backslashes have been written.
    continued: usize,
    /// Something is not written as tree-sitter would read it.
    gave_up: bool,
}

/// The field of a node that is none to the one it is in.
const NO_FIELD: u8 = 0;

impl<'a> Emitter<'a> {
    fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            out: Writer::new(text, Language::Python),
            kinds: Numbers::get(),
            continues: text.contains("\\\n") || text.contains("\\\r"),
            continued: 0,
            gave_up: false,
        }
    }

    /// Go a level deeper.
    fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        stacker::maybe_grow(STACK_LEAST_BYTES, STACK_ADDED_BYTES, || inside(self));
    }

    /// The next token that stands for something; comments before it are written.
    fn next(&mut self) -> Option<Token> {
        while let Some(token) = self.tokens.get(self.at).copied() {
            match token.kind() {
                TokenKind::Comment => self.comment(token),
                kind if is_layout(kind) => {}
                TokenKind::EndOfFile => return None,
                _ => {
                    if self.continues {
                        self.continuations(token);
                    }
                    return Some(token);
                }
            }
            self.at += 1;
        }
        None
    }

    /// Write a comment; a carriage return at its end belongs to it.
    fn comment(&mut self, token: Token) {
        let (start, end) = (token.start().to_usize(), token.end().to_usize());
        let returns = self.text.as_bytes().get(end) == Some(&b'\r');
        self.out
            .extra(self.kinds.comment, start, end + usize::from(returns));
    }

    /// Write the backslashes at ends of lines before a token; tree-sitter has none before a string.
    fn continuations(&mut self, token: Token) {
        let before = self
            .at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before));
        let from = before
            .map_or(0, |before| before.end().to_usize())
            .max(self.continued);
        let to = token.start().to_usize();
        self.continued = self.continued.max(to);
        if matches!(token.kind(), TokenKind::String | TokenKind::FStringStart) {
            return;
        }
        let between = self.text.get(from..to).unwrap_or_default();
        for (place, _) in between.match_indices('\\') {
            let rest = between.get(place + 1..).unwrap_or_default();
            let length = if rest.starts_with("\r\n") { 3 } else { 2 };
            let (start, kind) = (from + place, self.kinds.line_continuation);
            self.out.extra(kind, start, start + length);
        }
    }

    /// The tokens that stand for something from here on, with nothing written.
    fn ahead(&self) -> impl Iterator<Item = Token> + use<'a> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let stands = |token: &Token| token.kind() != TokenKind::Comment && !is_layout(token.kind());
        rest.iter().copied().filter(stands)
    }

    fn peek(&self) -> Option<Token> {
        self.ahead().next()
    }

    fn is_next(&self, kind: TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind() == kind)
    }

    /// Begin a node at the next token.
    fn open(&mut self, kind: Kind, field: u8) {
        let start = self
            .next()
            .map_or(self.text.len(), |token| token.start().to_usize());
        self.out.open(kind, field, start);
    }

    fn close(&mut self) {
        self.out.close();
    }

    /// Write the next token as the sign or word that it is.
    fn sign(&mut self) {
        self.sign_as(NO_FIELD);
    }

    /// Write a comma where one is next.
    fn comma(&mut self) {
        if self.is_next(TokenKind::Comma) {
            self.sign();
        }
    }

    fn sign_as(&mut self, field: u8) {
        let Some(token) = self.next() else {
            self.gave_up = true;
            return;
        };
        let kind = self.kinds.token(token.kind());
        self.gave_up |= kind.id == 0;
        self.leaf(kind, field);
    }

    /// Write the next token as a node of a kind.
    fn leaf(&mut self, kind: Kind, field: u8) {
        match self.next() {
            Some(token) => {
                self.at += 1;
                let (start, end) = (token.start().to_usize(), token.end().to_usize());
                self.out.leaf(kind, field, start, end);
            }
            None => self.gave_up = true,
        }
    }

    /// Write the next token as a node of a kind that holds it.
    fn wrapped(&mut self, kind: Kind, field: u8) {
        self.open(kind, field);
        self.sign();
        self.close();
    }

    fn identifier(&mut self, field: u8) {
        let kind = self.kinds.identifier;
        self.leaf(kind, field);
    }

    /// Write the signs and words that stand before a place.
    fn until(&mut self, place: TextSize) {
        while !self.gave_up && self.next().is_some_and(|token| token.start() < place) {
            self.sign();
        }
    }

    /// Write the signs and words before the next of a kind, and that one.
    fn through(&mut self, kind: TokenKind) {
        while !self.gave_up && !self.is_next(kind) {
            self.sign();
        }
        self.sign();
    }

    /// Write brackets round a place as nodes of a kind, of which the outermost has the field; say how many there are.
    fn brackets(&mut self, place: TextSize, kind: Kind, field: u8) -> usize {
        let mut count = 0;
        while !self.gave_up
            && let Some(token) = self.next().filter(|token| token.start() < place)
        {
            if token.kind() == TokenKind::Lpar {
                self.open(kind, if count == 0 { field } else { NO_FIELD });
                count += 1;
            }
            self.sign();
        }
        count
    }

    /// End the nodes that `brackets` began.
    fn end_brackets(&mut self, count: usize) {
        for _ in 0..count {
            self.through(TokenKind::Rpar);
            self.close();
        }
    }
}
