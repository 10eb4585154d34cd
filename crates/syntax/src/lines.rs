//! How many lines are what, from the text and the comments that the syntax tree names.

use std::ops::Range;

use crate::facts::LineCounts;
use crate::spans::small;

/// Count lines; `comments` are byte ranges in ascending order.
///
/// A line with white space only is blank, wherever it stands; a line with anything outside comments is code.
pub(crate) fn count(text: &str, comments: &[Range<usize>]) -> LineCounts {
    let mut counts = LineCounts::default();
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
        counts.total += 1;
        match (code, comment) {
            (true, _) => counts.code += 1,
            (false, true) => counts.comment += 1,
            (false, false) => counts.blank += 1,
        }
        start = end;
    }
    counts
}

/// The 1-based line of a byte.
pub(crate) fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    small(before.iter().filter(|byte| **byte == b'\n').count()).saturating_add(1)
}
