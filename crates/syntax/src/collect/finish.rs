//! What can be said only when the whole file has been read.

use std::ops::Range;

use super::Collected;
use crate::facts::FileFacts;
use crate::language::Language;
use crate::languages::{ecmascript, python};
use crate::spans::small;
use crate::{heads, interleave, lines};

impl Collected<'_> {
    /// Signatures, documentation, late exports, lines: what needs the whole file.
    pub fn finish(self) -> FileFacts {
        let Self {
            text,
            mut facts,
            heads,
            names,
            mut comments,
            errors,
            exported,
            is_module,
            part,
            ..
        } = self;
        comments.sort_by_key(|comment| comment.start);
        for (definition, head) in facts.definitions.iter_mut().zip(&heads) {
            if head.language == Language::Python {
                python::end_before_comments(&mut definition.span, text, &comments);
            }
            definition.signature = heads::signature(head, text, &comments);
            definition.documentation = heads::documentation(head, text, &comments);
        }
        if matches!(
            facts.language,
            Language::JavaScript | Language::TypeScript | Language::Tsx
        ) {
            ecmascript::publish(&mut facts.definitions, is_module, &exported);
        }
        if part.inner {
            interleave::in_source_order(&mut facts);
        }
        // What belongs to a loop or a `try` is noted with it, so before what stands between.
        facts.branches.sort_by_key(|branch| branch.line);
        facts.lines = lines::count(text, &comments);
        facts.error_bytes = small(covered(errors));
        facts.names = names.into_texts();
        facts
    }
}

/// How many bytes stand in any of these ranges.
fn covered(mut ranges: Vec<Range<usize>>) -> usize {
    ranges.sort_by_key(|range| range.start);
    let mut counted_to = 0;
    let mut bytes = 0;
    for range in ranges {
        bytes += range.end.saturating_sub(range.start.max(counted_to));
        counted_to = counted_to.max(range.end);
    }
    bytes
}
