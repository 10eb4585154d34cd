//! How a block is shown: whole where it has room, else its head and its matching lines.

use crate::engine::Question;
use crate::error::Error;
use crate::lines::excerpt;
use crate::model::answers::SearchMatch;
use crate::page::{Item, cost};
use crate::refresh::hash;
use crate::visible::{cut, visible};

use super::blocks::Block;
use super::wanted::Wanted;

/// Matching lines that are shown of a block without room.
const LINES_SHOWN: usize = 8;
/// Bytes of text that make a token, at most: indentation.
const BYTES_PER_TOKEN_MAX: u64 = 8;
/// Bytes of the head.
const HEAD_BYTES_MAX: usize = 160;

impl Item for Option<SearchMatch> {
    /// Its last lines go, and then the end of the first.
    fn shorten(&mut self) -> bool {
        let Some(found) = self else { return false };
        if found.text.len() < 40 {
            return false;
        }
        let half = found.text.len() / 2;
        let end = found.text.get(..half).and_then(|text| text.rfind('\n'));
        found.text = match end {
            Some(end) => format!("{}\n…", found.text.get(..end).unwrap_or_default()),
            None => cut(&found.text, half).into_owned(),
        };
        found.cut |= found.end_line.is_some();
        true
    }
}

/// A block with as much of its text as goes into a number of tokens.
///
/// A file that changed since it was searched shows no text.
///
/// # Errors
/// [`Error::Internal`].
pub fn shown(
    question: &Question<'_>,
    wanted: &Wanted,
    block: &Block<'_>,
    room: u64,
) -> Result<SearchMatch, Error> {
    let reader = question.reader;
    let size_bytes_max = reader.limits.file_size_bytes_max;
    let bytes = reader.repository.read(&block.record.path, size_bytes_max);
    let bytes = bytes.ok().filter(|bytes| hash(bytes) == block.hash);
    let bytes = bytes.unwrap_or_default();
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let skipped = lines.skip(block.start_line.saturating_sub(1) as usize);
    let count = (block.end_line + 1).saturating_sub(block.start_line);
    let lines: Vec<&[u8]> = skipped.take(count as usize).collect();
    let mut found = SearchMatch {
        path: block.record.path.as_str().to_owned(),
        line: block.start_line,
        end_line: Some(block.end_line),
        symbol: block
            .definition
            .map(|definition| cut(&definition.qualified_name, 200).into_owned()),
        text: String::new(),
        cut: false,
        lines: Some(block.lines.clone()),
        line_count: Some(block.line_count).filter(|count| *count as usize > block.lines.len()),
        score: Some((block.score * 1_000.0).round() / 1_000.0),
    };
    let in_part = SearchMatch {
        cut: true,
        text: of_lines(wanted, block, &lines),
        ..found.clone()
    };
    let room = room.max(cost(&in_part)?);
    let size_bytes: usize = lines.iter().map(|line| line.len()).sum();
    let is_near = size_bytes as u64 <= room.saturating_mul(BYTES_PER_TOKEN_MAX);
    // What stands in it already is shown as a block of its own.
    if block.has_others || lines.is_empty() || !is_near {
        return Ok(in_part);
    }
    let text = String::from_utf8_lossy(&lines.concat()).into_owned();
    found.text = visible(text.trim_end_matches(['\r', '\n'])).into_owned();
    Ok(if cost(&found)? <= room {
        found
    } else {
        in_part
    })
}

/// The head of a block and its first matching lines, each with its number; what is left out between is marked.
fn of_lines(wanted: &Wanted, block: &Block<'_>, lines: &[&[u8]]) -> String {
    let mut text = String::new();
    let mut shown = block.start_line.saturating_sub(1);
    if let Some(definition) = block.definition {
        let line = definition.span.start_line;
        let head = cut(&definition.signature, HEAD_BYTES_MAX);
        text.push_str(&format!("{line}: {head}\n"));
        shown = line;
    }
    for number in block.lines.iter().take(LINES_SHOWN) {
        let at = number.saturating_sub(block.start_line) as usize;
        let Some(line) = lines.get(at).filter(|_| *number != shown) else {
            continue;
        };
        if *number != shown + 1 {
            text.push_str("…\n");
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let starts = wanted.terms.iter().filter_map(|term| term.find(line));
        let start = starts.map(|found| found.start()).min().unwrap_or(0);
        text.push_str(&format!("{number}: {}\n", excerpt(line, start)));
        shown = *number;
    }
    if shown < block.end_line {
        text.push('…');
    }
    text.truncate(text.trim_end().len());
    text
}
