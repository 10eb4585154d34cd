//! The smallest whole blocks of one file that hold what a search wants, in one pass over its matching lines.
//!
//! A block is a definition with the comments right above it; outside of definitions a paragraph; round both the
//! file. One that holds what is wanted is found, unless all that makes it so stands in blocks that are found inside.

use syntax::facts::{Definition, DefinitionKind};

use crate::index::{Record, SourceFile};
use crate::refresh::hash;

use super::layout::{Layout, is_comment};
use super::matching::Line;
use super::standing::{strength, weights};
use super::wanted::Wanted;

/// Lines of a block that are kept by number; all are counted.
pub const LINES_MAX: usize = 20;

/// A block that is found.
#[derive(Debug, Clone)]
pub struct Block<'a> {
    /// Its file.
    pub record: &'a Record,
    /// Hash of the text it was found in.
    pub hash: [u8; 16],
    /// The definition that it is.
    pub definition: Option<&'a Definition>,
    /// Its first line.
    pub start_line: u32,
    /// Its last line.
    pub end_line: u32,
    /// Its first lines with a match that are in no block found inside.
    pub lines: Vec<u32>,
    /// How many there are.
    pub line_count: u32,
    /// Others are found inside it.
    pub has_others: bool,
    /// It is the whole file.
    pub is_file: bool,
    /// What each term is worth in it.
    pub weights: Vec<f64>,
    /// What it is worth, once that is known.
    pub score: f64,
}

/// What a block is while its lines are read.
enum Node<'a> {
    File,
    Definition(u32, &'a Definition),
    Paragraph(u32, u32),
}

struct Open<'a> {
    node: Node<'a>,
    /// What each term counts in it, and in it without the blocks found inside.
    seen: Vec<f64>,
    found: Vec<f64>,
    lines: Vec<u32>,
    line_count: u32,
    has_others: bool,
}

/// The file whose blocks are looked for.
pub struct Blocks<'a, 'b> {
    wanted: &'b Wanted,
    record: &'a Record,
    /// Its definitions, where the text is what was indexed.
    source: Option<&'a SourceFile>,
    hash: [u8; 16],
    layout: Layout<'b>,
    next: u32,
    next_import: usize,
    open: Vec<Open<'a>>,
    kept_max: usize,
    /// Blocks that are found, the innermost of those at one place first.
    pub blocks: Vec<Block<'a>>,
    /// Those that are not kept included.
    pub total: u64,
}

impl<'a, 'b> Blocks<'a, 'b> {
    /// Nothing found yet.
    pub fn new(wanted: &'b Wanted, record: &'a Record, bytes: &'b [u8], kept_max: usize) -> Self {
        let hash = hash(bytes);
        let source = record.source().filter(|file| file.hash == hash);
        let mut blocks = Self {
            wanted,
            record,
            source: source.map(|source| &**source),
            hash,
            layout: Layout::new(bytes),
            next: 0,
            next_import: 0,
            open: Vec::new(),
            kept_max,
            blocks: Vec::new(),
            total: 0,
        };
        blocks.push(Node::File);
        blocks
    }

    /// Take the next line with a match.
    pub fn take(&mut self, line: &Line<'_>) {
        self.close_before(line.number);
        self.open_at(line);
        let is_import = self.is_import(line.number);
        let Some(open) = self.open.last_mut() else {
            return;
        };
        for found in line.found {
            let strength = strength(line, *found, is_import);
            for counts in [&mut open.seen, &mut open.found] {
                if let Some(count) = counts.get_mut(found.term) {
                    *count += strength;
                }
            }
        }
        open.line_count += 1;
        if open.lines.len() < LINES_MAX {
            open.lines.push(line.number);
        }
    }

    /// Close what is still open.
    pub fn end(&mut self) {
        while !self.open.is_empty() {
            self.close();
        }
    }

    fn definition(&self, position: u32) -> Option<&'a Definition> {
        self.source?.definitions.get(position as usize)
    }

    fn push(&mut self, node: Node<'a>) {
        let none = vec![0.0; self.wanted.terms.len()];
        self.open.push(Open {
            node,
            seen: none.clone(),
            found: none,
            lines: Vec::new(),
            line_count: 0,
            has_others: false,
        });
    }

    fn close_before(&mut self, line: u32) {
        while self.open.last().is_some_and(|open| match open.node {
            Node::File => false,
            Node::Definition(_, definition) => definition.span.end_line < line,
            Node::Paragraph(_, end_line) => end_line < line,
        }) {
            self.close();
        }
    }

    /// Open the definitions round a line, or the one that it is a comment to, or else its paragraph.
    fn open_at(&mut self, line: &Line<'_>) {
        while let Some(next) = self.definition(self.next) {
            let comes_later = next.span.start_line > line.number;
            if comes_later && !self.is_comment_to(line, next) {
                break;
            }
            if next.span.end_line >= line.number {
                self.close_beside(next);
                self.push(Node::Definition(self.next, next));
            } else {
                self.layout.pass(next.span.end_line);
            }
            self.next += 1;
        }
        if matches!(self.open.last(), Some(open) if matches!(open.node, Node::File)) {
            let before = self.definition(self.next).map(|next| next.span.start_line);
            let (start, end) = self.layout.paragraph(line, before);
            self.push(Node::Paragraph(start, end));
        }
    }

    /// Close what stands on the same line and not round a definition.
    fn close_beside(&mut self, next: &Definition) {
        while self.open.last().is_some_and(|open| match open.node {
            Node::File => false,
            Node::Definition(position, _) => Some(position) != next.parent,
            Node::Paragraph(..) => true,
        }) {
            self.close();
        }
    }

    fn is_comment_to(&self, line: &Line<'_>, next: &Definition) -> bool {
        has_comments(next.kind)
            && is_comment(line.text)
            && self.layout.are_comments(line, next.span.start_line)
    }

    fn is_import(&mut self, line: u32) -> bool {
        let Some(source) = self.source else {
            return false;
        };
        while let Some(import) = source.imports.get(self.next_import) {
            if import.span.end_line >= line {
                return import.span.start_line <= line;
            }
            self.next_import += 1;
        }
        false
    }

    /// Close the innermost block: it is found, or what is in it counts for the one round it.
    fn close(&mut self) {
        let Some(mut open) = self.open.pop() else {
            return;
        };
        if let Node::Definition(_, definition) = open.node {
            self.layout.pass(definition.span.end_line);
        }
        let has = |counts: &[f64], term: usize| counts.get(term).is_some_and(|count| *count > 0.0);
        let is_found = self.wanted.takes(&|term| has(&open.found, term), &|term| {
            has(&open.seen, term)
        });
        if let Some(outer) = self.open.last_mut() {
            add(&mut outer.seen, &open.seen);
            outer.has_others |= is_found || open.has_others;
            if !is_found {
                add(&mut outer.found, &open.found);
                outer.line_count += open.line_count;
                let room = LINES_MAX.saturating_sub(outer.lines.len());
                outer.lines.extend(open.lines.iter().take(room));
            }
        }
        if !is_found {
            return;
        }
        self.total += 1;
        if self.blocks.len() < self.kept_max {
            let block = self.block(&mut open);
            self.blocks.push(block);
        }
    }

    fn block(&mut self, open: &mut Open<'a>) -> Block<'a> {
        let (definition, start_line, end_line) = match open.node {
            Node::File => (None, 1, self.layout.line_count()),
            Node::Paragraph(start, end) => (None, start, end),
            Node::Definition(_, definition) => {
                let mut start = definition.span.start_line;
                if has_comments(definition.kind) {
                    start = self.layout.with_comments(start);
                }
                (Some(definition), start, definition.span.end_line)
            }
        };
        let lines = (end_line + 1).saturating_sub(start_line);
        Block {
            record: self.record,
            hash: self.hash,
            definition,
            start_line,
            end_line,
            lines: std::mem::take(&mut open.lines),
            line_count: open.line_count,
            has_others: open.has_others,
            is_file: matches!(open.node, Node::File),
            weights: weights(self.wanted, self.record, definition, &open.found, lines),
            score: 0.0,
        }
    }
}

fn add(to: &mut [f64], counts: &[f64]) {
    for (to, count) in to.iter_mut().zip(counts) {
        *to += count;
    }
}

/// Whether comments right above a definition are part of what is said of it.
fn has_comments(kind: DefinitionKind) -> bool {
    match kind {
        DefinitionKind::Function
        | DefinitionKind::Method
        | DefinitionKind::Class
        | DefinitionKind::Struct
        | DefinitionKind::Enum
        | DefinitionKind::Union
        | DefinitionKind::Interface
        | DefinitionKind::Trait
        | DefinitionKind::Implementation
        | DefinitionKind::Module
        | DefinitionKind::TypeAlias
        | DefinitionKind::Constant
        | DefinitionKind::Variable
        | DefinitionKind::Field
        | DefinitionKind::Macro
        | DefinitionKind::Table => true,
        DefinitionKind::Heading
        | DefinitionKind::Key
        | DefinitionKind::Block
        | DefinitionKind::Rule
        | DefinitionKind::Stage
        | DefinitionKind::Element => false,
    }
}
