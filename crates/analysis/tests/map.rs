//! The ranked map.

mod support;

use serde_json::json;
use support::{Tree, each};

const CORE: &str = "\
class Basket:
    def add_line(self, line):
        pass


def unused_helper():
    pass
";

fn shop() -> Tree {
    let tree = Tree::new([
        ("shop/__init__.py", "from shop.core import Basket\n"),
        ("shop/core.py", CORE),
        ("shop/lists.py", "def list(x):\n    return x\n"),
        (
            "shop/views.py",
            "from shop import Basket\n\ndef show_basket():\n    return list(Basket().add_line(1))\n",
        ),
        (
            "tests/test_views.py",
            "from shop.views import show_basket\n\ndef test_show():\n    show_basket()\n",
        ),
    ]);
    for number in 0..5 {
        let text =
            format!("from shop.core import Basket\n\ndef page_{number}():\n    return Basket()\n");
        tree.write(&format!("pages/page_{number}.py"), &text);
    }
    tree
}

// requirement: T10 E10
#[test]
fn the_most_used_comes_first_and_definitions_stand_under_their_parents() {
    let answer = shop().ask("repo_map", &json!({}));
    let text = answer["result"]["text"].as_str().unwrap_or_default();
    assert!(
        text.starts_with("shop/core.py\n  1: class Basket\n    2: def add_line(self, line)\nshop/views.py\n  3: def show_basket()\n"),
        "{text}"
    );
    assert_eq!(
        each(&answer["result"]["files"], "path")
            .first()
            .map(String::as_str),
        Some("shop/core.py")
    );
    assert_eq!(answer["result"]["files"][0]["rank"], 1.0);
}

#[test]
fn a_name_of_the_language_is_not_bound_to_a_definition_of_the_same_name() {
    let answer = shop().ask("repo_map", &json!({}));
    let text = answer["result"]["text"].as_str().unwrap_or_default();
    assert!(!text.contains("def list"), "{text}");
}

#[test]
fn a_focus_ranks_from_where_one_stands() {
    let tree = Tree::new([
        (
            "a/one.py",
            "from a.two import near_function\n\ndef start_here():\n    near_function()\n",
        ),
        ("a/two.py", "def near_function():\n    pass\n"),
        ("b/hub.py", "def far_function():\n    pass\n"),
        (
            "b/x.py",
            "from b.hub import far_function\n\nfar_function()\n",
        ),
        (
            "b/y.py",
            "from b.hub import far_function\n\nfar_function()\n",
        ),
    ]);
    let first = |request| {
        let answer = tree.ask("repo_map", &request);
        each(&answer["result"]["files"], "path").first().cloned()
    };
    assert_eq!(first(json!({})).as_deref(), Some("b/hub.py"));
    for focus in ["a/one.py", "start_here", "a"] {
        assert!(
            first(json!({"focus": [focus]})).is_some_and(|path| path.starts_with("a/")),
            "{focus}"
        );
    }
}

#[test]
fn a_larger_budget_shows_more_and_what_is_left_out_is_counted() {
    let tree = shop();
    let shown = |budget: u64| {
        let answer = tree.ask("repo_map", &json!({"max_tokens": budget}));
        (
            answer["result"]["files"].as_array().map_or(0, Vec::len),
            answer["completeness"]["omitted"].as_u64(),
        )
    };
    let (few, many) = (shown(260), shown(2_000));
    assert!(few.0 < many.0, "{few:?} {many:?}");
    assert!(few.1 > Some(0));
    assert_eq!(many.1, Some(0));
}

#[test]
fn a_focus_that_is_nothing_is_answered_with_what_is_like_it() {
    let error = shop().refused("repo_map", &json!({"focus": ["show_baskt"]}));
    assert_eq!(
        (error.code.as_str(), error.nearest),
        ("NOT_FOUND", vec!["show_basket".to_owned()])
    );
}

// requirement: T10 E10
#[test]
fn a_rare_name_weighs_more_than_one_that_every_file_uses() {
    let page = |body: &str| {
        format!("from a_common import common_helper\nfrom b_rare import rare_helper\n\n{body}")
    };
    let mut files = vec![
        (
            "a_common.py".to_owned(),
            "def common_helper():\n    pass\n".to_owned(),
        ),
        (
            "b_rare.py".to_owned(),
            "def rare_helper():\n    pass\n".to_owned(),
        ),
        (
            "here.py".to_owned(),
            page("common_helper()\nrare_helper()\n"),
        ),
    ];
    for number in 0..20 {
        files.push((
            format!("pages/p{number}.py"),
            page("common_helper()\n").replace("from b_rare import rare_helper\n", ""),
        ));
    }
    let tree = Tree::new(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let first = |request| {
        let answer = tree.ask("repo_map", &request);
        each(&answer["result"]["files"], "path").first().cloned()
    };
    assert_eq!(first(json!({})).as_deref(), Some("a_common.py"));
    // From here both are used once; by path the common one would come first.
    let answer = tree.ask("repo_map", &json!({"focus": ["here.py"]}));
    let text = answer["result"]["text"].as_str().unwrap_or_default();
    let place = |name: &str| text.find(name).unwrap_or(usize::MAX);
    assert!(place("rare_helper") < place("common_helper"), "{text}");
}

// requirement: T10 E10
#[test]
fn a_focus_on_a_symbol_means_that_one_and_shows_it() {
    let tree = Tree::new([
        ("a.py", "class One:\n    def run(self):\n        pass\n"),
        (
            "b.py",
            "import far\n\n\nclass Two:\n    def run(self):\n        far.beyond_all()\n",
        ),
        ("far.py", "def beyond_all():\n    pass\n"),
    ]);
    let shown = |focus: &str| {
        let answer = tree.ask("repo_map", &json!({"focus": [focus], "max_tokens": 5_000}));
        answer["result"]["text"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    for focus in ["b.py::Two.run", "Two.run", "Two::run"] {
        let text = shown(focus);
        assert!(
            text.contains("4: class Two\n    5: def run(self)"),
            "{focus}: {text}"
        );
        assert!(!text.contains("class One"), "{focus}: {text}");
        assert!(text.contains("beyond_all"), "{focus}: {text}");
    }
    let both = shown("run");
    assert!(
        both.contains("class One") && both.contains("class Two"),
        "{both}"
    );
}

// requirement: T10 E10
#[test]
fn a_map_has_as_many_entries_as_its_budget_holds_and_never_more_tokens() {
    let files: Vec<(String, String)> = (0..60)
        .map(|number| {
            let uses = format!(
                "from m{0} import helper_{0}\n\nhelper_{0}()\n",
                (number + 1) % 60
            );
            (
                format!("m{number}.py"),
                format!("{uses}\n\ndef helper_{number}():\n    pass\n"),
            )
        })
        .collect();
    let tree = Tree::new(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let mut before = 0;
    for budget in (250..3_000).step_by(250) {
        let answer = tree.ask("repo_map", &json!({"max_tokens": budget}));
        let used = analysis::tokens::estimate(&answer.to_string());
        let count = answer["result"]["files"].as_array().map_or(0, Vec::len);
        assert!(used <= budget, "{used} of {budget}");
        // One more entry would not have fitted.
        assert!(count == 60 || used + 60 > budget, "{used} of {budget}");
        assert!(count >= before);
        before = count;
        assert_eq!(answer, tree.ask("repo_map", &json!({"max_tokens": budget})));
    }
}
