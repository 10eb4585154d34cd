//! The blocks that match, and which come first.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use analysis::Limits;
use serde_json::{Value, json};
use support::{Tree, each, table};

const SHOP: &str = "\
import token_store

# Tokens live for an hour.
LIFE = 3600


class Basket:
    \"\"\"Holds a token.\"\"\"

    limit = 3

    # The token is made once.
    @cached
    def token(self):
        if self.is_open:
            return make()
        return None

    def close(self):
        token = self.token()
        token.close()
        return token


def check(basket):
    return basket.limit


print('token')
print('done')

raise SystemExit
";

fn found(tree: &Tree, request: &Value) -> Vec<String> {
    let answer = tree.ask("search", request);
    let matches = &answer["result"]["matches"];
    assert_eq!(
        answer["result"]["total_matches"],
        each(matches, "line").len()
    );
    let mut rows = table(matches, &["line", "end_line", "symbol", "lines"]);
    rows.sort_by_key(|row| {
        row.split(' ')
            .next()
            .and_then(|line| line.parse::<u32>().ok())
    });
    rows
}

fn boolean(pattern: &str) -> Value {
    json!({"pattern": pattern, "mode": "boolean"})
}

// requirement: T3 E8
#[test]
fn a_match_is_shown_as_the_smallest_definition_round_it_with_its_comments_else_as_its_paragraph() {
    let tree = Tree::new([("shop.py", SHOP)]);
    assert_eq!(
        found(&tree, &json!({"pattern": "token"})),
        [
            "1 1 - [1]",
            "3 4 LIFE [3]",
            "7 22 Basket [8]",
            "12 17 Basket.token [12,14]",
            "19 22 Basket.close [20,21,22]",
            "29 30 - [29]",
        ]
    );
}

// requirement: T3 E8
#[test]
fn a_boolean_pattern_finds_the_smallest_blocks_that_hold_it_as_a_whole() {
    let tree = Tree::new([("shop.py", SHOP)]);
    for (pattern, expected) in [
        // In one method, over several lines.
        ("token and close", &["19 22 Basket.close [19,20,21,22]"][..]),
        // No method has both; the class has.
        ("is_open and \"token.close\"", &["7 22 Basket [15,21]"]),
        // No definition has both; the file has.
        ("is_open and done", &["1 32 - [15,30]"]),
        // What must not be there is looked for in all of the block.
        (
            "token and not (close or print or import or hour or once or Holds)",
            &[],
        ),
        (
            "token and not close",
            &[
                "1 1 - [1]",
                "3 4 LIFE [3]",
                "12 17 Basket.token [12,14]",
                "29 30 - [29]",
            ],
        ),
        (
            "close or limit and check",
            &["19 22 Basket.close [19,21]", "25 26 check [25,26]"],
        ),
    ] {
        assert_eq!(found(&tree, &boolean(pattern)), expected, "{pattern}");
    }
}

// requirement: T3
#[test]
fn a_block_is_whole_where_it_fits_and_else_its_head_and_matching_lines() {
    let body: String = (0..200)
        .map(|number| format!("    step_{number}(x)\n"))
        .collect();
    let long = format!("def long(x):\n{body}    return needle\n");
    let tree = Tree::new([
        ("a.py", "def short():\n    return needle  # \u{202E}\n"),
        ("b.py", long.as_str()),
    ]);
    let answer = tree.ask("search", &json!({"pattern": "needle", "max_tokens": 600}));
    let matches = &answer["result"]["matches"];
    assert_eq!(
        table(matches, &["symbol", "cut", "lines"]),
        ["short - [2]", "long true [202]"]
    );
    assert_eq!(
        matches[0]["text"],
        "def short():\n    return needle  # <U+202E>"
    );
    assert_eq!(
        matches[1]["text"],
        "1: def long(x)\n…\n202:     return needle"
    );
    let answer = tree.ask(
        "search",
        &json!({"pattern": "needle", "max_tokens": 20_000, "path": "b.py"}),
    );
    assert_eq!(answer["result"]["matches"][0]["text"], long.trim_end());
    // A class does not repeat the methods that are found in it.
    let tree = Tree::new([("shop.py", SHOP)]);
    let answer = tree.ask("search", &json!({"pattern": "token", "max_tokens": 20_000}));
    let whole = table(&answer["result"]["matches"], &["line", "cut"]);
    assert!(whole.contains(&"7 true".to_owned()), "{whole:?}");
    assert_eq!(whole.iter().filter(|row| row.ends_with("-")).count(), 5);
}

fn order(files: &[(&str, &str)], request: &Value) -> Vec<String> {
    let tree = Tree::new(files.iter().copied());
    let answer = tree.ask("search", request);
    table(&answer["result"]["matches"], &["path", "symbol"])
}

// requirement: T3 E8
#[test]
fn what_is_named_so_comes_before_what_mentions_it_and_words_before_parts_of_words() {
    let text = json!({"pattern": "render"});
    let uses = "def page():\n    return render(1)\n";
    assert_eq!(
        order(
            &[("a.py", uses), ("b.py", "def render(x):\n    return x\n")],
            &text
        ),
        ["b.py render", "a.py page"]
    );
    assert_eq!(
        order(
            &[
                ("a.py", "def page():\n    return prerendered(1)\n"),
                ("b.py", uses)
            ],
            &text
        ),
        ["b.py page", "a.py page"]
    );
    assert_eq!(
        order(&[("a.py", "from x import render\n"), ("b.py", uses)], &text),
        ["b.py page", "a.py -"]
    );
    assert_eq!(
        order(
            &[
                ("test_a.py", "def render(x):\n    return x\n"),
                ("z.py", uses)
            ],
            &text
        ),
        ["z.py page", "test_a.py render"]
    );
    let twice = "def page():\n    render(1)\n    render(2)\n";
    assert_eq!(
        order(&[("a.py", uses), ("b.py", twice)], &text),
        ["b.py page", "a.py page"]
    );
}

// requirement: T3 E8
#[test]
fn a_block_with_all_terms_comes_before_one_with_some_and_a_rare_term_counts_more() {
    let common = "def a():\n    common()\n    return 1\n";
    let rare = "def a():\n    rare()\n    return 1\n";
    let both = "def a():\n    common()\n    rare()\n";
    assert_eq!(
        order(
            &[
                ("a.py", common),
                ("b.py", common),
                ("c.py", rare),
                ("d.py", both)
            ],
            &boolean("common or rare")
        ),
        ["d.py a", "c.py a", "a.py a", "b.py a"]
    );
}

// requirement: T3
#[test]
fn pages_of_blocks_hold_each_block_once_in_order_within_any_budget() {
    let files: Vec<(String, String)> = (0..40)
        .map(|number| {
            let body = "    x = needle()\n".repeat(1 + number * 7 % 13);
            (
                format!("m{number}.py"),
                format!("def f{number}():\n{body}\n\nneedle = {number}\n"),
            )
        })
        .collect();
    let tree = Tree::new(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let whole = tree.ask(
        "search",
        &json!({"pattern": "needle", "limit": 1000, "max_tokens": 100_000}),
    );
    let expected = table(&whole["result"]["matches"], &["path", "line", "score"]);
    assert_eq!((expected.len(), &whole["next_cursor"]), (80, &Value::Null));
    for budget in [300, 700, 2_000] {
        let (mut rows, mut cursor) = (Vec::new(), Value::Null);
        loop {
            let page = tree.ask(
                "search",
                &json!({"pattern": "needle", "max_tokens": budget, "cursor": cursor}),
            );
            assert!(analysis::tokens::estimate(&page.to_string()) <= budget);
            rows.extend(table(
                &page["result"]["matches"],
                &["path", "line", "score"],
            ));
            assert_eq!(page["completeness"]["omitted"], 80 - rows.len());
            cursor = page["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
        }
        assert_eq!(rows, expected, "{budget}");
    }
}

#[test]
fn the_best_blocks_are_kept_where_there_are_too_many_and_all_are_counted() {
    let limits = Limits {
        search_matches_max: 10,
        ..Limits::default()
    };
    let mut files: Vec<(String, String)> = (0..100)
        .map(|number| (format!("a{number}.py"), "y = 'xneedle'\n".to_owned()))
        .collect();
    files.push(("z.py".to_owned(), "def needle():\n    pass\n".to_owned()));
    let tree = Tree::with_limits(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
        limits,
    );
    let answer = tree.ask("search", &json!({"pattern": "needle"}));
    let rows = table(&answer["result"]["matches"], &["path"]);
    assert_eq!(
        (rows.len(), rows.first().map(String::as_str)),
        (10, Some("z.py"))
    );
    assert_eq!(
        (
            &answer["result"]["total_matches"],
            &answer["completeness"]["omitted"]
        ),
        (&json!(101), &json!(91))
    );
}

#[test]
fn text_without_definitions_is_found_by_paragraphs_of_bounded_length() {
    let list: String = (0..100).map(|number| format!("item {number}\n")).collect();
    let text = format!("about items\nand more\n\n{list}");
    let tree = Tree::new([("a.txt", text.as_str())]);
    let answer = tree.ask("search", &json!({"pattern": "item", "limit": 1000}));
    let mut blocks: Vec<(u64, u64, u64)> = answer["result"]["matches"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| {
            let count = one["line_count"].as_u64();
            let listed = one["lines"].as_array()?.len() as u64;
            Some((
                one["line"].as_u64()?,
                one["end_line"].as_u64()?,
                count.unwrap_or(listed),
            ))
        })
        .collect();
    blocks.sort_unstable();
    assert_eq!(
        blocks,
        [
            (1, 2, 1),
            (4, 33, 30),
            (34, 63, 30),
            (64, 93, 30),
            (94, 103, 10)
        ]
    );
}
