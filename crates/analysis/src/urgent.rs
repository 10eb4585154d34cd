//! How much a call reads before it is answered, and what first where it cannot wait for all: what it asks about.
//!
//! What that is, is guessed from paths and from how lines look that have the word that is asked for.
//! It decides nothing but the order: an answer speaks of what was read, and says how much was not.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, PoisonError};

use memchr::memmem::Finder;
use memchr::memrchr;
use serde_json::{Map, Value};
use syntax::Language;

use crate::engine::WAIT_STEP;
use crate::index::Extent;
use crate::path::is_within;
use crate::refresh::{BATCH_BYTES_MAX, Reader, each};
use crate::repository::Entry;
use crate::tools::Tool;

/// How long files are looked through for words, and how long a call waits until others have.
const LOOK_MS_MAX: u64 = 10_000;
/// How many places of a word are looked at in a file, and how far back to the start of a line.
const PLACES_MAX: usize = 1_000;
const LINE_BYTES_MAX: usize = 300;

/// Words behind which a name is declared, in whatever language.
const DECLARING: [&str; 33] = [
    "class",
    "const",
    "constexpr",
    "def",
    "define",
    "enum",
    "extern",
    "fn",
    "fun",
    "func",
    "function",
    "impl",
    "inline",
    "interface",
    "internal",
    "let",
    "macro_rules",
    "mod",
    "module",
    "namespace",
    "object",
    "private",
    "protected",
    "public",
    "record",
    "static",
    "struct",
    "trait",
    "type",
    "typedef",
    "union",
    "val",
    "var",
];

/// What a line begins with that has names of elsewhere.
const BORROWING: [&str; 9] = [
    "import", "from", "use", "using", "#include", "//", "/*", "*", "--",
];

/// How much a refresh reads before it has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// All that has changed.
    Endless,
    /// What it comes to until this time of the clock, and one batch at least.
    UntilMs(u64),
    /// One batch of what is asked about, and else what was read before and has not changed since.
    None,
}

impl Patience {
    /// Whether no batch more is read.
    #[must_use]
    pub fn is_over(self, now_ms: u64, is_first: bool, is_asked: bool) -> bool {
        match self {
            Self::Endless => false,
            Self::UntilMs(until_ms) => !is_first && now_ms >= until_ms,
            Self::None => !is_first || !is_asked,
        }
    }

    /// Whether everything is read anyhow.
    fn is_enough_for(self, entries: &[&Entry]) -> bool {
        match self {
            Self::Endless => true,
            Self::UntilMs(_) => {
                entries.iter().map(|entry| entry.size_bytes).sum::<u64>() <= BATCH_BYTES_MAX
            }
            Self::None => false,
        }
    }
}

/// How urgent a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It is not asked about.
    None,
    /// It has a word that is asked for.
    Mentions,
    /// It seems to declare the word, or is where something is asked about and no word is given.
    Asked,
    /// It is named itself.
    Named,
}

/// What a call asks about.
#[derive(Debug, Default)]
pub struct Urgent {
    /// Files that are named, or the ends of their paths.
    files: Vec<String>,
    /// Files and folders outside of which nothing is asked.
    places: Vec<String>,
    words: Vec<String>,
}

impl Urgent {
    /// What the arguments of a tool name.
    #[must_use]
    pub fn new(tool: Tool, arguments: &Map<String, Value>) -> Self {
        let names: &[&str] = match tool {
            Tool::PathBetween => &["from", "to"],
            Tool::RepoMap => &["focus"],
            _ => &["name", "symbol"],
        };
        let symbols = || texts(arguments, names);
        let owned = |text: &str| {
            text.trim_start_matches("./")
                .trim_end_matches('/')
                .to_owned()
        };
        let places = texts(arguments, &["path", "paths"]).map(owned);
        Self {
            files: symbols().filter_map(file_of).map(owned).collect(),
            places: places
                .filter(|path| !matches!(path.as_str(), "" | "."))
                .collect(),
            words: symbols().filter_map(word_of).map(str::to_owned).collect(),
        }
    }

    /// The positions of the entries, the most urgent first and else as they are, and how many are at least
    /// [`Urgency::Asked`].
    pub(crate) fn order(
        &self,
        reader: &Reader<'_>,
        entries: &[&Entry],
        patience: Patience,
    ) -> (Vec<usize>, usize) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        let is_named = !self.files.is_empty() || !self.places.is_empty() || !self.words.is_empty();
        if !is_named || reader.extent == Extent::Text || patience.is_enough_for(entries) {
            return (order, 0);
        }
        let finders: Vec<Finder<'_>> = self.words.iter().map(Finder::new).collect();
        let look = (!finders.is_empty()).then(|| look(reader));
        if matches!(look, Some(None)) {
            return (order, 0);
        }
        let until_ms = reader.clock.now_ms().saturating_add(LOOK_MS_MAX);
        let urgencies = each(entries, |entry| {
            self.urgency(reader, entry, &finders, until_ms)
        });
        let of = |at: &usize| urgencies.get(*at).copied().unwrap_or(Urgency::None);
        order.sort_by_key(|at| Reverse(of(at)));
        let asked = order.partition_point(|at| of(at) >= Urgency::Asked);
        (order, asked)
    }

    /// How urgent a file is; until that time it is looked into.
    fn urgency(
        &self,
        reader: &Reader<'_>,
        entry: &Entry,
        finders: &[Finder<'_>],
        until_ms: u64,
    ) -> Urgency {
        let path = entry.path.as_str();
        let is_at_one = |places: &[String]| places.iter().any(|place| is_at(path, place));
        if is_at_one(&self.files) {
            return Urgency::Named;
        }
        let is_inside = is_at_one(&self.places);
        if finders.is_empty() && is_inside {
            return Urgency::Asked;
        }
        let is_asked = !finders.is_empty() && (is_inside || self.places.is_empty());
        let is_over = || reader.control.cancelled() || reader.clock.now_ms() >= until_ms;
        if !is_asked || Language::detect(path, &[]).is_none() || is_over() {
            return Urgency::None;
        }
        let size_bytes_max = reader.limits.file_size_bytes_max;
        let look = || {
            let bytes = reader.repository.read(&entry.path, size_bytes_max);
            bytes.map_or(Urgency::None, |bytes| of_text(&bytes, finders))
        };
        // A fault in one file is told of when it is read.
        catch_unwind(AssertUnwindSafe(look)).unwrap_or(Urgency::None)
    }
}

/// The right to look through files, which one call of a process has at a time; given back when dropped.
struct Look;

static IS_TAKEN: Mutex<bool> = Mutex::new(false);
static GIVEN_BACK: Condvar = Condvar::new();

/// Wait for the right; nothing for a call that is cancelled or has waited too long.
fn look(reader: &Reader<'_>) -> Option<Look> {
    let until_ms = reader.clock.now_ms().saturating_add(LOOK_MS_MAX);
    let mut is_taken = IS_TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    while *is_taken {
        if reader.control.cancelled() || reader.clock.now_ms() >= until_ms {
            return None;
        }
        is_taken = GIVEN_BACK
            .wait_timeout(is_taken, WAIT_STEP)
            .map_or_else(|poisoned| poisoned.into_inner().0, |(is_taken, _)| is_taken);
    }
    *is_taken = true;
    Some(Look)
}

impl Drop for Look {
    fn drop(&mut self) {
        *IS_TAKEN.lock().unwrap_or_else(PoisonError::into_inner) = false;
        GIVEN_BACK.notify_all();
    }
}

/// The texts among these arguments and in their lists.
fn texts<'a>(arguments: &'a Map<String, Value>, names: &[&str]) -> impl Iterator<Item = &'a str> {
    let values: Vec<&Value> = names
        .iter()
        .filter_map(|name| arguments.get(*name))
        .collect();
    values.into_iter().flat_map(|value| match value {
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        value => value.as_str().into_iter().collect::<Vec<_>>(),
    })
}

/// The path in front of an id, or a path itself.
fn file_of(name: &str) -> Option<&str> {
    match name.trim().split_once("::") {
        Some((path, _)) => path.contains(['/', '.']).then_some(path),
        None => name.contains('/').then_some(name.trim()),
    }
}

/// The last name of a symbol, where it is a plain word and no file is named.
fn word_of(symbol: &str) -> Option<&str> {
    let name = symbol.trim().trim_end_matches("()");
    let word = name.rsplit(['.', ':']).next()?;
    if file_of(symbol).is_some() {
        return None;
    }
    (!word.is_empty() && word.bytes().all(is_part)).then_some(word)
}

/// Whether a path is a place or below it, or ends in it.
fn is_at(path: &str, place: &str) -> bool {
    let before = path.strip_suffix(place);
    is_within(path, place) || before.is_some_and(|before| before.ends_with('/'))
}

fn of_text(bytes: &[u8], finders: &[Finder<'_>]) -> Urgency {
    let mut urgency = Urgency::None;
    for finder in finders {
        for at in finder.find_iter(bytes).take(PLACES_MAX) {
            if !is_word(bytes, at, at + finder.needle().len()) {
                continue;
            }
            if declares(bytes, at) {
                return Urgency::Asked;
            }
            urgency = Urgency::Mentions;
        }
    }
    urgency
}

/// Whether the line of a word looks as if it declared it: it is not indented, or has a word before it that declares.
fn declares(bytes: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(LINE_BYTES_MAX);
    let before = bytes.get(from..at).unwrap_or_default();
    let start = memrchr(b'\n', before).map(|end| end + 1);
    let before = before.get(start.unwrap_or(0)..).unwrap_or_default();
    // Where a line this long begins is not looked for.
    let is_begun = start.is_none() && from > 0;
    let is_indented = is_begun || before.first().is_some_and(u8::is_ascii_whitespace);
    let line = before.trim_ascii_start();
    let borrows = |mark: &&str| line.starts_with(mark.as_bytes());
    if BORROWING.iter().any(borrows) {
        return false;
    }
    let mut words = line.split(|byte| !is_part(*byte));
    !is_indented || words.any(|word| DECLARING.iter().any(|known| known.as_bytes() == word))
}

fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_outside = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_none_or(|byte| !is_part(*byte))
    };
    is_outside(start.checked_sub(1)) && is_outside(Some(end))
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'_' | b'$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_in_its_word() {
        for (symbol, path, word) in [
            ("save", None, Some("save")),
            ("Model.save()", None, Some("save")),
            ("shop/models.py::Model.save", Some("shop/models.py"), None),
            ("src/a.cc::A.operator==", Some("src/a.cc"), None),
            ("shop/models.py", Some("shop/models.py"), None),
            ("std::vec::Vec::push", None, Some("push")),
            ("*Field", None, None),
            ("", None, None),
        ] {
            assert_eq!((file_of(symbol), word_of(symbol)), (path, word), "{symbol}");
        }
    }

    #[test]
    fn a_line_that_is_not_indented_or_has_a_word_for_it_declares() {
        for (text, is_asked) in [
            ("void *kmalloc(size_t size)\n{", true),
            ("kmalloc(size_t size)", true),
            ("#define kmalloc(x) x", true),
            ("class A:\n    def kmalloc(self): ...", true),
            ("  pub async fn kmalloc()", true),
            ("\tp = kmalloc(1);", false),
            ("from slab import kmalloc", false),
            ("// kmalloc", false),
        ] {
            let urgency = of_text(text.as_bytes(), &[Finder::new("kmalloc")]);
            let expected = if is_asked {
                Urgency::Asked
            } else {
                Urgency::Mentions
            };
            assert_eq!(urgency, expected, "{text}");
        }
        for text in ["void kmalloc_array(void)", "xkmalloc()", ""] {
            assert_eq!(
                of_text(text.as_bytes(), &[Finder::new("kmalloc")]),
                Urgency::None,
                "{text}"
            );
        }
    }
}
