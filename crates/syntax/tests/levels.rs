//! Texts for which a grammar's scanner has no room: refused in words, and the process lives.

use std::fmt::Write;

use proptest::prelude::*;
use syntax::facts::ProblemKind;
use syntax::{FileFacts, Language, Limits, facts};

fn read(source: &str, language: Language) -> FileFacts {
    facts(source.as_bytes(), language, &Limits::default(), &|| false)
}

fn kinds(facts: &FileFacts) -> Vec<ProblemKind> {
    facts.problems.iter().map(|one| one.kind).collect()
}

/// So many levels, each one deeper by one `unit`, with `last` inside the last one.
fn stairs(levels: usize, unit: &str, head: &str, between: &str, last: &str) -> String {
    let mut text = String::new();
    for level in 0..levels {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}{head}{between}", unit.repeat(level));
    }
    text + &unit.repeat(levels) + last + "\n"
}

// requirement: E12 SEC-8
#[test]
fn more_open_indents_than_pythons_scanner_has_room_for_are_too_deep() {
    for levels in [509, 510, 511, 512, 900] {
        for unit in [" ", "\t"] {
            for (between, last) in [
                ("", "x = 'text'"),
                ("", "x = f'{\"text\"}'"),
                ("\n# seen by nobody", "x = 'text'"),
            ] {
                let text = stairs(levels, unit, "if x:", between, last);
                assert_eq!(
                    kinds(&read(&text, Language::Python)),
                    [ProblemKind::TooDeep],
                    "{levels}"
                );
            }
        }
    }
    let text = stairs(100, "    ", "if x:", "", "def inner(): pass");
    let found = read(&text, Language::Python);
    assert_eq!(kinds(&found), []);
    assert!(found.definitions.iter().any(|one| one.name == "inner"));
}

// requirement: E12 SEC-8
#[test]
fn more_open_blocks_than_yamls_scanner_has_room_for_are_too_deep() {
    let texts = [
        stairs(300, " ", "a:", "", "b"),
        stairs(300, " ", "a:\n", "# seen by nobody", "b"),
        stairs(150, " ", "-\n", "", "b"),
        "- ".repeat(260) + "a\n",
        "? ".repeat(260) + "a\n",
        ": ".repeat(260) + "a\n",
        format!("{}- a\n", " ".repeat(40_000)),
    ];
    for text in texts {
        let shown = text.get(..20);
        assert_eq!(
            kinds(&read(&text, Language::Yaml)),
            [ProblemKind::TooDeep],
            "{shown:?}"
        );
    }
}

#[test]
fn marks_in_the_middle_of_a_line_are_part_of_its_text() {
    let text =
        "first: a - b ? c | d > e : f\nsecond: |2- # how it is read\n   text - more\nthird: 1\n";
    let found = read(text, Language::Yaml);
    assert_eq!(kinds(&found), []);
    let names: Vec<&str> = found
        .definitions
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["first", "second", "third"]);
}

// requirement: E12 SEC-8
#[test]
fn a_word_that_rubys_scanner_has_no_room_for_is_too_deep() {
    for length in 1_010..1_030 {
        for quote in ["", "'", "\""] {
            let word = "W".repeat(length);
            let text = format!("def top; end\nx = <<{quote}{word}{quote}\ntext\n{word}\n");
            assert_eq!(
                kinds(&read(&text, Language::Ruby)),
                [ProblemKind::TooDeep],
                "{length}"
            );
        }
    }
}

#[test]
fn a_word_whose_length_rubys_scanner_cannot_write_down_is_too_deep() {
    for length in [256, 300, 2_000] {
        for (quote, letter) in [
            ("", "W"),
            ("'", "W"),
            ("\"", "W "),
            ("'", "W\n"),
            ("`", "#\n"),
        ] {
            let word = letter.repeat(length / letter.len());
            for end in [quote, ""] {
                let text = format!("x = <<{quote}{word}{end}");
                assert_eq!(
                    kinds(&read(&text, Language::Ruby)),
                    [ProblemKind::TooDeep],
                    "{length}"
                );
            }
        }
    }
    let fits = format!("x = <<{0}\ntext\n{0}\n", "W".repeat(255));
    assert_eq!(kinds(&read(&fits, Language::Ruby)), []);
}

#[test]
fn more_words_than_rubys_scanner_has_room_for_are_too_deep() {
    let many = format!("x = [{}]\n{}", "<<A, ".repeat(203), "text\nA\n".repeat(203));
    assert_eq!(kinds(&read(&many, Language::Ruby)), [ProblemKind::TooDeep]);
    let word = |letter: &str, length: usize| letter.repeat(length);
    for last in 190..215 {
        let words = [
            word("A", 200),
            word("B", 200),
            word("C", 200),
            word("D", 200),
            word("E", last),
        ];
        let [first, inner @ ..] = &words;
        for (before, after) in [("#{<<", ""), ("#{y(<<", ")"), ("#{'}' + <<", "")] {
            let inner: String = inner
                .iter()
                .map(|word| format!("{before}{word}{after}\n"))
                .collect();
            let text = format!("x = <<{first}\n{inner}text\n");
            assert_eq!(
                kinds(&read(&text, Language::Ruby)),
                [ProblemKind::TooDeep],
                "{last} {before}"
            );
        }
    }
    let strings = format!("x = {}<<A\nA\n", "\"#{'}' + ".repeat(202));
    assert_eq!(
        kinds(&read(&strings, Language::Ruby)),
        [ProblemKind::TooDeep]
    );
    let plain =
        "x = <<~SQL\n  #{table}, #{a.b(1)[2].nil?}, #{x ? y : z}, #{h['a'] || \"b\"}\nSQL\n"
            .repeat(300);
    assert_eq!(kinds(&read(&plain, Language::Ruby)), []);
    let usual = "x = [<<~SQL, <<-'EOS']\n  select\nSQL\n  text\n  EOS\ny = 1 << 2\n";
    assert_eq!(kinds(&read(usual, Language::Ruby)), []);
}

/// Lines of whatever means something to YAML's scanner, at any depth.
fn yaml() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => Just("- "), 8 => Just("? "), 8 => Just(": "), 4 => Just("a: "), 2 => Just("| "), 2 => Just("> "),
        2 => Just("\"x\": "), 1 => Just("["), 1 => Just("]"), 1 => Just("{"), 1 => Just("}"), 1 => Just("'"),
        1 => Just("\""), 1 => Just("# "), 1 => Just("&a "), 1 => Just("!t "), 1 => Just("\t"), 1 => Just("--- "),
        1 => Just("|2+"), 2 => Just("x"),
    ];
    let line = (0..90_usize, proptest::collection::vec(word, 0..90));
    proptest::collection::vec(line, 1..60).prop_map(|lines| {
        lines
            .into_iter()
            .map(|(indent, words)| format!("{}{}\n", " ".repeat(indent), words.concat()))
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    // requirement: SEC-8
    #[test]
    fn no_text_made_of_marks_ends_the_process(text in yaml()) {
        prop_assert!(read(&text, Language::Yaml).lines.total > 0);
    }
}
