//! Damaged facts from a store: they are refused, or questions are answered from them all the same.
//!
//! Each three bytes change one byte of what was kept: two say where, the third is what stands there then.
#![no_main]

use std::sync::{Arc, Mutex, OnceLock};

use analysis::{Clock, Control, Engine, FactsKey, FactsStore, Format, Limits, Memory, RepoPath};
use libfuzzer_sys::fuzz_target;

const FILES: [(&str, &str); 3] = [
    ("a.py", include_str!("../../tests/corpus/native-python.txt")),
    (
        "b.py",
        "import a\n\nclass B(a.A):\n    def f(self):\n        return self.g()\n\n    def g(self):\n        return a.f()\n",
    ),
    (
        "c.ts",
        "export class C { m(): number { return this.n() } n() { return 1 } }\n",
    ),
];
const QUESTIONS: [(&str, &str); 8] = [
    ("index", "{}"),
    ("outline", r#"{"depth": 3}"#),
    ("complexity", "{}"),
    ("dependencies", "{}"),
    ("clones", "{}"),
    ("dead_code", "{}"),
    (
        "relations",
        r#"{"symbol": "b.py::B.f", "relation": "callees"}"#,
    ),
    (
        "relations",
        r#"{"symbol": "b.py::B.g", "relation": "callers"}"#,
    ),
];

/// A clock that stands.
struct Still;

impl Clock for Still {
    fn now_ms(&self) -> u64 {
        0
    }
}

type Kept = Vec<(FactsKey, Vec<u8>)>;

/// Gives what was kept with bytes of it changed.
struct Damaged {
    kept: Mutex<Kept>,
    changes: Vec<u8>,
}

impl FactsStore for Damaged {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        let kept = self.kept.lock().expect("nothing panics here");
        let find = |key: &FactsKey| kept.iter().find(|(known, _)| known == key);
        keys.iter()
            .map(|key| find(key).map(|(_, facts)| self.damaged(facts)))
            .collect()
    }

    fn order(&self) -> u64 {
        1
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        self.kept.lock().expect("nothing panics here").extend(facts);
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        Some(facts)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        Some(sealed.to_vec())
    }
}

impl Damaged {
    fn damaged(&self, facts: &[u8]) -> Vec<u8> {
        let mut facts = facts.to_vec();
        for change in self.changes.chunks_exact(3) {
            let place =
                usize::from(u16::from_le_bytes([change[0], change[1]])) % facts.len().max(1);
            facts[place] = change[2];
        }
        facts
    }
}

fn engine(store: Arc<Damaged>) -> Engine {
    let memory = Memory::new("tree");
    for (name, text) in FILES {
        memory.write(RepoPath::new(name).expect("a name is a path"), text);
    }
    Engine::new(Arc::new(memory), Arc::new(Still), Limits::default()).with_facts(store)
}

/// What is kept of the files when nothing is damaged; found out once.
fn whole() -> &'static Kept {
    static WHOLE: OnceLock<Kept> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let store = Arc::new(Damaged {
            kept: Mutex::default(),
            changes: Vec::new(),
        });
        let _ = engine(store.clone()).call("index", b"{}", Format::Json, &Control::new());
        store.kept.lock().expect("nothing panics here").clone()
    })
}

fuzz_target!(|data: &[u8]| {
    let store = Arc::new(Damaged {
        kept: Mutex::new(whole().clone()),
        changes: data.to_vec(),
    });
    let engine = engine(store);
    for (tool, question) in QUESTIONS {
        let _ = engine.call(tool, question.as_bytes(), Format::Json, &Control::new());
    }
});
