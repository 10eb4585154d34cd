//! Encodings, line ends and names of files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use syntax::facts::ProblemKind;
use syntax::{FileFacts, Language, Limits, facts};

fn read(source: &[u8]) -> FileFacts {
    facts(source, Language::Python, &Limits::default(), &|| false)
}

fn kinds(facts: &FileFacts) -> Vec<ProblemKind> {
    facts.problems.iter().map(|one| one.kind).collect()
}

#[test]
fn an_empty_file_has_no_lines_and_no_problems() {
    for language in Language::ALL {
        let facts = facts(b"", language, &Limits::default(), &|| false);
        assert_eq!(
            (facts.lines.total, facts.problems.len()),
            (0, 0),
            "{language:?}"
        );
    }
}

#[test]
fn invalid_utf_8_keeps_every_byte_in_its_place() {
    let source = b"a = '\xff\xfe\xe2\x82'\n# \xc3\x28\ndef after(): pass\n";
    let facts = read(source);
    assert_eq!(kinds(&facts), [ProblemKind::InvalidUtf8]);
    assert_eq!(facts.problems.first().unwrap().line, 1);
    let after = facts
        .definitions
        .iter()
        .find(|one| one.name == "after")
        .unwrap();
    let span = after.name_span;
    assert_eq!(
        source.get(span.start_byte as usize..span.end_byte as usize),
        Some(&b"after"[..])
    );
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let facts = read("\u{feff}def first(): pass\n".as_bytes());
    assert_eq!(kinds(&facts), []);
    assert_eq!(facts.definitions.first().unwrap().name_span.start_byte, 7);
}

#[test]
fn utf_16_is_reported_and_not_read() {
    let text = "def first(): pass\n";
    for (mark, bytes) in [
        ([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let source: Vec<u8> = mark
            .into_iter()
            .chain(text.encode_utf16().flat_map(bytes))
            .collect();
        let facts = read(&source);
        assert_eq!(kinds(&facts), [ProblemKind::InvalidUtf8]);
        assert!(facts.definitions.is_empty());
    }
}

#[test]
fn zero_bytes_are_an_error_and_no_end() {
    let facts = read(b"def first(): pass\n\0\0\0\ndef second(): pass\n");
    assert!(
        facts
            .problems
            .iter()
            .all(|one| one.kind == ProblemKind::SyntaxError && one.line == 2)
    );
    let names: Vec<&str> = facts
        .definitions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["first", "second"]);
    assert_eq!(facts.lines.total, 3);
}

#[test]
fn names_and_signatures_may_be_in_any_script() {
    let facts = read("def größe(π, 数):\n    return π\n".as_bytes());
    assert_eq!(
        facts.definitions.first().unwrap().signature,
        "def größe(π, 数)"
    );
    let long = format!("def f({}):\n    pass\n", "数,".repeat(500));
    assert!(
        read(long.as_bytes())
            .definitions
            .first()
            .unwrap()
            .signature
            .len()
            <= 400
    );
}

#[test]
fn a_text_that_ends_too_early_has_its_problem_on_its_last_line() {
    for (language, text) in [
        (Language::Python, "x = (\n\n"),
        (Language::Java, "class A {\n  void f() {\n"),
        (Language::C, "int f(void) {\n/* open\n"),
        (Language::Go, "package p\nfunc f() {\n"),
    ] {
        let facts = facts(text.as_bytes(), language, &Limits::default(), &|| false);
        assert!(!facts.problems.is_empty(), "{language:?}");
        assert!(
            facts
                .problems
                .iter()
                .all(|one| one.line <= facts.lines.total),
            "{language:?}"
        );
    }
}

#[test]
fn languages_are_told_by_extension_then_by_interpreter() {
    let cases: [(&str, &[u8], Option<Language>); 23] = [
        ("a/b.py", b"", Some(Language::Python)),
        ("a.pyi", b"", Some(Language::Python)),
        ("a.mjs", b"", Some(Language::JavaScript)),
        ("a.jsx", b"", Some(Language::JavaScript)),
        ("a.d.ts", b"", Some(Language::TypeScript)),
        ("a.ts", b"<?xml version='1.0'?>", None),
        ("a.tsx", b"", Some(Language::Tsx)),
        ("a.rs", b"", Some(Language::Rust)),
        ("a.go", b"", Some(Language::Go)),
        ("A.java", b"", Some(Language::Java)),
        ("a.h", b"int f(void);\n", Some(Language::C)),
        (
            "a.h",
            b"#pragma once\n\nnamespace a {\n",
            Some(Language::Cpp),
        ),
        ("a.C", b"", Some(Language::Cpp)),
        ("a.hpp", b"", Some(Language::Cpp)),
        (
            "run",
            b"#!/usr/bin/env python3.12\n",
            Some(Language::Python),
        ),
        (
            "run",
            b"#!/usr/bin/env -S NODE_ENV=x node --flag\n",
            Some(Language::JavaScript),
        ),
        ("run", b"#!/bin/sh\n", Some(Language::Bash)),
        ("run", b"#!/usr/bin/awk -f\n", None),
        ("Dockerfile", b"", Some(Language::Dockerfile)),
        ("a/Rakefile", b"", Some(Language::Ruby)),
        (".py", b"", None),
        ("folder.py/readme", b"", None),
        ("a.txt", b"#!/usr/bin/python\n", Some(Language::Python)),
    ];
    for (path, first_bytes, expected) in cases {
        assert_eq!(Language::detect(path, first_bytes), expected, "{path}");
    }
}

#[test]
fn a_header_is_of_cpp_where_its_text_can_be_nothing_else() {
    let cpp = [
        "class A;",
        "class EXPORT A {\n};",
        "enum class Kind { One };",
        "namespace a {}",
        "template <int N> struct A;",
        "using Text = char *;",
        "struct A {\nprivate:\n    int b;\n};",
        "struct A : B {\n};",
        "struct A {\n    int b() const;\n};",
        "struct A {\n    ~A();\n};",
        "struct A {\n    A() = default;\n};",
        "int f(const A &a);",
        "int f(a::B b);",
        "int operator+(struct A a);",
        "extern \"C\" int f(void);",
        "#include <vector>",
        "#ifndef __cplusplus\n#error no\n#endif",
        "#ifndef A_H\n#define A_H\n#ifdef __cplusplus\nclass A;\n#endif\nclass B;\n#endif",
    ];
    for text in cpp {
        let found = Language::detect("a.h", text.as_bytes());
        assert_eq!(found, Some(Language::Cpp), "{text}");
    }
    let c = [
        "",
        "int class;",
        "struct A *class, *template;\nint namespace = 1;",
        "struct A { int private : 1; };",
        "/* class A; */\n// namespace a {\nconst char *text = \"class A;\";",
        "#define BEGIN namespace a {\n#define LONG \\\n    class A;\n",
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif",
        "#if defined(__cplusplus)\nclass A;\n#else\nstruct A;\n#endif\nint f(struct A *);",
        "#ifndef __cplusplus\ntypedef int bool;\n#else\nusing a::b;\n#endif\n",
        "[[gnu::packed]] struct A { int b; };",
        "#define A 1 /* a\n virtual interrupt */\nvoid f(void) { asm(\"\" ::: \"memory\"); }",
        "#if A != 0 && defined(__cplusplus)\nclass A;\n#else\nclass B;\n#endif",
        "#include <stdio.h>\n#include \"class\"\n",
        "int f(const struct A *a, int b) { return a->operator = b; }",
    ];
    for text in c {
        let found = Language::detect("a.h", text.as_bytes());
        assert_eq!(found, Some(Language::C), "{text}");
    }
}

#[test]
fn no_two_languages_claim_one_extension() {
    let mut all: Vec<&str> = Language::ALL
        .iter()
        .flat_map(|one| one.extensions())
        .copied()
        .collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
    assert!(count > 20);
}

#[test]
fn a_language_has_one_name_everywhere() {
    for language in Language::ALL {
        assert_eq!(serde_json::to_value(language).unwrap(), language.name());
    }
}

#[test]
fn an_error_inside_an_error_is_no_more_bytes_than_there_are() {
    // The page never closes, so all of it is an error, and so is the end of the script in it.
    let source = "<template><p>x</p><(items) as f:\n        case 1 | 2:\n           /template>\n\
                  <script>)\nfunction step(a, b) {\n  if (a && b) { return 1 }\n}\n</script>\n\
                  /template>\n<script>\nfunction ste";
    let facts = facts(
        source.as_bytes(),
        Language::Vue,
        &Limits::default(),
        &|| false,
    );
    assert!(facts.error_bytes > 0);
    assert!(facts.error_bytes as usize <= source.len());
}

#[test]
fn bash_keeps_names_and_places_beyond_ascii() {
    // Its grammar is shown letters for them: a digit that is no byte would be looked up beyond a table.
    let source =
        "# \u{1F574}\ngr\u{F6}\u{DF}e() {\n  echo {\u{1D7CF}..3}\n}\nnach() { gr\u{F6}\u{DF}e; }\n";
    let facts = facts(
        source.as_bytes(),
        Language::Bash,
        &Limits::default(),
        &|| false,
    );
    let found: Vec<(&str, u32)> = facts
        .definitions
        .iter()
        .map(|one| (one.name.as_str(), one.span.start_line))
        .collect();
    assert_eq!(found, [("gr\u{F6}\u{DF}e", 2), ("nach", 5)]);
}
