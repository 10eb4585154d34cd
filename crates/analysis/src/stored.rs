//! Facts as bytes, so that a file that was read once need not be parsed again, here or elsewhere.
//!
//! A key stands for everything that facts depend on, so that what is found under it can never be out of date.
//! What comes from outside is checked before it is used; whatever is not whole is no facts at all.

mod packed;
mod packed_usage;
mod shared_texts;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use syntax::facts::{
    Branch, Definition, FACTS_VERSION, Import, LineCounts, Problem, ProblemKind, Span,
};
use syntax::measures::Measures;
use syntax::tokens::TokenStream;
use syntax::usage::Usage;
use syntax::{FrontEnd, Language, Limits};

use crate::index::SourceFile;
use crate::manifest::Manifest;
use crate::path::RepoPath;
use crate::used_names::UsedNames;
use packed::Packed;

/// No code that was parsed is nested deeper.
const NESTING_MAX: u32 = 1_000_000;

/// Names the facts of one text: its content, the language it is read as, the version of facts, the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FactsKey(pub [u8; 32]);

/// Where facts are kept between engines. It may lose anything at any time, and never fails.
pub trait FactsStore: Send + Sync {
    /// Fetch what is kept under each of these keys, in their order.
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>>;

    /// A number that is another for another engine: they work through what nobody has in different orders, so that
    /// each finds most of it done by the others.
    fn order(&self) -> u64;

    /// Keep these.
    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>);

    /// Turn facts into what is kept; called by many threads at once.
    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>>;

    /// Turn what was kept into facts again; nothing where it is damaged. Called by many threads at once.
    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// How many files took which way to their facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FactsCounts {
    /// Parsed here.
    pub parsed: u64,
    /// Taken from the store.
    pub reused: u64,
    /// Found in the store and not usable; they count as parsed too.
    pub refused: u64,
}

impl FactsKey {
    /// The key of a text. Time is not in it: facts that ran out of time are never kept.
    #[must_use]
    pub fn new(content: &blake3::Hash, language: Language, limits: &Limits) -> Self {
        let Limits {
            parse_time_ms_max: _,
            depth_max,
            facts_max,
            problems_max,
        } = limits;
        let mut hasher = blake3::Hasher::new();
        for number in [&FACTS_VERSION, depth_max, facts_max, problems_max] {
            hasher.update(&number.to_le_bytes());
        }
        hasher.update(content.as_bytes());
        hasher.update(language.name().as_bytes());
        Self(hasher.finalize().into())
    }

    /// What is written with the facts, so that those of another text are told apart.
    fn mark(self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }
}

/// What is kept of a file; the rest follows from it and the text's identity.
#[derive(Debug)]
pub struct Kept {
    /// See [`SourceFile::front_end`].
    pub front_end: FrontEnd,
    /// See [`SourceFile::definitions`].
    pub definitions: Vec<Definition>,
    /// See [`SourceFile::imports`].
    pub imports: Vec<Import>,
    /// See [`SourceFile::branches`].
    pub branches: Vec<Branch>,
    /// See [`SourceFile::usage`].
    pub usage: Usage,
    /// See [`SourceFile::uses`].
    pub uses: UsedNames,
    /// See [`SourceFile::lines`].
    pub lines: LineCounts,
    /// See [`SourceFile::measures`].
    pub measures: Measures,
    /// See [`SourceFile::tokens`].
    pub tokens: TokenStream,
    /// See [`SourceFile::problems`].
    pub problems: Vec<Problem>,
}

/// Bytes that the facts of a file may take, and how many more for each byte of it; sound ones take about one.
const BYTES_MAX: u64 = 1 << 20;
const TIMES_MAX: u64 = 64;
/// Definitions that may stand in each other; twice as many as are followed unless somebody asks for more.
const DEPTH_MAX: usize = 4_000;

/// Write facts; nothing for facts that another run might not give again, and for those that [`read`] would refuse.
#[must_use]
pub fn write(key: FactsKey, file: &SourceFile) -> Option<Vec<u8>> {
    if ran_out_of_time(&file.problems) {
        return None;
    }
    let packed = Packed::new(file)?;
    let bytes = rmp_serde::to_vec(&(key.mark(), packed)).ok()?;
    is_in_measure(&bytes, file.size_bytes).then_some(bytes)
}

/// What is known of a file before its facts are.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Its path.
    pub path: RepoPath,
    /// Its size.
    pub size_bytes: u64,
    /// Hash of its bytes.
    pub hash: [u8; 16],
    /// The language it is read as.
    pub language: Language,
    /// What it declares to others, where it is a manifest.
    pub manifest: Option<Arc<Manifest>>,
}

/// Read facts; nothing where they are damaged, are those of another text, or could not have been written.
#[must_use]
pub fn read(key: FactsKey, of: &Identity, bytes: &[u8]) -> Option<SourceFile> {
    if !is_in_measure(bytes, of.size_bytes) {
        return None;
    }
    let (mark, packed): (u64, Packed<'_>) = rmp_serde::from_slice(bytes).ok()?;
    if mark != key.mark() {
        return None;
    }
    let kept = packed.unpacked(of.size_bytes)?;
    kept.holds_together(of.size_bytes)
        .then(|| SourceFile::restored(of.clone(), kept))
}

/// Whether facts are no more than there can be of a file of this size.
fn is_in_measure(bytes: &[u8], size_bytes: u64) -> bool {
    bytes.len() as u64 <= BYTES_MAX.saturating_add(size_bytes.saturating_mul(TIMES_MAX))
}

impl Kept {
    /// Whether the analyses can rely on it as on facts of our own: parents come first, places are in the file.
    fn holds_together(&self, size_bytes: u64) -> bool {
        let lines = self.lines;
        let is_line = |line: u32| (1..=lines.total.max(1)).contains(&line);
        let is_place = |span: &Span| {
            span.start_byte <= span.end_byte
                && u64::from(span.end_byte) <= size_bytes
                && span.start_line <= span.end_line
                && is_line(span.start_line)
                && is_line(span.end_line)
        };
        let counted = u64::from(lines.code) + u64::from(lines.comment) + u64::from(lines.blank);
        counted == u64::from(lines.total)
            && u64::from(lines.total) <= size_bytes.saturating_add(1)
            && self.definitions.iter().enumerate().all(|(position, one)| {
                is_place(&one.span)
                    && is_place(&one.name_span)
                    && one.parent.is_none_or(|above| (above as usize) < position)
            })
            && self.depths().all(|depth| depth <= DEPTH_MAX)
            && self.imports.iter().all(|one| is_place(&one.span))
            && self.branches.iter().all(|one| {
                is_line(one.line)
                    && one
                        .owner
                        .is_none_or(|owner| (owner as usize) < self.definitions.len())
            })
            && self
                .usage
                .holds_together(self.definitions.len(), self.imports.len(), lines.total)
            && self.measures_hold_together()
            && self.problems.iter().all(|one| is_line(one.line))
            && !ran_out_of_time(&self.problems)
    }
}

impl Kept {
    /// In how many others each definition stands, where parents come first.
    fn depths(&self) -> impl Iterator<Item = usize> {
        let mut depths = Vec::with_capacity(self.definitions.len());
        self.definitions.iter().map(move |one| {
            let above = one.parent.and_then(|above| depths.get(above as usize));
            let depth = above.map_or(0, |above: &usize| above + 1);
            depths.push(depth);
            depth
        })
    }

    /// Whether what is counted is about definitions and lines that there are.
    fn measures_hold_together(&self) -> bool {
        let Measures {
            spaces,
            increments,
            names,
            member_uses,
            type_uses,
        } = &self.measures;
        let is_known = |index: u32| (index as usize) < self.definitions.len();
        let lines_max = self.lines.total.max(1);
        spaces.iter().all(|one| {
            let lines = one.lines;
            one.definition.is_none_or(is_known)
                && [lines.total, lines.code, lines.comment, lines.blank]
                    .iter()
                    .all(|count| *count <= lines_max)
        }) && increments.iter().all(|one| {
            one.owner.is_none_or(is_known)
                && (1..=lines_max).contains(&one.line)
                && one.nesting <= NESTING_MAX
        }) && member_uses
            .iter()
            .chain(type_uses)
            .all(|one| is_known(one.definition) && (one.name as usize) < names.len())
    }
}

fn ran_out_of_time(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| problem.kind == ProblemKind::ParseTimeout)
}

#[cfg(test)]
mod tests {
    use syntax::{Language, facts};

    use super::{FactsKey, Identity, Limits, read, write};
    use crate::path::RepoPath;
    use crate::source_file::{Extent, SourceFile};

    /// One program in every language of tier A.
    const PROGRAMS: [(&str, &str); 13] = [
        (
            "a.c",
            include_str!("../../../tests/corpus/programs/numbers/program.c"),
        ),
        (
            "a.cpp",
            include_str!("../../../tests/corpus/programs/numbers/program.cpp"),
        ),
        (
            "a.cs",
            include_str!("../../../tests/corpus/programs/numbers/Program.cs"),
        ),
        (
            "a.go",
            include_str!("../../../tests/corpus/programs/numbers/program.go"),
        ),
        (
            "a.java",
            include_str!("../../../tests/corpus/programs/numbers/Program.java"),
        ),
        (
            "a.js",
            include_str!("../../../tests/corpus/programs/numbers/program.js"),
        ),
        (
            "a.kt",
            include_str!("../../../tests/corpus/programs/numbers/Program.kt"),
        ),
        (
            "a.php",
            include_str!("../../../tests/corpus/programs/numbers/program.php"),
        ),
        (
            "a.py",
            include_str!("../../../tests/corpus/programs/numbers/program.py"),
        ),
        (
            "a.rb",
            include_str!("../../../tests/corpus/programs/numbers/program.rb"),
        ),
        (
            "a.rs",
            include_str!("../../../tests/corpus/programs/numbers/program.rs"),
        ),
        (
            "a.ts",
            include_str!("../../../tests/corpus/programs/numbers/program.ts"),
        ),
        (
            "a.tsx",
            include_str!("../../../tests/corpus/programs/numbers/program.tsx"),
        ),
    ];

    /// Where the facts of a text are kept, and whose they are.
    fn placed(path: &str, text: &str) -> (FactsKey, Identity) {
        let language = Language::detect(path, text.as_bytes()).expect("its extension says so");
        let hash = blake3::hash(text.as_bytes());
        let of = Identity {
            path: RepoPath::new(path).expect("it is one"),
            size_bytes: text.len() as u64,
            hash: [0; 16],
            language,
            manifest: None,
        };
        (FactsKey::new(&hash, language, &Limits::default()), of)
    }

    fn parsed(of: &Identity, text: &str) -> SourceFile {
        let found = facts(text.as_bytes(), of.language, &Limits::default(), &|| false);
        SourceFile::new(of.path.clone(), of.size_bytes, of.hash, found, Extent::All)
    }

    // requirement: E11
    #[test]
    fn facts_come_back_as_they_were() {
        for (path, text) in PROGRAMS {
            let (key, of) = placed(path, text);
            let file = parsed(&of, text);
            let written = write(key, &file).expect("nothing ran out of time");
            let again = read(key, &of, &written).expect("nobody damaged it");
            assert_eq!(format!("{again:?}"), format!("{file:?}"));
            assert_eq!(again.tokens, file.tokens);
        }
    }

    // requirement: SEC-8
    #[test]
    fn names_that_would_take_far_more_memory_than_they_came_in_are_refused() {
        let text = "class Outer:\n    pass\n";
        let (key, of) = placed("a.py", text);
        let mut file = parsed(&of, text);
        let outer = file.definitions.first().expect("it has one").clone();
        let mut within = |count: u32| {
            for above in 0..count {
                let mut inner = outer.clone();
                inner.name = "n".repeat(100);
                let parent = file.definitions.last().expect("it has one");
                inner.qualified_name = format!("{}.{}", parent.qualified_name, inner.name);
                inner.parent = Some(above);
                file.definitions.push(inner);
            }
            let written = write(key, &file);
            // As somebody would write it who does not care.
            file.size_bytes = 1 << 40;
            let careless = write(key, &file).expect("there is room for it");
            file.size_bytes = of.size_bytes;
            file.definitions.truncate(1);
            assert!(careless.len() < 50_000, "{}", careless.len());
            (written.is_some(), read(key, &of, &careless).is_some())
        };
        assert_eq!(within(50), (true, true));
        assert_eq!(within(700), (false, false));
    }

    // requirement: SEC-8
    #[test]
    fn definitions_deeper_in_each_other_than_code_is_are_refused() {
        let text = "class Outer:\n    pass\n";
        let (key, of) = placed("a.py", text);
        let mut file = parsed(&of, text);
        let outer = file.definitions.first().expect("it has one").clone();
        let mut is_read = |depth: u32| {
            file.definitions.truncate(1);
            file.definitions.extend((0..depth).map(|above| {
                let mut inner = outer.clone();
                inner.parent = Some(above);
                inner
            }));
            let written = write(key, &file).expect("it is in measure");
            read(key, &of, &written).is_some()
        };
        assert!(is_read(3_000));
        assert!(!is_read(5_000));
    }
}
