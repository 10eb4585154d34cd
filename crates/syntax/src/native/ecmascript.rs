//! JavaScript and TypeScript by oxc's parser, written as tree-sitter's grammars of them would have it.
//!
//! The syntax tree says what a construct is, and where its names and literals are; the signs and words between them are
//! read from the text as the grammar expects them. Whatever is not where it is expected ends the reading.

mod chains;
mod classes;
mod declarations;
mod expressions;
mod functions;
mod jsx;
mod kinds;
mod literals;
mod loops;
mod modules;
mod objects;
mod patterns;
mod scan;
mod stack;
mod statements;
mod types;

use oxc_allocator::Allocator;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::{SourceType, Span};

use crate::language::Language;
use crate::tree::{Kind, Tree, Writer};
use kinds::{Numbers, Sign};

/// Stack that is kept for one step of recursion, and how much is added where less is left.
const STACK_LEAST_BYTES: usize = 256 << 10;
const STACK_ADDED_BYTES: usize = 4 << 20;

/// The tree of a text; nothing where it is not valid, or tree-sitter's grammar reads it in a way of its own.
pub(super) fn tree(text: &str, language: Language) -> Option<Tree> {
    stack::large_enough(text, || written(text, language)).flatten()
}

fn written(text: &str, language: Language) -> Option<Tree> {
    let allocator = Allocator::default();
    let options = ParseOptions {
        allow_return_outside_function: true,
        enable_ident_hashes: false,
        ..ParseOptions::default()
    };
    let parser = Parser::new(&allocator, text, source_type(language)).with_options(options);
    let parsed = parser.parse();
    if parsed.panicked {
        return None;
    }
    let mut emitter = Emitter::new(text, language);
    emitter.program(&parsed.program);
    (!emitter.gave_up).then(|| emitter.out.finish())
}

fn source_type(language: Language) -> SourceType {
    match language {
        Language::TypeScript => SourceType::ts(),
        Language::Tsx => SourceType::tsx(),
        _ => SourceType::unambiguous().with_jsx(true),
    }
}

/// Writes the tree, from the first token to the last.
struct Emitter<'a> {
    text: &'a str,
    /// Where what is not written yet begins.
    at: usize,
    out: Writer<'a>,
    kinds: &'static Numbers,
    /// The grammar is one of TypeScript's.
    typed: bool,
    /// Something is not written as tree-sitter would read it.
    gave_up: bool,
}

/// The field of a node that is none to the one it is in.
const NO_FIELD: u8 = 0;

impl<'a> Emitter<'a> {
    fn new(text: &'a str, language: Language) -> Self {
        Self {
            text,
            at: 0,
            out: Writer::new(text, language),
            kinds: Numbers::of(language),
            typed: language != Language::JavaScript,
            gave_up: false,
        }
    }

    /// Go a level deeper.
    fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        stacker::maybe_grow(STACK_LEAST_BYTES, STACK_ADDED_BYTES, || inside(self));
    }

    /// Begin a node at the next token.
    fn open(&mut self, kind: Kind, field: u8) {
        self.gave_up |= kind.id == 0;
        let start = self.next();
        self.out.open(kind, field, start);
    }

    fn close(&mut self) {
        self.out.close();
    }

    /// Write a node with what is in it.
    fn node(&mut self, kind: Kind, field: u8, inside: impl FnOnce(&mut Self)) {
        self.open(kind, field);
        inside(self);
        self.close();
    }

    /// Write a sign or word that comes next.
    fn sign(&mut self, sign: Sign) {
        self.sign_as(sign, NO_FIELD);
    }

    fn sign_as(&mut self, sign: Sign, field: u8) {
        let kind = self.kinds.sign(sign);
        self.text_as(sign.text(), kind, field);
    }

    /// Write a text that comes next as a node of a kind.
    fn text_as(&mut self, text: &str, kind: Kind, field: u8) {
        self.gave_up |= kind.id == 0 || !self.is_next(text);
        self.piece(kind, field, self.at + text.len());
    }

    /// Write a sign where it is next, and say whether it was.
    fn sign_if(&mut self, sign: Sign) -> bool {
        let is_next = self.is_next(sign.text());
        if is_next {
            self.sign(sign);
        }
        is_next
    }

    /// Write a token that the syntax tree knows of.
    fn leaf(&mut self, kind: Kind, field: u8, span: Span) {
        self.gave_up |= kind.id == 0 || self.next() != span.start as usize;
        self.piece(kind, field, span.end as usize);
    }

    /// Write what goes from here to a place as one token.
    fn piece(&mut self, kind: Kind, field: u8, end: usize) {
        if end < self.at || end > self.text.len() {
            self.gave_up = true;
            return;
        }
        self.out.leaf(kind, field, self.at, end);
        self.at = end;
    }

    fn identifier(&mut self, span: Span, field: u8) {
        self.leaf(self.kinds.identifier, field, span);
    }

    /// Write several with commas between them.
    fn separated<T>(
        &mut self,
        several: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        for (position, one) in several.into_iter().enumerate() {
            if position > 0 {
                self.sign(Sign::Comma);
            }
            write(self, one);
        }
    }

    /// Write several with commas between them, and one behind where it stands.
    fn listed<T>(&mut self, several: impl IntoIterator<Item = T>, write: impl FnMut(&mut Self, T)) {
        self.separated(several, write);
        self.sign_if(Sign::Comma);
    }
}
