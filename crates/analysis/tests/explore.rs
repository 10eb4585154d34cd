//! What to read for a question.

mod support;

use serde_json::{Value, json};
use support::{Tree, each};

const MIDDLEWARE: &str = "\
class CsrfViewMiddleware:
    \"\"\"Require a present and correct csrfmiddlewaretoken for POST requests.\"\"\"

    def _check_token(self, request):
        request_token = request.POST.get('csrfmiddlewaretoken')
        if not _does_token_match(request_token, request.secret):
            raise ValueError('token incorrect')

    def process_view(self, request):
        return self._check_token(request)


def _does_token_match(request_token, secret):
    return request_token == secret
";

fn shop() -> Tree {
    Tree::new([
        ("shop/middleware/csrf.py", MIDDLEWARE),
        (
            "shop/middleware/gzip.py",
            "class GZipMiddleware:\n    def process_response(self, request):\n        pass\n",
        ),
        (
            "shop/cart.py",
            "from shop.middleware.csrf import CsrfViewMiddleware\n\n\ndef check_out(cart):\n    \"\"\"Check a cart out.\"\"\"\n    return cart\n",
        ),
        (
            "shop/tokens.py",
            "def token_count(text):\n    return len(text.split())\n",
        ),
        (
            "tests/test_csrf.py",
            "def test_csrf_token_is_checked():\n    assert True\n\n\ndef csrf_token_check_helper():\n    return 1\n",
        ),
    ])
}

fn ids(answer: &Value) -> Vec<String> {
    each(
        answer.pointer("/result/symbols").unwrap_or(&Value::Null),
        "id",
    )
}

// requirement: T1
#[test]
fn a_question_is_answered_with_the_symbols_that_do_it_and_their_code() {
    let answer = shop().ask(
        "explore",
        &json!({"question": "where is the CSRF token checked?"}),
    );
    let found = ids(&answer);
    assert_eq!(
        found[0],
        "shop/middleware/csrf.py::CsrfViewMiddleware._check_token"
    );
    assert!(found.contains(&"shop/middleware/csrf.py::CsrfViewMiddleware".to_owned()));
    let text = answer["result"]["text"].as_str().expect("a text");
    assert!(
        text.contains("4-7: [CsrfViewMiddleware] def _check_token(self, request)\n"),
        "{text}"
    );
    assert!(
        text.contains("        request_token = request.POST.get('csrfmiddlewaretoken')\n"),
        "{text}"
    );
    let place = |id: &str| {
        found
            .iter()
            .position(|one| one.contains(id))
            .expect("it is found")
    };
    assert!(
        place("_check_token") < place("tests/test_csrf.py"),
        "tests come behind what they test: {found:?}"
    );
}

// requirement: T1
#[test]
fn an_answer_never_costs_more_than_its_budget_and_is_always_the_same() {
    let many: Vec<(String, String)> = (0..60)
        .map(|number| {
            let body = format!("    value = lookup_{number}('token')\n").repeat(number % 9 + 1);
            (
                format!("pkg/module_{number}.py"),
                format!("def check_token_{number}(request):\n{body}    return value\n"),
            )
        })
        .collect();
    let files = || {
        many.iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    };
    let (tree, same) = (
        Tree::new(files()),
        Tree::new(files().collect::<Vec<_>>().into_iter().rev()),
    );
    let mut shown = 0;
    for budget in [200, 260, 350, 500, 900, 2_000, 5_000, 100_000] {
        let request = json!({"question": "check the token", "max_tokens": budget});
        let Ok(bytes) = tree.bytes("explore", &request) else {
            assert!(budget < 350, "{budget} tokens are enough for one symbol");
            continue;
        };
        let text = String::from_utf8(bytes.clone()).expect("answers are UTF-8");
        assert!(analysis::tokens::estimate(&text) <= budget, "{budget}");
        assert_eq!(same.bytes("explore", &request), Ok(bytes), "{budget}");
        let answer = tree.ask("explore", &request);
        let count = ids(&answer).len();
        assert!(count >= shown, "{budget}");
        assert_eq!(answer["completeness"]["omitted"], 60 - count as u64);
        shown = count;
    }
    assert_eq!(shown, 40);
}

#[test]
fn what_is_not_known_is_said() {
    let tree = shop();
    let answer = tree.ask("explore", &json!({"question": "csrf zebra"}));
    assert!(
        answer["result"]["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("no symbol has: zebra\n"))
    );
    let nothing = tree.ask("explore", &json!({"question": "zebra"}));
    assert_eq!(
        (ids(&nothing).len(), &nothing["result"]["total"]),
        (0, &json!(0))
    );
    assert_eq!(
        tree.refused("explore", &json!({"question": " ?! "})).code,
        "INVALID_REQUEST"
    );
    assert_eq!(
        tree.refused("explore", &json!({"question": "csrf", "path": "nowhere"}))
            .code,
        "NOT_FOUND"
    );
    let within = tree.ask(
        "explore",
        &json!({"question": "token", "path": "shop/tokens.py"}),
    );
    assert_eq!(ids(&within), ["shop/tokens.py::token_count"]);
}

#[test]
fn code_that_changed_meanwhile_is_shown_as_it_is_now() {
    let tree = shop();
    tree.ask("explore", &json!({"question": "csrf token"}));
    tree.write(
        "shop/middleware/csrf.py",
        "def check_csrf_token():\n    return 'new'\n",
    );
    let answer = tree.ask("explore", &json!({"question": "csrf token"}));
    let text = answer["result"]["text"].as_str().expect("a text");
    assert!(
        text.contains("return 'new'") && !text.contains("csrfmiddlewaretoken"),
        "{text}"
    );
}
