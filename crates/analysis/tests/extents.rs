//! Files are read as far as a question needs them, and no answer shows how far they were.

mod support;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use analysis::{Control, Engine, FactsCounts, FactsKey, FactsStore, Format, Limits, Memory};
use serde_json::{Value, json};
use support::{HandClock, Tree, path, table};

const CALLS: &str = r#"{"pattern": "save($$$A)", "language": "python"}"#;

const FILES: [(&str, &str); 8] = [
    ("shop/__init__.py", ""),
    (
        "shop/cart.py",
        "from shop.store import save\n\nclass Cart:\n    def close(self):\n        return save(self)\n",
    ),
    (
        "shop/store.py",
        "import json\nfrom abc import ABC, abstractmethod\n\nclass Base(ABC):\n    @abstractmethod\n    \
         def put(self): ...\n\ndef save(one):\n    if one:\n        json.dumps(one)\n    return one\n",
    ),
    ("shop/broken.py", "def half(:\n    save(1)\n"),
    ("shop/other.py", "def other(:\n    keep(1)\n"),
    ("web/app.ts", "import { save } from './store';\nsave(1);\n"),
    (
        "web/store.ts",
        "export function save(one: number) { return one; }\n",
    ),
    ("pyproject.toml", "[project]\nname = \"shop\"\n"),
];

const QUESTIONS: [(&str, &str); 16] = [
    ("ast_search", CALLS),
    (
        "ast_search",
        r#"{"pattern": "save($A)", "language": "typescript", "limit": 1}"#,
    ),
    ("dependencies", "{}"),
    ("dependencies", r#"{"path": "shop/store.py"}"#),
    ("architecture", "{}"),
    ("index", "{}"),
    ("outline", "{}"),
    ("find_symbol", r#"{"name": "save"}"#),
    ("search", r#"{"pattern": "save"}"#),
    ("complexity", r#"{"of": "types", "detail": "all"}"#),
    ("complexity", "{}"),
    ("clones", "{}"),
    ("relations", r#"{"symbol": "shop/store.py::save"}"#),
    ("dead_code", r#"{"tier": "unknown"}"#),
    ("repo_map", "{}"),
    ("explore", r#"{"question": "where is the cart saved?"}"#),
];

fn engine() -> Engine {
    let memory = Memory::new("tree");
    for (name, text) in FILES {
        memory.write(path(name), text);
    }
    let clock = Arc::new(HandClock::default());
    Engine::new(Arc::new(memory), clock, Limits::default())
}

fn answer(engine: &Engine, (tool, request): (&str, &str)) -> String {
    let answer = engine.call(tool, request.as_bytes(), Format::Json, &Control::new());
    answer.map_or_else(
        |error| format!("{:?}", error.body()),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}

/// A store that counts how often it is asked.
#[derive(Default)]
struct Counted {
    loads: AtomicU64,
    saved: Mutex<Vec<FactsKey>>,
}

impl FactsStore for Counted {
    fn load(&self, keys: &[FactsKey]) -> Vec<Option<Vec<u8>>> {
        self.loads.fetch_add(1, Ordering::Relaxed);
        vec![None; keys.len()]
    }

    fn order(&self) -> u64 {
        1
    }

    fn save(&self, facts: Vec<(FactsKey, Vec<u8>)>) {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        saved.extend(facts.into_iter().map(|(key, _)| key));
    }

    fn seal(&self, facts: Vec<u8>) -> Option<Vec<u8>> {
        Some(facts)
    }

    fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        Some(sealed.to_vec())
    }
}

// requirement: E14 Q6
#[test]
fn an_answer_is_the_same_whatever_was_asked_before() {
    for question in QUESTIONS {
        let alone = answer(&engine(), question);
        for before in [
            &QUESTIONS[..1],
            &QUESTIONS[2..3],
            &QUESTIONS[5..6],
            &QUESTIONS[..6],
        ] {
            let asked = engine();
            for one in before {
                answer(&asked, *one);
            }
            assert_eq!(
                answer(&asked, question),
                alone,
                "{question:?} after {before:?}"
            );
        }
        assert!(alone.contains("\"tree\""), "{question:?}: {alone}");
    }
}

#[test]
fn a_pattern_is_looked_for_without_facts_of_files_and_without_the_store_of_facts() {
    let store = Arc::new(Counted::default());
    let engine = engine().with_facts(store.clone());
    let found: Value = serde_json::from_str(&answer(&engine, QUESTIONS[0])).expect("JSON");
    assert_eq!(
        table(&found["result"]["matches"], &["path", "symbol"]),
        ["shop/broken.py half", "shop/cart.py Cart.close"],
    );
    assert_eq!(engine.facts_counts(), FactsCounts::default());
    assert_eq!(store.loads.load(Ordering::Relaxed), 0);
    answer(&engine, ("dependencies", "{}"));
    assert_eq!(engine.facts_counts().parsed, 8);
    let saved = store.saved.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(saved.len(), 8);
}

#[test]
fn the_import_graph_takes_what_is_known_and_what_comes_after_it_takes_the_rest() {
    let engine = engine();
    answer(&engine, ("dependencies", "{}"));
    assert_eq!(engine.facts_counts().parsed, 8);
    answer(&engine, ("architecture", "{}"));
    answer(&engine, QUESTIONS[0]);
    assert_eq!(engine.facts_counts().parsed, 8, "nothing has changed");
    answer(&engine, ("complexity", "{}"));
    assert_eq!(
        engine.facts_counts().parsed,
        16,
        "what is counted was not known"
    );
    answer(&engine, ("dependencies", "{}"));
    assert_eq!(engine.facts_counts().parsed, 16);
}

#[test]
fn a_file_counts_as_partial_where_what_is_not_understood_could_match() {
    let partial = |tree: &Tree, pattern: &str| {
        let request = json!({"pattern": pattern, "language": "python"});
        let answer = tree.ask("ast_search", &request);
        let covered = &answer["completeness"];
        (covered["files"].clone(), covered["partial"].clone())
    };
    let tree = Tree::new(FILES);
    assert_eq!(partial(&tree, "save($A)"), (json!(5), json!(1)));
    assert_eq!(partial(&tree, "keep($A)"), (json!(5), json!(1)));
    assert_eq!(partial(&tree, "nobody($A)"), (json!(5), json!(0)));
    assert_eq!(partial(&tree, "$F($A)"), (json!(5), json!(2)));
    tree.memory
        .write(path("shop/other.py"), b"\xff\xfek\0e\0e\0p\0".as_slice());
    assert_eq!(
        partial(&tree, "keep($A)"),
        (json!(4), json!(0)),
        "it is binary"
    );
    tree.memory
        .write(path("shop/other.py"), b"keep(\"\xe9\")".as_slice());
    assert_eq!(partial(&tree, "keep($A)"), (json!(5), json!(1)));
}
