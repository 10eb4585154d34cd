//! The door: what it takes, what it refuses and how, and that nothing inside gets past it.

mod support;

use analysis::{Control, Format, tools};
use proptest::prelude::*;
use serde_json::{Value, json};
use support::{Tree, each, fail};

fn small() -> Tree {
    Tree::new([
        (
            "src/shop.py",
            "class Basket:\n    def total(self):\n        return 1\n",
        ),
        (
            "src/main.py",
            "from shop import Basket\n\ndef run():\n    return Basket().total()\n",
        ),
    ])
}

#[test]
fn an_empty_request_is_an_empty_object() {
    let tree = small();
    for request in [&b""[..], b"  \n", b"{}"] {
        let answer = tree
            .engine
            .call("index", request, Format::Json, &Control::new());
        assert!(answer.is_ok(), "{answer:?}");
    }
}

#[test]
fn every_answer_names_its_tree_and_says_how_complete_it_is() {
    let tree = small();
    let questions = [
        ("index", json!({})),
        ("outline", json!({})),
        ("explore", json!({"question": "basket"})),
        ("find_symbol", json!({"name": "Basket"})),
        ("read", json!({"symbol": "Basket"})),
        ("search", json!({"pattern": "Basket"})),
        ("architecture", json!({})),
        (
            "ast_search",
            json!({"pattern": "f($A)", "language": "python"}),
        ),
        ("clones", json!({})),
        ("complexity", json!({})),
        ("dead_code", json!({})),
        ("dependencies", json!({})),
        ("impact", json!({"symbol": "Basket"})),
        ("path_between", json!({"from": "run", "to": "Basket"})),
        ("relations", json!({"symbol": "Basket"})),
        ("tests_for", json!({"symbol": "Basket"})),
        ("type_hierarchy", json!({"symbol": "Basket"})),
        ("verify_claims", json!({"claims": ["run calls Basket"]})),
        ("repo_map", json!({})),
    ];
    // What is in memory was never committed.
    let earlier = ["change_risk", "diff_symbols", "history", "hotspots"];
    for tool in earlier {
        let error = tree.refused(tool, &json!({}));
        assert_eq!(error.code, "NOT_FOUND", "{tool}");
    }
    assert_eq!(questions.len() + earlier.len(), tools().len());
    for (tool, request) in questions {
        let answer = tree.ask(tool, &request);
        assert_eq!(answer["tree"]["name"], "tree", "{tool}");
        assert_eq!(
            answer["tree"]["snapshot"].as_str().map(str::len),
            Some(16),
            "{tool}"
        );
        for count in ["files", "skipped", "partial", "unresolved", "omitted"] {
            assert!(answer["completeness"][count].is_u64(), "{tool} {count}");
        }
        assert_eq!(answer["next_cursor"], Value::Null, "{tool}");
    }
}

#[test]
fn message_pack_and_json_say_the_same() {
    let tree = small();
    for (tool, request) in [
        ("index", json!({})),
        ("find_symbol", json!({"name": "total"})),
        ("complexity", json!({"path": "src"})),
        ("dependencies", json!({"path": "src/main.py"})),
        ("repo_map", json!({"focus": ["src/main.py"]})),
    ] {
        let packed = rmp_serde::to_vec_named(&request).expect("requests pack");
        let answer = tree
            .engine
            .call(tool, &packed, Format::MessagePack, &Control::new());
        let answer = answer.unwrap_or_else(|error| fail(&error.to_string()));
        let unpacked: Value = rmp_serde::from_slice(&answer).expect("answers unpack");
        assert_eq!(unpacked, tree.ask(tool, &request), "{tool}");
    }
}

fn check_refused(tool: &str, request: &Value, code: &str, message: &str, nearest: &[&str]) {
    let error = small().refused(tool, request);
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (code, message)
    );
    assert_eq!(error.nearest, nearest, "{message}");
    assert!(error.hint.is_some(), "{message}");
}

#[test]
fn an_unknown_tool_is_answered_with_the_nearest() {
    check_refused(
        "find_symbols",
        &json!({}),
        "UNKNOWN_TOOL",
        "there is no tool \"find_symbols\"",
        &["find_symbol", "diff_symbols"],
    );
}

#[test]
fn a_misspelt_argument_is_answered_with_the_nearest() {
    let message = "find_symbol has no argument \"nmae\"";
    check_refused(
        "find_symbol",
        &json!({"nmae": "x"}),
        "INVALID_REQUEST",
        message,
        &["name"],
    );
}

#[test]
fn a_missing_argument_is_named() {
    check_refused(
        "find_symbol",
        &json!({}),
        "INVALID_REQUEST",
        "find_symbol needs `name`",
        &[],
    );
}

#[test]
fn a_number_out_of_range_is_answered_with_the_range() {
    let error = small().refused("outline", &json!({"limit": 0}));
    assert_eq!(error.message, "`limit` is 0");
    assert_eq!(
        error.hint.as_deref(),
        Some("give a whole number from 1 to 1000")
    );
}

#[test]
fn a_value_that_is_none_of_the_accepted_is_answered_with_them() {
    let error = small().refused("outline", &json!({"kinds": ["functoin"]}));
    assert_eq!(error.nearest, ["function"]);
    assert!(
        error
            .hint
            .is_some_and(|hint| hint.starts_with("give one of: function, method, class"))
    );
}

#[test]
fn a_path_that_is_not_there_is_answered_with_paths_like_it() {
    let message = "there is no file or folder \"shop.py\"";
    check_refused(
        "outline",
        &json!({"path": "shop.py"}),
        "NOT_FOUND",
        message,
        &["src/shop.py"],
    );
}

#[test]
fn a_path_outside_the_repository_is_refused_as_such() {
    for (tool, request) in [
        ("outline", json!({"path": "../x"})),
        ("read", json!({"path": "/etc/passwd"})),
        ("search", json!({"pattern": "x", "path": "C:\\x"})),
        ("complexity", json!({"path": ".."})),
        ("find_symbol", json!({"name": "x", "path": "src/../../y"})),
        ("dependencies", json!({"path": "\\\\host\\x"})),
    ] {
        assert_eq!(
            small().refused(tool, &request).code,
            "OUTSIDE_ROOT",
            "{tool}"
        );
    }
}

#[test]
fn meaning_that_is_plain_is_accepted() {
    let tree = small();
    let strict = tree.ask(
        "outline",
        &json!({"path": "src/shop.py", "depth": 1, "kinds": ["class"]}),
    );
    let loose = json!({"path": "./src\\shop.py", "depth": "1", "kinds": "Class", "cursor": null});
    assert_eq!(tree.ask("outline", &loose)["result"], strict["result"]);
}

#[test]
fn a_request_that_is_no_object_is_refused() {
    let tree = small();
    for request in ["[]", "3", "{", "\"x\"", "\u{0}"] {
        let refused = tree
            .engine
            .call("index", request.as_bytes(), Format::Json, &Control::new());
        assert_eq!(
            refused.map_err(|error| error.code()),
            Err("INVALID_REQUEST"),
            "{request}"
        );
    }
}

#[test]
fn a_request_that_is_too_large_or_too_deep_is_refused() {
    let tree = small();
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(300_000));
    let refused = tree.engine.call(
        "find_symbol",
        large.as_bytes(),
        Format::Json,
        &Control::new(),
    );
    assert_eq!(refused.map_err(|error| error.code()), Err("LIMIT_EXCEEDED"));
    let deep = "[".repeat(100_000);
    let refused = tree
        .engine
        .call("index", deep.as_bytes(), Format::Json, &Control::new());
    assert_eq!(
        refused.map_err(|error| error.code()),
        Err("INVALID_REQUEST")
    );
    let refused = tree.engine.call(
        "index",
        &[0x91].repeat(100_000),
        Format::MessagePack,
        &Control::new(),
    );
    assert_eq!(
        refused.map_err(|error| error.code()),
        Err("INVALID_REQUEST")
    );
}

proptest! {
    #[test]
    fn no_bytes_get_past_the_door(
        tool in proptest::sample::select(tools()),
        request in proptest::collection::vec(any::<u8>(), 0..60),
        packed in any::<bool>(),
    ) {
        let format = if packed { Format::MessagePack } else { Format::Json };
        let answer = small().engine.call(&tool.name, &request, format, &Control::new());
        prop_assert!(answer.map_err(|error| error.code()) != Err("INTERNAL"));
    }
}

#[test]
fn calls_at_the_same_time_all_get_the_answer() {
    let tree = Tree::new((0..200).map(|_| ("a.py", "def a():\n    pass\n")));
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| tree.ask("outline", &json!({}))))
            .collect();
        for call in calls {
            let answer = call.join().expect("no call panics");
            assert_eq!(each(&answer["result"]["symbols"], "name"), ["a"]);
        }
    });
}

const NAMES: [&str; 23] = [
    "architecture",
    "ast_search",
    "change_risk",
    "clones",
    "complexity",
    "dead_code",
    "dependencies",
    "diff_symbols",
    "explore",
    "find_symbol",
    "history",
    "hotspots",
    "impact",
    "index",
    "outline",
    "path_between",
    "read",
    "relations",
    "repo_map",
    "search",
    "tests_for",
    "type_hierarchy",
    "verify_claims",
];

#[test]
fn the_tools_are_described_within_their_budget() {
    let described = tools();
    let names: Vec<&str> = described.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, NAMES);
    let mut listed = 0;
    for tool in &described {
        assert_eq!(tool.input_schema["type"], "object", "{}", tool.name);
        let more = &tool.input_schema["additionalProperties"];
        assert_eq!(more, false, "{}", tool.name);
        assert_eq!(tool.output_schema["type"], "object", "{}", tool.name);
        assert!(
            !tool.input_schema.to_string().contains("$ref"),
            "{}",
            tool.name
        );
        if tool.listed {
            let shown = json!({"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema});
            listed += tiktoken_rs::o200k_base_singleton()
                .encode_ordinary(&shown.to_string())
                .len();
        }
    }
    assert!(
        (200..1_300).contains(&listed),
        "the listed tools cost {listed} tokens"
    );
}
