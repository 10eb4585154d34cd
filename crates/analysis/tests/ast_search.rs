//! What a pattern finds, what it does not, and what is no pattern.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

/// Each match as its text and what its metavariables stand for.
fn found(name: &str, source: &str, language: &str, pattern: &str) -> Vec<String> {
    let answer = Tree::new([(name, source)]).ask(
        "ast_search",
        &json!({"pattern": pattern, "language": language, "max_tokens": 50_000}),
    );
    shown(&answer)
}

fn shown(answer: &Value) -> Vec<String> {
    let matches = answer["result"]["matches"].as_array().cloned();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    matches
        .unwrap_or_default()
        .iter()
        .map(|found| {
            let captures = found["captures"].as_array().cloned().unwrap_or_default();
            let captures = captures
                .iter()
                .map(|one| format!("  {}={}", text(&one["name"]), text(&one["text"])));
            std::iter::once(text(&found["text"]))
                .chain(captures)
                .collect()
        })
        .collect()
}

fn check(source: &str, pattern: &str, expected: &[&str]) {
    assert_eq!(
        found("a.py", source, "python", pattern),
        expected,
        "{pattern}"
    );
}

const CALLS: &str = "\
log(1)
log(x, y, z)
log()
log (
    # why
    first,
    second
)
other(log)
a.log(x)
";

// requirement: T21
#[test]
fn a_metavariable_is_one_node_and_three_dollars_any_number() {
    check(CALLS, "log($A)", &["log(1)  $A=1"]);
    check(
        CALLS,
        "log($A, $$$REST)",
        &[
            "log(1)  $$$REST=  $A=1",
            "log(x, y, z)  $$$REST=y, z  $A=x",
            "log ( # why first, second )  $$$REST=second  $A=first",
        ],
    );
    check(CALLS, "log()", &["log()"]);
    check(CALLS, "log($$$, z)", &["log(x, y, z)"]);
    check(CALLS, "$O.log($_)", &["a.log(x)  $O=a"]);
    check(
        CALLS,
        "log($$$)",
        &[
            "log(1)",
            "log(x, y, z)",
            "log()",
            "log ( # why first, second )",
        ],
    );
}

// requirement: T21
#[test]
fn a_name_that_comes_twice_is_the_same_code_both_times() {
    check(
        "a == a\nb == c\nf(x)[0] == f( x )[0]\n",
        "$A == $A",
        &["a == a  $A=a", "f(x)[0] == f( x )[0]  $A=f( x )[0]"],
    );
    check("a == a\nb == c\n", "$_A == $_A", &["a == a", "b == c"]);
}

#[test]
fn a_statement_or_a_definition_is_a_pattern_too() {
    let source = "\
def save(self, path):
    try:
        return open(path)
    except OSError:
        pass

class A(Base):
    x = 1
";
    check(
        source,
        "def $NAME($$$ARGS): $$$BODY",
        &[
            "def save(self, path): try: return open(path) except OSError: pass  \
           $$$ARGS=self, path  $$$BODY=try: return open(path) except OSError: pass  $NAME=save",
        ],
    );
    check(source, "return open($P)", &["return open(path)  $P=path"]);
    check(source, "pass", &["pass"]);
    check(
        source,
        "class $C(Base): $$$",
        &["class A(Base): x = 1  $C=A"],
    );
}

#[test]
fn inner_matches_come_after_the_outer_and_strings_can_be_looked_into() {
    check("f(f(1))\n", "f($A)", &["f(f(1))  $A=f(1)", "f(1)  $A=1"]);
    check(
        "f('GET')\nf('POST')\n",
        "f('$M')",
        &["f('GET')  $M=GET", "f('POST')  $M=POST"],
    );
    check(
        "f('cost: $A')\nf('cost: x')\n",
        "f('cost: $A')",
        &["f('cost: $A')"],
    );
}

/// A file, its text, its language, a pattern and what it finds.
const OF_EACH_LANGUAGE: [(&str, &str, &str, &str, &str); 14] = [
    ("a.py", "f(1)\n", "python", "f($A)", "f(1)  $A=1"),
    ("a.js", "f(1);\n", "javascript", "f($A)", "f(1)  $A=1"),
    (
        "a.ts",
        "f<T>(1 as X);\n",
        "typescript",
        "f<$T>($A)",
        "f<T>(1 as X)  $A=1 as X  $T=T",
    ),
    (
        "a.tsx",
        "<B x={1}/>;\n",
        "tsx",
        "<B $A/>",
        "<B x={1}/>  $A=x={1}",
    ),
    (
        "a.rs",
        "fn g() { f(1)?; }\n",
        "rust",
        "f($A)?",
        "f(1)?  $A=1",
    ),
    (
        "a.rs",
        "fn g() { log!(1, 2); }\n",
        "rust",
        "log!($$$A)",
        "log!(1, 2)  $$$A=1, 2",
    ),
    (
        "a.go",
        "package a\nfunc g() { f(1) }\n",
        "go",
        "f($A)",
        "f(1)  $A=1",
    ),
    (
        "a.java",
        "class A { void g() { f(1); } }\n",
        "java",
        "f($A)",
        "f(1)  $A=1",
    ),
    ("a.c", "void g() { f(1); }\n", "c", "f($A)", "f(1)  $A=1"),
    (
        "a.cpp",
        "void g() { o->f(1); }\n",
        "cpp",
        "$O->f($A)",
        "o->f(1)  $A=1  $O=o",
    ),
    (
        "a.cs",
        "class A { void G() { f(1); } }\n",
        "csharp",
        "f($A)",
        "f(1)  $A=1",
    ),
    ("a.rb", "f(1)\n", "ruby", "f($A)", "f(1)  $A=1"),
    (
        "a.php",
        "<?php $x->f(1);\n",
        "php",
        "$x->f($A)",
        "$x->f(1)  $A=1",
    ),
    (
        "a.kt",
        "fun g() { f(1) }\n",
        "kotlin",
        "f($A)",
        "f(1)  $A=1",
    ),
];

// requirement: E8
#[test]
fn every_language_of_tier_a_has_patterns() {
    for (name, source, language, pattern, expected) in OF_EACH_LANGUAGE {
        assert_eq!(
            found(name, source, language, pattern),
            [expected],
            "{language}"
        );
    }
}

#[test]
fn a_piece_of_a_file_need_not_be_a_file() {
    for (name, source, language, pattern, count) in [
        (
            "a.java",
            "class A { int f(int x) { return x; } }\n",
            "java",
            "int $F($T $P) { $$$B }",
            1,
        ),
        (
            "a.java",
            "class A { int f(int x) { return x; } }\n",
            "java",
            "return $X",
            1,
        ),
        (
            "a.js",
            "class A { f() { return 1 } }\n",
            "javascript",
            "$F() { return $X }",
            1,
        ),
        (
            "a.rs",
            "impl A { fn f(&self) -> u8 { 1 } }\n",
            "rust",
            "fn $F(&self) -> $T { $$$ }",
            1,
        ),
        (
            "a.go",
            "package a\nfunc f() { if err != nil { return } }\n",
            "go",
            "if err != nil { $$$ }",
            1,
        ),
        (
            "a.c",
            "int f(void) { if (x == 0) { g(); } }\n",
            "c",
            "if ($A == 0) { $$$B }",
            1,
        ),
    ] {
        assert_eq!(
            found(name, source, language, pattern).len(),
            count,
            "{language} {pattern}"
        );
    }
}

// requirement: T21
#[test]
fn only_files_of_the_language_at_the_place_are_searched() {
    let tree = Tree::new([
        ("src/a.py", "f(1)\n"),
        ("src/b.js", "f(2);\n"),
        ("lib/c.py", "def g():\n    f(3)\n"),
        ("README.md", "f(4)\n"),
    ]);
    let ask = |place: Value| {
        let answer = tree.ask(
            "ast_search",
            &json!({"pattern": "f($A)", "language": "python", "path": place}),
        );
        let matches = &answer["result"]["matches"];
        (
            table(matches, &["path", "line", "symbol"]),
            answer["completeness"]["files"].clone(),
        )
    };
    let (all, files) = ask(Value::Null);
    assert_eq!(all, ["lib/c.py 2 g", "src/a.py 1 -"]);
    assert_eq!(files, 2);
    assert_eq!(ask(json!("src")).0, ["src/a.py 1 -"]);
    assert_eq!(ask(json!("l*/**")).0, ["lib/c.py 2 g"]);
}

// requirement: T21
#[test]
fn what_is_no_pattern_is_refused_with_what_is_wrong() {
    let tree = Tree::new([("a.py", "f(1)\n")]);
    for (pattern, message) in [
        ("", "`pattern` has 0 bytes"),
        ("f($A", "`pattern` is no python"),
        ("f($A))", "`pattern` is no python"),
        (
            "f($A)\ng($B)",
            "`pattern` is not one expression, statement or definition",
        ),
        ("$A", "`pattern` is a metavariable and nothing else"),
        ("$$$A", "`pattern` is a metavariable and nothing else"),
    ] {
        let refused = tree.refused(
            "ast_search",
            &json!({"pattern": pattern, "language": "python"}),
        );
        assert_eq!(refused.code, "INVALID_REQUEST");
        assert!(
            refused.message.starts_with(message),
            "{pattern}: {}",
            refused.message
        );
        assert!(refused.hint.is_some());
    }
    let deep = format!("{}x{}", "f(".repeat(900), ")".repeat(900));
    let refused = tree.refused(
        "ast_search",
        &json!({"pattern": deep, "language": "python"}),
    );
    assert_eq!(refused.message, "`pattern` is nested too deep");
}

#[test]
fn pages_hold_every_match_once_and_keep_their_budget() {
    let source: String = (0..200)
        .map(|number| format!("f({number}, 'text')\n"))
        .collect();
    let tree = Tree::new([("a.py", source.as_str()), ("b.py", source.as_str())]);
    let mut request = json!({"pattern": "f($A, $B)", "language": "python", "max_tokens": 1_000});
    let mut paged = Vec::new();
    loop {
        let bytes = tree.bytes("ast_search", &request).expect("an answer");
        let page: Value = serde_json::from_slice(&bytes).expect("answers are JSON");
        let tokens = tiktoken_rs::o200k_base_singleton()
            .encode_ordinary(&String::from_utf8_lossy(&bytes))
            .len();
        assert!(tokens <= 1_000, "{tokens} tokens");
        paged.extend(shown(&page));
        if page["next_cursor"].is_null() {
            break;
        }
        request["cursor"] = page["next_cursor"].clone();
    }
    let expected: Vec<String> = (0..400)
        .map(|number| format!("f({0}, 'text')  $A={0}  $B='text'", number % 200))
        .collect();
    assert_eq!(paged, expected);
}
