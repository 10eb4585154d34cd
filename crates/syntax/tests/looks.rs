//! How often reading a file asks whether to stop: as often again as the file is longer.

use std::sync::atomic::{AtomicU64, Ordering};

use syntax::facts::ProblemKind;
use syntax::{Language, Limits};

/// A piece of code of each language, to be repeated.
const PIECES: [(Language, &str); 12] = [
    (
        Language::Python,
        "def f(a, b=1):\n    if a and b:\n        return g(a.x, [b, 2])\n",
    ),
    (
        Language::JavaScript,
        "function f(a, b) { if (a && b) { return g(a.x, [b, 2]); } }\n",
    ),
    (
        Language::TypeScript,
        "function f(a: A, b = 1): C { if (a && b) { return g(a.x, [b, 2]); } }\n",
    ),
    (
        Language::Rust,
        "fn f(a: A, b: u8) -> C { if a.y && b > 1 { return g(a.x, [b, 2]); } h() }\n",
    ),
    (
        Language::Go,
        "func f(a A, b int) C { if a.y && b > 1 { return g(a.x, b, 2) }; return h() }\n",
    ),
    (
        Language::Java,
        "class A { int f(A a, int b) { if (a.y && b > 1) { return g(a.x, b, 2); } return 1; } }\n",
    ),
    (
        Language::C,
        "int f(struct a *a, int b) { if (a->y && b > 1) { return g(a->x, b, 2); } return 1; }\n",
    ),
    (
        Language::Cpp,
        "int f(A &a, int b) { if (a.y && b > 1) { return g(a.x, b, 2); } return 1; }\n",
    ),
    (
        Language::CSharp,
        "class A { int F(A a, int b) { if (a.y && b > 1) { return G(a.x, b, 2); } return 1; } }\n",
    ),
    (
        Language::Ruby,
        "def f(a, b = 1)\n  if a && b\n    return g(a.x, [b, 2])\n  end\nend\n",
    ),
    (
        Language::Php,
        "<?php function f($a, $b) { if ($a && $b) { return g($a->x, [$b, 2]); } } ?>\n",
    ),
    (
        Language::Kotlin,
        "fun f(a: A, b: Int): C { if (a.y && b > 1) { return g(a.x, b, 2) }; return h() }\n",
    ),
];

fn looks(text: &str, language: Language) -> u64 {
    let count = AtomicU64::new(0);
    let stop = || {
        count.fetch_add(1, Ordering::Relaxed);
        false
    };
    let facts = syntax::facts(text.as_bytes(), language, &Limits::default(), &stop);
    assert!(!facts.definitions.is_empty(), "{language:?}");
    count.load(Ordering::Relaxed)
}

// requirement: E15
#[test]
fn a_longer_file_asks_more_often_whether_to_stop() {
    for (language, piece) in PIECES {
        let few = looks(&piece.repeat(200), language);
        let many = looks(&piece.repeat(1_600), language);
        assert!(many >= few * 3, "{language:?}: {few}, then {many}");
    }
}

// requirement: E15
#[test]
fn a_file_is_given_up_at_whatever_place_it_is_asked_for() {
    for (language, piece) in PIECES {
        let text = piece.repeat(300);
        let all = looks(&text, language);
        for at in [1, all / 3, all / 2, all] {
            let count = AtomicU64::new(0);
            let stop = || count.fetch_add(1, Ordering::Relaxed) + 1 >= at.max(1);
            let facts = syntax::facts(text.as_bytes(), language, &Limits::default(), &stop);
            let kinds: Vec<ProblemKind> = facts.problems.iter().map(|one| one.kind).collect();
            assert_eq!(
                kinds,
                [ProblemKind::ParseTimeout],
                "{language:?} at {at} of {all}"
            );
            let after = count.load(Ordering::Relaxed) - at.max(1);
            assert!(after <= 1, "{language:?}: asked {after} times more");
        }
    }
}
