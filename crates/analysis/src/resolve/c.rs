//! C and C++: headers beside the file, then the one file whose path ends as written.

use syntax::facts::{Import, ImportKind};

use super::{Places, Resolution, join, join_relative};
use crate::index::SourceFile;

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let header = import.module.as_str();
    let quoted = import.kind == ImportKind::IncludeQuoted;
    if quoted {
        let beside = join_relative(file.path.folder(), header).and_then(|path| places.file(&path));
        if let Some(position) = beside {
            return Resolution::File(position);
        }
    }
    match by_ending(places, file, header, quoted) {
        Some(position) => Resolution::File(position),
        None if quoted => Resolution::Unresolved,
        None => Resolution::External(header.to_owned()),
    }
}

/// The file that ends as written and shares most folders with the includer; none where two share as many.
fn by_ending(places: &Places<'_>, file: &SourceFile, header: &str, quoted: bool) -> Option<u32> {
    let header = header.trim_start_matches("../").trim_start_matches("./");
    let name = header.rsplit('/').next().unwrap_or(header);
    let mut best: Option<(usize, u32)> = None;
    let mut tied = false;
    for position in places.by_file_name.get(name).into_iter().flatten().copied() {
        let path = places
            .source(position)
            .map_or("", |candidate| candidate.path.as_str());
        let Some(before) = path
            .strip_suffix(header)
            .filter(|before| before.is_empty() || before.ends_with('/'))
        else {
            continue;
        };
        // An angle include is ours only where an include path would plausibly lead.
        if !quoted && !is_include_root(before.trim_end_matches('/')) {
            continue;
        }
        let shared = shared_parts(&join(before, name), file.path.as_str());
        tied = best.is_some_and(|(most, _)| most == shared);
        if best.is_none_or(|(most, _)| shared > most) {
            best = Some((shared, position));
        }
    }
    best.filter(|_| !tied).map(|(_, position)| position)
}

fn is_include_root(folder: &str) -> bool {
    matches!(
        folder.rsplit('/').next(),
        Some("include" | "includes" | "inc")
    )
}

fn shared_parts(left: &str, right: &str) -> usize {
    left.split('/')
        .zip(right.split('/'))
        .take_while(|(left, right)| left == right)
        .count()
}
