//! Source text as it is now: a symbol's body, or lines of a file.

use crate::engine::Question;
use crate::error::Error;
use crate::index::{Extent, SourceFile};
use crate::model::answers::{Answer, ReadResult};
use crate::model::requests::ReadRequest;
use crate::page::{Frame, cost};
use crate::path::RepoPath;
use crate::refresh::{hash, is_binary};
use crate::repository::SkipReason;
use crate::scope::{Scope, listed_path};
use crate::symbols::one_symbol;
use crate::visible::{floor_boundary, visible};

/// What to read, and of which symbol.
struct Wanted {
    path: RepoPath,
    start_line: u32,
    end_line: u32,
    symbol: Option<String>,
}

/// Read a symbol's body or a part of a file.
///
/// # Errors
/// [`Error::InvalidRequest`] without `symbol` and `path`, or for lines that the file does not have;
/// [`Error::NotFound`] for what is not there; [`Error::Unreadable`] for what is no text.
pub fn read(question: &Question<'_>, request: &ReadRequest) -> Result<Answer<ReadResult>, Error> {
    let (wanted, bytes) = match &request.symbol {
        Some(symbol) => symbol_now(question, symbol, request)?,
        None => {
            let path = request.path.as_deref().ok_or_else(|| {
                Error::invalid(
                    "read needs `symbol` or `path`",
                    "give a symbol's name or id, or a file's path",
                )
            })?;
            let path = listed_path(question.index, path)?;
            let bytes = bytes_now(question, &path)?;
            let (start_line, end_line) = (
                request.start_line.unwrap_or(1),
                request.end_line.unwrap_or(u32::MAX),
            );
            (
                Wanted {
                    path,
                    start_line,
                    end_line,
                    symbol: None,
                },
                bytes,
            )
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let total_lines = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    check_bounds(&wanted, total_lines)?;
    let end_line = wanted.end_line.min(total_lines);
    let first = wanted.start_line.saturating_sub(1) as usize;
    let asked = lines.get(first..end_line as usize).unwrap_or_default();
    let scope = Scope::new(question.index, Some(wanted.path.as_str())).ok();
    let completeness = scope
        .map(|scope| scope.completeness(question.index))
        .unwrap_or_default();
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let result = ReadResult {
        path: wanted.path.as_str().to_owned(),
        start_line: wanted.start_line,
        end_line,
        total_lines,
        content_hash: blake3::hash(&bytes).to_hex().chars().take(32).collect(),
        text: String::new(),
        truncated: false,
        symbol: wanted.symbol,
    };
    fit(&frame, result, asked)
}

/// As many whole lines as fit; of a first line that does not fit, its beginning.
fn fit(frame: &Frame, mut result: ReadResult, asked: &[&str]) -> Result<Answer<ReadResult>, Error> {
    let base = cost(&frame.answer(&result, 0, asked.len()))?;
    let room = frame.max_tokens.saturating_sub(base + 1);
    let mut used = 0;
    let mut taken = 0;
    for line in asked {
        let line = visible(line);
        let line_cost = cost(&line)?;
        if used + line_cost > room {
            break;
        }
        used += line_cost;
        taken += 1;
        result.text.push_str(&line);
    }
    if let (0, Some(first)) = (taken, asked.first()) {
        result.text = beginning(&visible(first), room)?.ok_or_else(|| frame.too_small(base))?;
        taken = 1;
        result.truncated = true;
    }
    result.truncated |= taken < asked.len();
    if result.truncated {
        result.end_line =
            result.start_line + u32::try_from(taken).unwrap_or(u32::MAX).saturating_sub(1);
    }
    Ok(frame.answer(result, taken, asked.len()))
}

/// The longest beginning of a line that fits, found by halving.
fn beginning(line: &str, room: u64) -> Result<Option<String>, Error> {
    let (mut fits, mut too_long) = (0, line.len());
    while too_long - fits > 1 {
        let middle = fits + (too_long - fits) / 2;
        let part = line.get(..floor_boundary(line, middle)).unwrap_or_default();
        if cost(&part)? + 4 <= room {
            fits = middle
        } else {
            too_long = middle
        }
    }
    let end = floor_boundary(line, fits);
    Ok(line
        .get(..end)
        .filter(|part| !part.is_empty())
        .map(|part| format!("{part}…\n")))
}

/// Where a symbol stands in its file as the file is now.
fn symbol_now(
    question: &Question<'_>,
    symbol: &str,
    request: &ReadRequest,
) -> Result<(Wanted, Vec<u8>), Error> {
    let scope = Scope::new(question.index, request.path.as_deref())?;
    let found = one_symbol(question, symbol, &scope)?;
    let bytes = bytes_now(question, &found.file.path)?;
    let id = found.id();
    let place = if hash(&bytes) == found.file.hash {
        Some(found.definition.span)
    } else {
        let now: SourceFile = question.reader.parse(
            Extent::Declared,
            found.file.path.clone(),
            found.file.language,
            &bytes,
        );
        question.control.check()?;
        let same = |name: &&syntax::facts::Definition| {
            name.qualified_name == found.definition.qualified_name
        };
        now.definitions
            .iter()
            .find(same)
            .map(|definition| definition.span)
    };
    let place = place.ok_or_else(|| Error::NotFound {
        message: format!("the symbol \"{id}\" has just gone from its file"),
        hint: Some("look for it again with `find_symbol`".to_owned()),
        nearest: Vec::new(),
    })?;
    let start_line = request
        .start_line
        .unwrap_or(place.start_line)
        .max(place.start_line);
    let end_line = request
        .end_line
        .unwrap_or(place.end_line)
        .min(place.end_line);
    Ok((
        Wanted {
            path: found.file.path.clone(),
            start_line,
            end_line,
            symbol: Some(id),
        },
        bytes,
    ))
}

fn bytes_now(question: &Question<'_>, path: &RepoPath) -> Result<Vec<u8>, Error> {
    let unreadable = |reason: &str| Error::Unreadable {
        what: format!("\"{path}\""),
        reason: reason.to_owned(),
    };
    let size_bytes_max = question.reader.limits.file_size_bytes_max;
    let bytes = question.reader.repository.read(path, size_bytes_max).map_err(|reason| match reason {
        SkipReason::Vanished => Error::NotFound {
            message: format!("the file \"{path}\" has just gone"),
            hint: Some("`outline` lists the files that are there".to_owned()),
            nearest: Vec::new(),
        },
        SkipReason::TooLarge => Error::LimitExceeded {
            what: format!("the size of \"{path}\" in bytes"),
            limit: size_bytes_max,
            hint: Some("`search` finds nothing in it either; allow larger files with file_size_bytes_max".to_owned()),
        },
        SkipReason::PermissionDenied => unreadable("permission denied"),
        SkipReason::UnsupportedLanguage
        | SkipReason::Binary
        | SkipReason::NotAFile
        | SkipReason::SymbolicLink
        | SkipReason::InvalidName
        | SkipReason::TooDeep
        | SkipReason::TooMany
        | SkipReason::Unreadable => unreadable("it is no regular file, or reading failed"),
    })?;
    if is_binary(&bytes) {
        Err(unreadable("it is binary"))
    } else {
        Ok(bytes)
    }
}

fn check_bounds(wanted: &Wanted, total_lines: u32) -> Result<(), Error> {
    if wanted.start_line > wanted.end_line {
        return Err(Error::invalid(
            format!(
                "`start_line` {} comes after `end_line` {}",
                wanted.start_line, wanted.end_line
            ),
            "give the first line first",
        ));
    }
    if wanted.start_line > total_lines.max(1) {
        return Err(Error::invalid(
            format!(
                "\"{}\" has {total_lines} lines, `start_line` is {}",
                wanted.path, wanted.start_line
            ),
            format!("give lines from 1 to {total_lines}"),
        ));
    }
    Ok(())
}
