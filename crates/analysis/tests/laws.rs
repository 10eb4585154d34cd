//! Laws that hold for every tree: the same answers from any order, thread count and history, within any budget.

mod support;

use std::sync::Arc;

use analysis::{Control, Engine, Format, Limits, Memory};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{HandClock, Tree, fail, path};

const QUESTIONS: [(&str, &str); 18] = [
    ("index", "{}"),
    ("outline", "{}"),
    ("outline", r#"{"depth": 1, "max_tokens": 500}"#),
    ("find_symbol", r#"{"name": "f"}"#),
    ("find_symbol", r#"{"name": "f*", "max_tokens": 600}"#),
    ("search", r#"{"pattern": "import"}"#),
    ("search", r#"{"pattern": "import", "show": "lines"}"#),
    (
        "search",
        r#"{"pattern": "(f1 or import) not f2", "mode": "boolean", "limit": 4}"#,
    ),
    (
        "search",
        r#"{"pattern": "\\w+\\(", "mode": "regex", "limit": 3}"#,
    ),
    ("complexity", "{}"),
    ("architecture", "{}"),
    ("dead_code", r#"{"tier": "unknown"}"#),
    ("dependencies", "{}"),
    ("relations", r#"{"symbol": "f"}"#),
    (
        "relations",
        r#"{"symbol": "f", "relation": "callees", "limit": 2}"#,
    ),
    ("repo_map", "{}"),
    ("repo_map", r#"{"max_tokens": 300}"#),
    ("read", r#"{"path": "m1.py"}"#),
];

/// All answers and errors of an engine, byte for byte.
fn answers(engine: &Engine) -> Vec<Result<String, String>> {
    QUESTIONS
        .iter()
        .map(|(tool, request)| {
            let answer = engine.call(tool, request.as_bytes(), Format::Json, &Control::new());
            answer
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
                .map_err(|error| format!("{:?}", error.body()))
        })
        .collect()
}

/// A small Python module that imports, defines and calls names of others.
fn module() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        (0..8_u32).prop_map(|other| format!("import m{other}\n")),
        (0..8_u32).prop_map(|other| format!("from pkg.m{other} import f{other}\n")),
        (0..8_u32, 0..3_u32).prop_map(|(name, depth)| {
            let branch = "    if x and y:\n        f1()\n".repeat(depth as usize);
            format!(
                "def f{name}(x, y=1):\n    \"\"\"Text.\"\"\"\n{branch}    return f{}(x)\n\n",
                name / 2
            )
        }),
        (0..4_u32).prop_map(|name| format!(
            "class C{name}:\n    def f{name}(self):\n        return [a for a in b]\n\n"
        )),
        Just("def broken(:\n".to_owned()),
        "[ -~]{0,30}\n".prop_map(|noise| format!("# {noise}")),
    ];
    proptest::collection::vec(line, 0..8).prop_map(|lines| lines.concat())
}

fn name(number: u32) -> String {
    if number.is_multiple_of(3) {
        format!("pkg/m{number}.py")
    } else {
        format!("m{number}.py")
    }
}

fn tree(files: &[(u32, String)]) -> Tree {
    let tree = Tree::new([("pkg/__init__.py", "")]);
    for (number, text) in files {
        tree.write(&name(*number), text);
    }
    tree
}

/// One edit: write a file, or take it away.
fn edit() -> impl Strategy<Value = (u32, Option<String>)> {
    (0..8_u32, proptest::option::weighted(0.8, module()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    // requirement: E14 Q6
    #[test]
    fn answers_depend_neither_on_threads_nor_on_the_order_of_files(
        files in proptest::collection::btree_map(0..8_u32, module(), 1..8),
    ) {
        let forward: Vec<(u32, String)> = files.into_iter().collect();
        let backward: Vec<(u32, String)> = forward.iter().rev().cloned().collect();
        let on = |threads: usize, files: &[(u32, String)]| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| answers(&tree(files).engine))
        };
        let alone = on(1, &forward);
        prop_assert_eq!(&alone, &on(4, &forward));
        prop_assert_eq!(&alone, &on(4, &backward));
    }

    #[test]
    fn an_edited_tree_is_answered_like_a_new_one(
        files in proptest::collection::vec((0..8_u32, module()), 0..6),
        edits in proptest::collection::vec(edit(), 1..6),
        applied in any::<bool>(),
    ) {
        let living = tree(&files);
        answers(&living.engine);
        for (number, text) in &edits {
            match text {
                Some(text) => living.write(&name(*number), text),
                None => living.remove(&name(*number)),
            }
            if applied {
                prop_assert!(living.engine.apply(&[path(&name(*number))], &Control::new()).is_ok());
            } else {
                answers(&living.engine);
            }
        }
        let fresh = Engine::new(living.memory.clone(), Arc::new(HandClock::default()), Limits::default());
        prop_assert_eq!(answers(&living.engine), answers(&fresh));
    }

    #[test]
    fn no_answer_exceeds_its_budget(
        files in proptest::collection::vec((0..8_u32, module()), 1..8),
        budget in 200..3_000_u64,
    ) {
        let tree = tree(&files);
        for (tool, request) in QUESTIONS {
            let mut request: Value = serde_json::from_str(request).expect("questions are JSON");
            request["max_tokens"] = json!(budget);
            let Ok(answer) = tree.bytes(tool, &request) else { continue };
            let text = String::from_utf8_lossy(&answer);
            let cost = tiktoken_rs::o200k_base_singleton().encode_ordinary(&text).len() as u64;
            prop_assert!(cost <= budget, "{} costs {} of {}: {}", tool, cost, budget, text);
            prop_assert!(analysis::tokens::estimate(&text) <= budget, "{}", text);
        }
    }

    #[test]
    fn pages_hold_every_result_exactly_once(
        files in proptest::collection::vec((0..8_u32, module()), 1..8),
        limit in 1..7_u32,
        budget in 400..3_000_u64,
    ) {
        let tree = tree(&files);
        for (tool, list, request) in [
            ("outline", "symbols", json!({})),
            ("find_symbol", "matches", json!({"name": "f*"})),
            (
                "search",
                "matches",
                json!({"pattern": "f", "show": "lines"}),
            ),
            ("complexity", "functions", json!({})),
            ("architecture", "packages", json!({"depth": 1})),
            ("dead_code", "dead", json!({"tier": "unknown"})),
            ("dependencies", "hubs", json!({})),
            ("dependencies", "cycles", json!({})),
        ] {
            let mut whole = request.clone();
            whole["limit"] = json!(1_000);
            whole["max_tokens"] = json!(100_000);
            let whole = tree.ask(tool, &whole);
            prop_assert_eq!(&whole["next_cursor"], &Value::Null);
            let mut paged = Vec::new();
            let mut cursor = Value::Null;
            loop {
                let mut page = request.clone();
                page["limit"] = json!(limit);
                page["max_tokens"] = json!(budget);
                page["cursor"] = cursor;
                let answer = tree.ask(tool, &page);
                paged.extend(answer["result"][list].as_array().cloned().unwrap_or_default());
                cursor = answer["next_cursor"].clone();
                if cursor.is_null() {
                    break;
                }
                prop_assert!(answer["completeness"]["omitted"] != 0);
            }
            prop_assert_eq!(&Value::Array(paged), &whole["result"][list], "{}", tool);
        }
    }
}

#[test]
fn a_cursor_is_stale_when_the_tree_or_the_question_changed() {
    let text: String = (0..50)
        .map(|number| format!("def f{number}():\n    pass\n"))
        .collect();
    let tree = Tree::new([("a.py", text.as_str())]);
    let page = tree.ask("outline", &json!({"limit": 10}));
    let cursor = page["next_cursor"].clone();
    assert_eq!(page["completeness"]["omitted"], 40);
    let next = tree.ask(
        "outline",
        &json!({"limit": 5, "cursor": cursor, "max_tokens": 3_000}),
    );
    assert_eq!(next["result"]["symbols"][0]["name"], "f10");
    let other = tree.refused("outline", &json!({"depth": 1, "cursor": cursor}));
    assert_eq!(other.code, "STALE_CURSOR");
    tree.write("b.py", "x = 1\n");
    assert_eq!(
        tree.refused("outline", &json!({"limit": 10, "cursor": cursor}))
            .code,
        "STALE_CURSOR"
    );
    assert_eq!(
        tree.refused("outline", &json!({"cursor": "nonsense"})).code,
        "INVALID_REQUEST"
    );
}

#[test]
fn only_what_changed_is_read_again() {
    let tree = Tree::new([
        ("a.py", "def a():\n    pass\n"),
        ("b.py", "def b():\n    pass\n"),
    ]);
    tree.ask("index", &json!({}));
    let call = |tree: &Tree| {
        let control = Control::new();
        let answer = tree.engine.call("index", b"{}", Format::Json, &control);
        answer.unwrap_or_else(|error| fail(&error.to_string()));
        control.progress()
    };
    assert_eq!(call(&tree), (0, 0));
    tree.write("b.py", "def changed():\n    pass\n");
    assert_eq!(call(&tree), (1, 1));
}

#[test]
fn a_refresh_tells_what_changed_since_the_last_one() {
    let tree = Tree::new([("a.py", "x = 1\n"), ("b.py", "x = 1\n")]);
    let changed =
        |tree: &Tree| tree.ask("index", &json!({"action": "refresh"}))["result"]["changed"].clone();
    assert_eq!(
        changed(&tree),
        json!({"added": 2, "modified": 0, "removed": 0})
    );
    tree.write("a.py", "x = 2\n");
    tree.write("c.py", "");
    tree.remove("b.py");
    tree.ask("outline", &json!({}));
    assert_eq!(
        changed(&tree),
        json!({"added": 1, "modified": 1, "removed": 1})
    );
    tree.write("a.py", "x = 2\n");
    assert_eq!(
        changed(&tree),
        json!({"added": 0, "modified": 0, "removed": 0})
    );
    assert_eq!(
        tree.ask("index", &json!({}))["result"]["changed"],
        Value::Null
    );
}

#[test]
fn an_empty_repository_has_an_answer_to_everything_but_names() {
    let engine = Engine::new(
        Arc::new(Memory::new("empty")),
        Arc::new(HandClock::default()),
        Limits::default(),
    );
    let answers = answers(&engine);
    assert_eq!(
        answers.iter().filter(|answer| answer.is_err()).count(),
        3,
        "{answers:?}"
    );
}
