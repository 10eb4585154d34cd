//! How many lines are what, from the text and the comments that the syntax tree names.

use std::ops::Range;

use crate::facts::LineCounts;
use crate::spans::small;
use crate::tree::Node;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Anything outside comments stands on it.
    Code,
    /// Comments only.
    Comment,
    /// White space only, wherever it stands.
    Blank,
}

/// Count lines; `comments` are byte ranges in ascending order.
pub(crate) fn count(text: &str, comments: &[Range<usize>]) -> LineCounts {
    let mut counts = LineCounts::default();
    each(text, comments, |kind, _| {
        counts.total += 1;
        match kind {
            LineKind::Code => counts.code += 1,
            LineKind::Comment => counts.comment += 1,
            LineKind::Blank => counts.blank += 1,
        }
    });
    counts
}

/// Say of each line in turn what it is, and whether it has a comment.
pub(crate) fn each(text: &str, comments: &[Range<usize>], mut say: impl FnMut(LineKind, bool)) {
    let mut comments = comments.iter().peekable();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let (mut code, mut comment) = (false, false);
        let mut at = start;
        while at < end {
            while comments.next_if(|range| range.end <= at).is_some() {}
            let (until, inside) = match comments.peek() {
                Some(range) if range.start <= at => (range.end.min(end), true),
                Some(range) => (range.start.min(end), false),
                None => (end, false),
            };
            let visible = text
                .get(at..until)
                .is_some_and(|part| !part.trim_ascii().is_empty());
            if inside {
                comment |= visible;
            } else {
                code |= visible;
            }
            at = until;
        }
        say(
            match (code, comment) {
                (true, _) => LineKind::Code,
                (false, true) => LineKind::Comment,
                (false, false) => LineKind::Blank,
            },
            comment,
        );
        start = end;
    }
}

/// The bytes of a comment.
pub(crate) fn comment_range(node: Node<'_>, text: &str) -> Range<usize> {
    let range = node.start_byte()..node.end_byte().min(text.len());
    let comment = text.get(range.clone()).unwrap_or_default();
    // Some grammars count the line end in.
    range.start..range.start + comment.trim_end_matches(['\n', '\r']).len()
}

/// The 1-based line of a byte.
pub(crate) fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    small(before.iter().filter(|byte| **byte == b'\n').count()).saturating_add(1)
}
