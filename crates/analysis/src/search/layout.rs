//! How the lines of a text lie: paragraphs, and comments right above something.
//!
//! Looks only near the line that is asked for, so that a search stays linear.

use std::cell::OnceCell;

use super::matching::Line;

/// Lines of a paragraph, and how many of them stand before the line that is asked for.
const PARAGRAPH_LINES_MAX: u32 = 30;
const BEFORE_LINES_MAX: u32 = 10;
/// Lines of comments above something.
const COMMENT_LINES_MAX: u32 = 100;

/// The lines of a text.
pub struct Layout<'a> {
    bytes: &'a [u8],
    /// Where each line begins; made when it is first needed.
    starts: OnceCell<Vec<usize>>,
    /// The last line that belongs to something else.
    taken: u32,
}

impl<'a> Layout<'a> {
    /// Of a text.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            starts: OnceCell::new(),
            taken: 0,
        }
    }

    /// How many lines there are.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        u32::try_from(self.starts().len()).unwrap_or(u32::MAX)
    }

    /// No paragraph that is asked for from now on has this line or one before it.
    pub fn pass(&mut self, line: u32) {
        self.taken = self.taken.max(line);
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let ends = self.bytes.iter().enumerate();
            let behind = ends
                .filter(|(_, byte)| **byte == b'\n')
                .map(|(at, _)| at + 1);
            let starts = std::iter::once(0).chain(behind);
            starts.filter(|start| *start < self.bytes.len()).collect()
        })
    }

    /// The lines round one that no blank line parts from it, as far as they are near; none is in two paragraphs.
    ///
    /// Must be asked in the order of lines. It ends before the line `before`.
    pub fn paragraph(&mut self, line: &Line<'_>, before: Option<u32>) -> (u32, u32) {
        let head = self.bytes.get(..line.start_byte).unwrap_or_default();
        let above = head.rsplit(|byte| *byte == b'\n').skip(1);
        let free = line.number.saturating_sub(self.taken + 1);
        let above = above.take(free.min(BEFORE_LINES_MAX) as usize);
        let start = line.number - count(above.take_while(|line| !is_blank(line)));
        let rest = self.bytes.get(line.start_byte..).unwrap_or_default();
        let room = PARAGRAPH_LINES_MAX - (line.number - start) - 1;
        let room = before.map_or(room, |before| {
            room.min(before.saturating_sub(line.number + 1))
        });
        let below = rest.split(|byte| *byte == b'\n').skip(1);
        let below = below.take(room as usize);
        let end = line.number + count(below.take_while(|line| !is_blank(line)));
        self.pass(end);
        (start, end)
    }

    /// Whether all lines from one to the one before `until` are comments.
    #[must_use]
    pub fn are_comments(&self, line: &Line<'_>, until: u32) -> bool {
        let lines = until.saturating_sub(line.number);
        let rest = self.bytes.get(line.start_byte..).unwrap_or_default();
        let mut between = rest.split(|byte| *byte == b'\n').take(lines as usize);
        lines <= COMMENT_LINES_MAX && between.all(is_comment)
    }

    /// The first of the comments right above a line, or the line.
    #[must_use]
    pub fn with_comments(&self, line: u32) -> u32 {
        let starts = self.starts();
        let start = line
            .checked_sub(1)
            .and_then(|at| starts.get(at as usize))
            .copied()
            .unwrap_or(0);
        let head = self.bytes.get(..start).unwrap_or_default();
        let above = head.rsplit(|byte| *byte == b'\n').skip(1);
        let above = above.take(COMMENT_LINES_MAX as usize);
        line - count(above.take_while(|line| is_comment(line)))
    }
}

fn count<'a>(lines: impl Iterator<Item = &'a [u8]>) -> u32 {
    u32::try_from(lines.count()).unwrap_or(u32::MAX)
}

fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty()
}

/// Whether a line looks like a comment or an attribute in some language.
#[must_use]
pub fn is_comment(line: &[u8]) -> bool {
    const MARKS: [&str; 5] = ["#", "//", "/*", "*", "--"];
    const DIRECTIVES: [&str; 7] = [
        "#define", "#el", "#endif", "#if", "#include", "#pragma", "#undef",
    ];
    let line = line.trim_ascii_start();
    let begins = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark.as_bytes()));
    begins(&MARKS) && !begins(&DIRECTIVES)
}
