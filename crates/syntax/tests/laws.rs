//! What holds for the facts of any bytes, and of the corpus after damage: the machine finds the cases.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a test reads files, and fails by panicking"
)]

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use syntax::facts::{DefinitionKind, LineCounts, ProblemKind, Span};
use syntax::{FileFacts, Language, Limits, facts};

const SIGNATURE_BYTES_MAX: usize = 400;

/// Looks at the time that a file gets; damaged Kotlin can take without end, which only its caller's clock stops.
const LOOKS_MAX: u32 = 10_000;

fn facts_of(source: &[u8], language: Language) -> FileFacts {
    let asked = AtomicU32::new(0);
    let stop = || asked.fetch_add(1, Ordering::Relaxed) >= LOOKS_MAX;
    facts(source, language, &Limits::default(), &stop)
}

/// The sources of the corpus, each with its language.
fn corpus() -> &'static [(Language, Vec<u8>)] {
    static CORPUS: OnceLock<Vec<(Language, Vec<u8>)>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
        let mut sources = Vec::new();
        for language in Language::ALL {
            for feature in entries(&root.join(language.name())) {
                let files = entries(&feature).into_iter();
                for path in files.filter(|path| path.extension().is_some_and(|end| end != "facts"))
                {
                    sources.push((language, std::fs::read(path).expect("a file of the corpus")));
                }
            }
        }
        assert!(sources.len() > 50, "the scan found hardly any file");
        sources
    })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the corpus");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

/// One way to damage a text.
#[derive(Debug, Clone)]
enum Damage {
    Delete(Index, Index),
    Duplicate(Index, Index),
    Truncate(Index),
    /// A piece of another file of the corpus, at a place of this one.
    Splice(Index, Index, Index, Index),
    /// A byte of its own, often one that means something.
    Insert(Index, u8),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || any::<Index>();
    let telling = select(b"(){}[]<>\"'`/*#\\\n\r\t ;:,=\0\xff\xc3".to_vec());
    prop_oneof![
        (at(), at()).prop_map(|(from, to)| Damage::Delete(from, to)),
        (at(), at()).prop_map(|(from, to)| Damage::Duplicate(from, to)),
        at().prop_map(Damage::Truncate),
        (at(), at(), at(), at())
            .prop_map(|(file, from, to, at)| Damage::Splice(file, from, to, at)),
        (at(), prop_oneof![telling, any::<u8>()]).prop_map(|(at, byte)| Damage::Insert(at, byte)),
    ]
}

/// A piece of `bytes` between two places, whichever comes first.
fn piece(bytes: &[u8], one: Index, other: Index) -> std::ops::Range<usize> {
    let (one, other) = (one.index(bytes.len() + 1), other.index(bytes.len() + 1));
    one.min(other)..one.max(other)
}

fn damaged(mut bytes: Vec<u8>, all: &[Damage]) -> Vec<u8> {
    for one in all {
        match one {
            Damage::Delete(from, to) => drop(bytes.drain(piece(&bytes, *from, *to))),
            Damage::Duplicate(from, to) => bytes.extend_from_within(piece(&bytes, *from, *to)),
            Damage::Truncate(at) => bytes.truncate(at.index(bytes.len() + 1)),
            Damage::Splice(file, from, to, at) => {
                let (_, other) = file.get(corpus());
                let inserted = other.get(piece(other, *from, *to)).unwrap_or_default();
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, inserted.iter().copied());
            }
            Damage::Insert(at, byte) => bytes.insert(at.index(bytes.len() + 1), *byte),
        }
    }
    bytes
}

fn damaged_source() -> impl Strategy<Value = (Language, Vec<u8>)> {
    (any::<Index>(), proptest::collection::vec(damage(), 1..6)).prop_map(|(file, all)| {
        let (language, source) = file.get(corpus());
        (*language, damaged(source.clone(), &all))
    })
}

/// Everything that holds for all facts of all texts.
fn check(source: &[u8], facts: &FileFacts) {
    check_lines(source, &facts.lines);
    check_definitions(source, facts);
    check_uses(source, facts);
    let line_max = facts.lines.total.max(1);
    for problem in &facts.problems {
        assert!(
            (1..=line_max).contains(&problem.line),
            "{problem:?} of {line_max} lines"
        );
    }
    assert!(facts.problems.len() <= Limits::default().problems_max as usize);
    assert!(facts.error_bytes as usize <= source.len());
    let clean = facts.problems.is_empty();
    assert!(!clean || facts.error_bytes == 0, "errors without a problem");
}

fn check_lines(source: &[u8], lines: &LineCounts) {
    assert_eq!(lines.code + lines.comment + lines.blank, lines.total);
    let end = if source.contains(&b'\n') {
        b'\n'
    } else {
        b'\r'
    };
    let total = source.split_inclusive(|byte| *byte == end).count();
    assert_eq!(lines.total as usize, total);
}

fn check_span(source: &[u8], facts: &FileFacts, span: Span) {
    assert!(span.start_byte <= span.end_byte, "{span:?}");
    assert!(
        span.end_byte as usize <= source.len(),
        "{span:?} of {} bytes",
        source.len()
    );
    assert!(
        1 <= span.start_line && span.start_line <= span.end_line,
        "{span:?}"
    );
    assert!(
        span.end_line <= facts.lines.total.max(1),
        "{span:?} of {:?}",
        facts.lines
    );
}

fn encloses(outer: Span, inner: Span) -> bool {
    outer.start_byte <= inner.start_byte
        && inner.end_byte <= outer.end_byte
        && outer.start_line <= inner.start_line
        && inner.end_line <= outer.end_line
}

fn check_definitions(source: &[u8], facts: &FileFacts) {
    for (index, one) in facts.definitions.iter().enumerate() {
        check_span(source, facts, one.span);
        check_span(source, facts, one.name_span);
        assert!(
            encloses(one.span, one.name_span),
            "its name is elsewhere: {one:?}"
        );
        assert!(!one.name.is_empty(), "{one:?}");
        let mut name = one.name.replace("::", ".");
        if facts.language == Language::Php {
            name = name.replace('\\', ".");
        }
        assert!(one.qualified_name.ends_with(&name), "{one:?}");
        assert!(one.signature.len() <= SIGNATURE_BYTES_MAX, "{one:?}");
        assert!(!one.signature.contains('\n'), "{one:?}");
        let Some(parent) = one.parent else { continue };
        assert!((parent as usize) < index, "a parent comes later: {one:?}");
        let parent = &facts.definitions.get(parent as usize).expect("checked");
        assert!(
            encloses(parent.span, one.span),
            "{one:?} is not inside {parent:?}"
        );
    }
}

fn check_uses(source: &[u8], facts: &FileFacts) {
    let definitions = facts.definitions.len();
    let inside = |index: Option<u32>| index.is_none_or(|index| (index as usize) < definitions);
    let known = |index: u32| (index as usize) < facts.names.len();
    for one in &facts.imports {
        check_span(source, facts, one.span);
    }
    for one in &facts.calls {
        check_span(source, facts, one.span);
        assert!(
            inside(one.caller) && known(one.name) && one.receiver.is_none_or(known),
            "{one:?}"
        );
        assert!(!facts.name(one.name).is_empty(), "{one:?}");
    }
    for one in &facts.references {
        assert!(inside(one.scope) && known(one.name), "{one:?}");
        assert!(!facts.name(one.name).is_empty(), "{one:?}");
    }
    for one in &facts.branches {
        assert!(
            inside(one.owner) && one.line <= facts.lines.total,
            "{one:?}"
        );
        let owner = one
            .owner
            .and_then(|owner| facts.definitions.get(owner as usize));
        assert!(
            owner.is_none_or(|owner| {
                matches!(
                    owner.kind,
                    DefinitionKind::Function | DefinitionKind::Method
                ) && owner.span.start_line <= one.line
                    && one.line <= owner.span.end_line
            }),
            "{one:?} of {owner:?}"
        );
    }
    let names: HashSet<_> = facts.names.iter().collect();
    assert_eq!(names.len(), facts.names.len(), "a name is listed twice");
    assert!(facts.branches.is_sorted_by_key(|one| one.line));
    assert!(facts.references.is_sorted_by_key(|one| one.line));
}

#[test]
fn the_laws_hold_for_each_file_of_the_corpus() {
    for (language, source) in corpus() {
        check(source, &facts_of(source, *language));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_laws_hold_for_any_bytes(source in proptest::collection::vec(any::<u8>(), 0..600)) {
        for language in Language::ALL {
            check(&source, &facts_of(&source, language));
        }
    }

    #[test]
    fn the_laws_hold_for_any_text(source in "(?s)(\\PC|[ \\r\\n\\t(){}\\[\\]<>\"'`/*#;:=,.]){0,300}") {
        for language in Language::ALL {
            check(source.as_bytes(), &facts_of(source.as_bytes(), language));
        }
    }

    #[test]
    fn the_laws_hold_for_a_damaged_file((own, source) in damaged_source(), other in select(Language::ALL.to_vec())) {
        check(&source, &facts_of(&source, own));
        check(&source, &facts_of(&source, other));
    }

    #[test]
    fn the_same_text_gives_the_same_facts((language, source) in damaged_source()) {
        // On another thread too: each has parsers of its own, and these have read other files before.
        let here = facts_of(&source, language);
        let there = std::thread::scope(|scope| {
            scope.spawn(|| facts_of(&source, language)).join().expect("no panic")
        });
        prop_assert_eq!(&here, &there);
        prop_assert_eq!(&here, &facts_of(&source, language));
    }

    #[test]
    fn whenever_it_is_stopped_the_lines_are_right((language, source) in damaged_source(), looks in 0..12_u32) {
        let whole = facts_of(&source, language);
        let asked = AtomicU32::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= looks;
        let found = facts(&source, language, &Limits::default(), &stop);
        check(&source, &found);
        let stopped = found.problems.iter().any(|one| one.kind == ProblemKind::ParseTimeout);
        if stopped {
            let facts = [found.definitions.len(), found.imports.len(), found.calls.len(), found.branches.len()];
            prop_assert_eq!(facts, [0; 4]);
            prop_assert_eq!(found.lines.total, whole.lines.total);
            prop_assert_eq!(found.lines.blank, whole.lines.blank);
            prop_assert_eq!(found.lines.comment, 0);
        } else {
            prop_assert_eq!(&found, &whole);
        }
    }
}

#[test]
fn a_stop_at_once_leaves_lines_and_the_reason() {
    for (language, source) in corpus() {
        let found = facts(source, *language, &Limits::default(), &|| true);
        check(source, &found);
        let kinds: Vec<ProblemKind> = found.problems.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [ProblemKind::ParseTimeout], "{language:?}");
    }
}

#[test]
fn a_parser_that_was_stopped_reads_the_next_file_afresh() {
    for (language, source) in corpus() {
        let before = facts_of(source, *language);
        let asked = AtomicU32::new(0);
        let stop = || asked.fetch_add(1, Ordering::Relaxed) >= 1;
        facts(source, *language, &Limits::default(), &stop);
        assert_eq!(facts_of(source, *language), before);
    }
}
