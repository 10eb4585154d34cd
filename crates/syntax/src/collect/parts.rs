//! The parts of a text that are in other languages: noted, read one by one, and closed where they end.

use std::ops::Range;

use super::Collected;
use crate::facts::{Problem, ProblemKind};
use crate::language::Language;
use crate::languages;
use crate::spans::small;
use crate::tree::Node;

/// A part of the text in another language.
#[derive(Debug, Clone)]
pub(crate) struct Embedded {
    pub language: Language,
    /// Its bytes.
    pub range: Range<usize>,
    /// The row on which it begins, from 0.
    pub start_row: u32,
    /// The row of the place behind it, from 0.
    pub end_row: u32,
}

impl Embedded {
    /// The text of a node, in another language.
    pub fn new(language: Language, content: Node<'_>, text: &str) -> Self {
        let range = content.byte_range();
        let inside = text.get(range.clone()).unwrap_or_default();
        Self {
            language,
            range,
            start_row: content.start_row(),
            end_row: content.end_row() + u32::from(inside.ends_with('\n')),
        }
    }
}

/// Where the part that is being read ends, and how many facts there were before it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    pub end: usize,
    pub end_line: u32,
    pub definitions: usize,
    pub imports: usize,
    /// It is in another language than the file.
    pub inner: bool,
}

impl Collected<'_> {
    /// Note a part in another language, to be read when this one has been.
    pub fn embed(&mut self, node: Node<'_>, parent: Node<'_>) {
        let Some(part) = languages::embedded(self.language, node, parent, self.text) else {
            return;
        };
        if !part.range.is_empty() && self.has_room(self.embedded.len(), node) {
            self.embedded.push_back(part);
        }
    }

    /// The next part in another language.
    pub fn next_embedded(&mut self) -> Option<Embedded> {
        self.embedded.pop_front()
    }

    /// Go on with a part in another language.
    pub fn open(&mut self, part: &Embedded) {
        self.language = part.language;
        let inside = self.text.get(part.range.clone()).unwrap_or_default();
        let blank = inside.get(inside.trim_end().len()..).unwrap_or_default();
        let blank_lines = small(blank.bytes().filter(|byte| *byte == b'\n').count());
        self.part = Part {
            end: part.range.end,
            end_line: part.end_row + 1 - blank_lines.min(part.end_row),
            definitions: self.facts.definitions.len(),
            imports: self.facts.imports.len(),
            inner: true,
        };
    }

    /// The closing statement of `parse` may have been taken into what the part left open.
    pub fn close(&mut self) {
        let Part { end, end_line, .. } = self.part;
        let definitions = self
            .facts
            .definitions
            .iter_mut()
            .skip(self.part.definitions);
        let imports = self.facts.imports.iter_mut().skip(self.part.imports);
        let end_byte = small(end);
        for span in definitions
            .map(|definition| &mut definition.span)
            .chain(imports.map(|import| &mut import.span))
            .filter(|span| span.end_byte > end_byte)
        {
            span.end_byte = end_byte;
            span.end_line = span.end_line.min(end_line).max(span.start_line);
        }
    }

    /// A part is nested past all reason.
    pub fn too_deep(&mut self, line: u32) {
        if self.facts.problems.len() < self.limits.problems_max as usize {
            let kind = ProblemKind::TooDeep;
            self.facts.problems.push(Problem { kind, line });
        }
    }

    /// An example in a document need not be whole.
    pub(super) fn is_example(&self) -> bool {
        self.part.inner && self.facts.language == Language::Markdown
    }
}
