//! Facts that are kept between engines: the answers are the same bytes with them and without.

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use analysis::{Control, Engine, FactsCounts, FactsKey, FactsStore, Format, Limits, Memory};
use proptest::prelude::*;
use support::versions::VERSIONS;
use support::{HandClock, files, path};
use syntax::facts::FACTS_VERSION;

const QUESTIONS: [(&str, &str); 10] = [
    ("index", "{}"),
    ("outline", r#"{"max_tokens": 100000}"#),
    ("find_symbol", r#"{"name": "*", "max_tokens": 100000}"#),
    ("search", r#"{"pattern": "return"}"#),
    ("complexity", r#"{"max_tokens": 100000}"#),
    ("dependencies", r#"{"max_tokens": 100000}"#),
    ("relations", r#"{"symbol": "f", "relation": "references"}"#),
    ("relations", r#"{"symbol": "f", "relation": "callees"}"#),
    ("repo_map", r#"{"max_tokens": 5000}"#),
    ("read", r#"{"symbol": "f"}"#),
];

/// A store in memory; a hash in front of what it keeps tells damage, as an envelope does.
#[derive(Default)]
struct Shelf(Mutex<BTreeMap<FactsKey, Vec<u8>>>);

impl Shelf {
    fn change(&self, change: impl FnOnce(&mut BTreeMap<FactsKey, Vec<u8>>)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl FactsStore for Shelf {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        let mut found = Vec::new();
        self.change(|kept| found = keys.iter().map(|key| kept.get(key).cloned()).collect());
        found
    }

    fn order(&self) -> u64 {
        1
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        self.change(|kept| kept.extend(facts));
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        let mut sealed = blake3::hash(&facts).as_bytes().to_vec();
        sealed.extend(facts);
        Some(sealed)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (check, facts) = sealed.split_at_checked(32)?;
        (blake3::hash(facts).as_bytes() == check).then(|| facts.to_vec())
    }
}

/// A store that lets everything through as it is, so that the engine itself meets what is damaged.
struct Unchecked(Shelf);

impl FactsStore for Unchecked {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        self.0.load(keys)
    }

    fn order(&self) -> u64 {
        self.0.order()
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        self.0.save(facts);
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        Some(facts)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        Some(sealed.to_vec())
    }
}

/// A store that lets something happen when it is given facts for the first time.
#[derive(Default)]
struct Watched {
    shelf: Shelf,
    at_first_save: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl FactsStore for Watched {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        self.shelf.load(keys)
    }

    fn order(&self) -> u64 {
        self.shelf.order()
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        self.shelf.save(facts);
        let happens = self
            .at_first_save
            .lock()
            .expect("no test has failed")
            .take();
        if let Some(happens) = happens {
            happens();
        }
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        self.shelf.seal(facts)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.shelf.open(sealed)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the files are on disk; the engine gets them from memory"
)]
fn corpus() -> Arc<Memory> {
    let memory = Memory::new("corpus");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let found = files(&root);
    assert!(found.len() > 100, "the corpus has moved");
    for path_on_disk in found {
        let relative = path_on_disk
            .strip_prefix(&root)
            .expect("it is in the corpus");
        let name = relative.to_string_lossy().replace('\\', "/");
        memory.write(path(&name), std::fs::read(&path_on_disk).expect("a file"));
    }
    Arc::new(memory)
}

fn small() -> Arc<Memory> {
    let memory = Memory::new("small");
    memory.write(
        path("a.py"),
        "import b\n\n\ndef f(x):\n    if x and b:\n        return b.g(x)\n",
    );
    memory.write(
        path("b.py"),
        "class C:\n    def g(self):\n        \"\"\"Say.\"\"\"\n        return [y for y in self]\n",
    );
    memory.write(path("broken.py"), "def h(:\n    pass\n");
    Arc::new(memory)
}

fn engine(memory: &Arc<Memory>, limits: Limits) -> Engine {
    Engine::new(memory.clone(), Arc::new(HandClock::default()), limits)
}

fn with(memory: &Arc<Memory>, store: Arc<dyn FactsStore>) -> Engine {
    engine(memory, Limits::default()).with_facts(store)
}

fn answers(engine: &Engine) -> Vec<Result<String, String>> {
    QUESTIONS
        .iter()
        .map(|(tool, request)| {
            engine
                .call(tool, request.as_bytes(), Format::Json, &Control::new())
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .map_err(|error| format!("{:?}", error.body()))
        })
        .collect()
}

fn counts(parsed: u64, reused: u64, refused: u64) -> FactsCounts {
    FactsCounts {
        parsed,
        reused,
        refused,
    }
}

#[test]
fn a_second_engine_parses_nothing_and_gives_the_same_bytes() {
    let (memory, shelf) = (corpus(), Arc::new(Shelf::default()));
    let without = answers(&engine(&memory, Limits::default()));
    let first = with(&memory, shelf.clone());
    assert_eq!(answers(&first), without);
    let second = with(&memory, shelf);
    assert_eq!(answers(&second), without);
    let files = first.facts_counts().parsed;
    assert!(files > 50);
    assert_eq!(second.facts_counts(), counts(0, files, 0));
}

// requirement: E11
#[test]
fn only_a_file_that_changed_is_parsed() {
    let (memory, shelf) = (small(), Arc::new(Shelf::default()));
    answers(&with(&memory, shelf.clone()));
    memory.write(path("b.py"), "def g(): return 1\n");
    let second = with(&memory, shelf);
    assert_eq!(
        answers(&second),
        answers(&engine(&memory, Limits::default()))
    );
    assert_eq!(second.facts_counts(), counts(1, 2, 0));
}

// requirement: E11
#[test]
fn what_another_engine_has_parsed_meanwhile_is_not_parsed_again() {
    let memory = Memory::new("large");
    for number in 0..64 {
        let body = format!("def f{number}(): return {number}\n").repeat(2_000);
        memory.write(path(&format!("m{number}.py")), body);
    }
    let memory = Arc::new(memory);
    let shelf = Arc::new(Watched::default());
    let first = with(&memory, shelf.clone());
    *shelf
        .at_first_save
        .lock()
        .unwrap_or_else(PoisonError::into_inner) = Some(Box::new({
        let (memory, shelf) = (memory.clone(), shelf.clone());
        move || drop(answers(&with(&memory, shelf)))
    }));
    // On one thread, what happens at the first save happens between two parts of the work.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let found = pool.expect("a thread").install(|| answers(&first));
    assert_eq!(found, answers(&engine(&memory, Limits::default())));
    let FactsCounts { parsed, reused, .. } = first.facts_counts();
    assert_eq!(parsed + reused, 64);
    assert!(parsed < 10, "{parsed} of 64 were parsed");
}

// requirement: E11
#[test]
fn a_text_is_known_again_under_another_name() {
    let shelf = Arc::new(Shelf::default());
    answers(&with(&small(), shelf.clone()));
    let moved = Memory::new("moved");
    moved.write(path("deep/in/z.py"), "def h(:\n    pass\n");
    let moved = with(&Arc::new(moved), shelf);
    answers(&moved);
    assert_eq!(moved.facts_counts(), counts(0, 1, 0));
}

#[test]
fn the_language_and_the_limits_are_part_of_what_a_text_is_known_by() {
    let (memory, shelf) = (small(), Arc::new(Shelf::default()));
    answers(&with(&memory, shelf.clone()));
    let mut limits = Limits::default();
    limits.syntax.problems_max = 1;
    let narrow = engine(&memory, limits).with_facts(shelf.clone());
    answers(&narrow);
    assert_eq!(narrow.facts_counts(), counts(3, 0, 0));
    let other = Memory::new("other");
    other.write(path("broken.js"), "def h(:\n    pass\n");
    let other = with(&Arc::new(other), shelf);
    answers(&other);
    assert_eq!(other.facts_counts(), counts(1, 0, 0));
}

#[test]
fn facts_that_ran_out_of_time_are_not_kept() {
    let (memory, shelf) = (small(), Arc::new(Shelf::default()));
    let mut limits = Limits::default();
    limits.syntax.parse_time_ms_max = 0;
    let hurried = engine(&memory, limits).with_facts(shelf.clone());
    answers(&hurried);
    assert_eq!(hurried.facts_counts(), counts(3, 0, 0));
    shelf.change(|kept| assert!(kept.is_empty()));
}

#[test]
fn facts_under_the_key_of_another_text_are_refused_and_replaced() {
    let (memory, shelf) = (small(), Arc::new(Shelf::default()));
    let without = answers(&with(&memory, shelf.clone()));
    shelf.change(|kept| {
        let mut values: Vec<Vec<u8>> = kept.values().cloned().collect();
        values.rotate_left(1);
        for (value, turned) in kept.values_mut().zip(values) {
            *value = turned;
        }
    });
    let second = with(&memory, shelf.clone());
    assert_eq!(answers(&second), without);
    assert_eq!(second.facts_counts(), counts(3, 0, 3));
    let third = with(&memory, shelf);
    assert_eq!(answers(&third), without);
    assert_eq!(third.facts_counts(), counts(0, 3, 0));
}

#[test]
fn facts_cut_or_flipped_at_any_byte_are_parsed_again() {
    let (memory, shelf) = (small(), Arc::new(Shelf::default()));
    let without = answers(&with(&memory, shelf.clone()));
    let mut kept = BTreeMap::new();
    shelf.change(|now| kept.clone_from(now));
    let longest = kept.values().map(Vec::len).max().unwrap_or(0);
    assert!(longest > 100);
    for position in 0..longest {
        let damaged = kept.iter().map(|(key, value)| {
            let mut value = value.clone();
            if position % 2 == 0 {
                value.truncate(position);
            } else if let Some(byte) = value.get_mut(position) {
                *byte ^= 1 << (position % 8);
            }
            (*key, value)
        });
        let damaged: BTreeMap<FactsKey, Vec<u8>> = damaged.collect();
        shelf.change(|now| *now = damaged);
        assert_eq!(answers(&with(&memory, shelf.clone())), without);
    }
}

#[test]
fn this_version_of_facts_is_the_last_one_written_down() {
    let shelf = Arc::new(Unchecked(Shelf::default()));
    answers(&with(&corpus(), shelf.clone()));
    let mut hasher = blake3::Hasher::new();
    shelf.0.change(|kept| {
        assert!(kept.len() > 50);
        // Past the mark of the key, which the version is a part of.
        let mut facts: Vec<&[u8]> = kept.values().filter_map(|value| value.get(10..)).collect();
        facts.sort_unstable();
        facts.iter().for_each(|one| {
            hasher.update(one);
        });
    });
    let hash: String = hasher.finalize().to_hex().chars().take(16).collect();
    let versions = VERSIONS.map(|(version, _)| version);
    assert!(versions.is_sorted_by(|one, next| one < next));
    assert_eq!(VERSIONS.last(), Some(&(FACTS_VERSION, hash.as_str())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// What gets past every check may be wrong, as what it was made from was; it costs no more than that.
    #[test]
    fn no_bytes_in_the_place_of_facts_can_end_an_engine(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let (memory, store) = (small(), Arc::new(Unchecked(Shelf::default())));
        answers(&with(&memory, store.clone()));
        store.0.change(|kept| for value in kept.values_mut() {
            for (place, byte) in &changes {
                let place = place.index(value.len());
                value.splice(place..=place, [*byte]);
            }
            if cuts {
                value.truncate(cut.index(value.len()));
            }
        });
        for answer in answers(&with(&memory, store)) {
            prop_assert!(!answer.is_err_and(|error| error.contains("INTERNAL")));
        }
    }
}
