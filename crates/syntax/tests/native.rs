//! The parsers of single languages write the trees that tree-sitter gives, and the same facts come out.
//!
//! `make bench-truth` compares them on whole projects.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads files, and fails by panicking"
)]

mod files;

use std::path::{Path, PathBuf};
use std::{fs, thread};

use files::files;
use syntax::{FileFacts, FrontEnd, Language, Limits, facts, parting};

/// Pieces of valid code, each with what grammars read in more than one way; a line of `%%` stands between them.
const PIECES: [(Language, &str); 4] = [
    (
        Language::Python,
        include_str!("../../../tests/corpus/native-python.txt"),
    ),
    (
        Language::JavaScript,
        include_str!("../../../tests/corpus/native-javascript.txt"),
    ),
    (
        Language::TypeScript,
        include_str!("../../../tests/corpus/native-typescript.txt"),
    ),
    (
        Language::Tsx,
        include_str!("../../../tests/corpus/native-tsx.txt"),
    ),
];

fn of(text: &str, language: Language) -> FileFacts {
    facts(text.as_bytes(), language, &Limits::default(), &|| false)
}

// requirement: E1
#[test]
fn both_parsers_write_the_same_tree_of_every_construct() {
    for (language, pieces) in PIECES {
        for piece in pieces.split("\n%%\n") {
            let facts = of(piece, language);
            assert_eq!(facts.front_end, FrontEnd::Native, "{piece}");
            assert_eq!(parting(piece, language), None, "{piece}");
        }
    }
}

/// The file of the corpus that tree-sitter's grammar misreads: it has `await a<B>()` for a call of what was waited for.
const MISREAD: &str = "repository.ts";

#[test]
fn both_parsers_write_the_same_trees_of_the_corpus() {
    let mut native = 0;
    for (path, language) in
        corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus"))
    {
        let text = fs::read_to_string(&path).unwrap();
        let is_misread = path.ends_with(MISREAD);
        let parting = parting(&text, language);
        assert_eq!(
            parting.is_some(),
            is_misread,
            "{} {parting:?}",
            path.display()
        );
        native += u32::from(of(&text, language).front_end == FrontEnd::Native);
    }
    assert!(native > 40, "{native}");
}

fn corpus(folder: &Path) -> Vec<(PathBuf, Language)> {
    let native = [
        Language::Python,
        Language::JavaScript,
        Language::TypeScript,
        Language::Tsx,
    ];
    let known = files(folder).into_iter().filter_map(|path| {
        let language = Language::detect(&path.to_string_lossy(), b"")?;
        Some((path, language))
    });
    known
        .filter(|(_, language)| native.contains(language))
        .collect()
}

#[test]
fn what_is_not_valid_is_read_by_tree_sitter() {
    for (text, language) in [
        ("def f(:\n    pass\n\ndef g(): pass\n", Language::Python),
        ("print 'a'\n", Language::Python),
        ("x = (1\n", Language::Python),
        (
            "function f() { a b }\nfunction g() {}\n",
            Language::JavaScript,
        ),
        ("const a: = 1;\nfunction g() {}\n", Language::TypeScript),
        ("let x: = 1;\nfunction g() {}\n", Language::Tsx),
        ("a b\nfunction g() {}\n", Language::JavaScript),
    ] {
        let facts = of(text, language);
        assert_eq!(facts.front_end, FrontEnd::TreeSitter, "{text}");
        let last = facts.definitions.last().map(|definition| &*definition.name);
        assert!(!text.contains("g()") || last == Some("g"), "{text}");
    }
}

/// Code that tree-sitter's grammars misread, or do not know, and the calls that are in it.
const BEYOND: &[(Language, &str, &[&str])] = &[
    // A declaration of a type, a statement of Python 2 and a call of what is spread.
    (Language::Python, "type(a).b = f(c)\n", &["type", "f"]),
    (Language::Python, "print >> f(a)\n", &["f"]),
    (Language::Python, "a = [*b.c(d)]\n", &["c"]),
    // A call of `await`, of what is not null of a whole sum, and a list of which no value may be written.
    (
        Language::JavaScript,
        "async () => { await (0, a.b)(c()); };\n",
        &["c"],
    ),
    (Language::TypeScript, "const a = b ?? c!.d();\n", &["d"]),
    (
        Language::TypeScript,
        "let a: readonly b[] | undefined = c();\n",
        &["c"],
    ),
    // Which way a type may vary, a template with a type, and types alone of a whole module.
    (
        Language::TypeScript,
        "interface A<in out B> { c(): void }\nd();\n",
        &["d"],
    ),
    (
        Language::TypeScript,
        "const a = sql<B>`${c()}`;\n",
        &["sql", "c"],
    ),
    (
        Language::TypeScript,
        "export type * from './a';\nb();\n",
        &["b"],
    ),
];

#[test]
fn what_tree_sitter_misreads_is_read_as_its_language_has_it() {
    for (language, text, calls) in BEYOND {
        let facts = of(text, *language);
        let called = facts.calls.iter().map(|call| facts.name(call.name));
        assert!(called.eq(calls.iter().copied()), "{text}");
        assert_eq!(facts.problems, [], "{text}");
        assert_eq!(facts.front_end, FrontEnd::Native, "{text}");
    }
}

/// Read on a thread with as little stack as the platform gives to one.
fn on_a_small_stack(text: String, language: Language) -> FileFacts {
    let reader = thread::Builder::new().stack_size(2 << 20);
    reader
        .spawn(move || of(&text, language))
        .unwrap()
        .join()
        .unwrap()
}

/// Nested code: what is repeated before and behind the innermost, and how often a native parser and how often none reads it.
const NESTED: &[(Language, &str, &str, &str, Option<usize>)] = &[
    (Language::Python, "x = ", "(", ")", Some(90)),
    (Language::Python, "x = a", " + a", "", Some(490)),
    (Language::Python, "x = (a", "\n + a", ")", None),
    (Language::Python, "x = 'a'", " + 'a'", "", None),
    (Language::Python, "x = a", ".b", "", Some(490)),
    (Language::Python, "x = ", "f\"{", "}\"", None),
    (Language::Python, "x = ", "not ", "", Some(900)),
    (Language::JavaScript, "x = ", "(", ")", Some(90)),
    (Language::JavaScript, "x = ", "{a: [", "]}", Some(45)),
    (Language::JavaScript, "x = a", "\n + a", "", Some(490)),
    (Language::JavaScript, "x = a", ".b().c", "", Some(150)),
    (Language::JavaScript, "x = ", "!", "", Some(900)),
    (Language::JavaScript, "x = ", "new ", "", Some(900)),
    (Language::JavaScript, "x = ", "a => ", "", Some(320)),
    (Language::JavaScript, "x = ", "a ? b :\n", "", Some(240)),
    (Language::JavaScript, "", "a =\n", "", Some(490)),
    (Language::JavaScript, "", "if (a)\n", "", Some(240)),
    (Language::JavaScript, "", "if (a) {\n} else ", "", Some(150)),
    (Language::JavaScript, "", "a:\n", "", Some(490)),
    (Language::JavaScript, "x = ", "`${", "}`", Some(90)),
    (Language::JavaScript, "x = ", "<a>", "</a>", Some(150)),
    (
        Language::JavaScript,
        "x = ",
        "function () {}.x =\n",
        "",
        None,
    ),
    // What looks like the end of something in a text between elements, or in a chain.
    (Language::JavaScript, "x = ", "<a>;", "</a>", Some(900)),
    (Language::JavaScript, "x = ", "<a>\nvar ", "</a>", Some(300)),
    (Language::JavaScript, "", "if (a); else ", "", Some(5_000)),
    (Language::TypeScript, "type A = ", "keyof ", "", Some(900)),
    (
        Language::TypeScript,
        "type A = ",
        "B extends C ? D : ",
        "",
        Some(150),
    ),
    (Language::TypeScript, "type A = ", "() => ", "", Some(240)),
    (Language::TypeScript, "type A = ", "B<", ">", Some(240)),
    (Language::TypeScript, "x = ", "<A>", "", Some(240)),
];

#[test]
fn what_is_nested_past_its_reason_overflows_no_stack() {
    for (language, start, before, behind, native) in NESTED {
        let nested = |count: usize| {
            let (before, behind) = (before.repeat(count), behind.repeat(count));
            on_a_small_stack(format!("{start}{before}b{behind};\n"), *language).front_end
        };
        if let Some(count) = native {
            assert_eq!(nested(*count), FrontEnd::Native, "{before}");
        }
        // Whoever reads it, no stack overflows.
        nested(50_000);
    }
    on_a_small_stack(nested_blocks(300), Language::Python);
    for count in [300, 5_000] {
        // Not valid, and as deep as it looks before that is known.
        let text = format!("x = {}", "{(<a>)){".repeat(count));
        on_a_small_stack(text, Language::JavaScript);
    }
}

fn nested_blocks(count: usize) -> String {
    let mut text = String::new();
    for level in 0..count {
        text.push_str(&" ".repeat(level));
        text.push_str("if a:\n");
    }
    text.push_str(&" ".repeat(count));
    text.push_str("pass\n");
    text
}
