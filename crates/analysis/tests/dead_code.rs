//! Definitions that nothing uses, and those of which nobody can say.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use serde_json::json;
use support::{Tree, table};

const SHOWN: [&str; 4] = ["tier", "id", "reason", "seen_at"];

const LIBRARY: &str = "\
import functools
from web import Handler, route


def used():
    return inner_user()


def inner_user():
    def forgotten():
        return forgotten()
    return 1


def only_tested():
    return 2


def unused():
    return 3


def _custom():
    return 4


def named_in_text():
    return 5


@route('/')
def page():
    return 6


@functools.lru_cache
def cached():
    return 7


def taken():
    return 8


class Page(Handler):
    def get(self):
        return 9


class Plain:
    def called_by_name(self, value):
        return value

    def many(self, one, two, three):
        return one

    def __len__(self):
        return 0


def main():
    used()
    Plain()
";

fn told(files: &[(&str, &str)], tier: &str) -> Vec<String> {
    let tree = Tree::new(files.iter().copied());
    let request = json!({"tier": tier, "max_tokens": 20_000});
    table(&tree.ask("dead_code", &request)["result"]["dead"], &SHOWN)
}

// requirement: T15 E6
#[test]
fn each_tier_has_its_reason() {
    let other = "from library import taken, main\n\nmain()\n\n\
        def run(thing, name):\n    thing.called_by_name(1)\n    thing.many(1, 2, 3, 4, 5)\n    \
        getattr(thing, 'named_in_text')()\n\n\nrun(1, 2)\n";
    let tests =
        "from library import only_tested\n\n\ndef test_it():\n    assert only_tested() == 2\n";
    let files = [
        ("library.py", LIBRARY),
        ("other.py", other),
        ("tests/test_library.py", tests),
        ("notes.md", "`unused` is a function.\n"),
    ];
    assert_eq!(
        told(&files, "unknown"),
        [
            "certain library.py::inner_user.forgotten private_and_unused -",
            "likely library.py::unused unused_here -",
            "likely library.py::_custom unused_here -",
            "likely library.py::cached unused_here -",
            "tests_only library.py::only_tested only_tests_use_it -",
            "unknown library.py::named_in_text mentioned other.py:8",
            "unknown library.py::page decorated -",
            "unknown library.py::taken imported -",
            "unknown library.py::Page base_from_elsewhere -",
            "unknown library.py::Page.get base_from_elsewhere -",
            "unknown library.py::Plain.called_by_name unresolved_use -",
            "unknown library.py::Plain.many mentioned other.py:7",
        ]
    );
    assert_eq!(told(&files, "certain").len(), 1);
    assert_eq!(told(&files, "tests_only").len(), 5);
}

// requirement: T15
#[test]
fn what_overrides_a_method_in_use_and_what_a_macro_names_is_not_dead() {
    let shapes = "class Shape:\n    def side(self):\n        return 1\n\n    def area(self):\n        \
        return self.side()\n\n\nclass Square(Shape):\n    def side(self):\n        return 2\n\n\n\
        print(Square().area(), Shape().area())\n";
    let code = "static int twice(int a) { return a + a; }\nstatic int thrice(int a) { return 3 * a; }\n\
        static int made_one(void) { return 1; }\n\
        #define RUN(a) twice(a)\n#define CALL(what) made_ ## what()\n\
        static int b_two(void) { return 6; }\n#define SHORT(what) b_##what()\n\
        enum kind { ONE };\ntypedef struct box { int a; } box_t;\n\
        int main(void) { box_t b = {ONE}; return RUN(2) + CALL(one) + b.a; }\n";
    let files = [("shapes.py", shapes), ("run.c", code)];
    assert_eq!(
        told(&files, "unknown"),
        [
            "certain run.c::thrice private_and_unused -",
            "unknown run.c::twice mentioned run.c:4",
            "unknown run.c::made_one mentioned run.c:5",
            "unknown run.c::b_two mentioned run.c:7",
        ]
    );
}

// requirement: T15
#[test]
fn what_is_put_into_an_object_or_asked_of_others_is_not_surely_dead() {
    let script = "export function open(socket: any) {\n  socket.onopen = function () { return 1; };\n  \
        function forgotten() { return 2; }\n}\ninterface Asked { answer(): number; }\n\
        export const asked = (one: Asked) => one;\n\
        declare global { interface Window { extra: number } }\n\
        function made() { return { lonely() { return 3; } }; }\nopen(asked(made()));\n";
    assert_eq!(
        told(&[("script.ts", script)], "unknown"),
        [
            "certain script.ts::open.forgotten private_and_unused -",
            "likely script.ts::Window unused_here -",
            "unknown script.ts::open.socket.onopen unresolved_use -",
            "unknown script.ts::made.lonely in_object -",
        ]
    );
}

// requirement: T15
#[test]
fn what_has_the_shape_of_an_interface_may_be_used_through_it() {
    let python = "from typing import Protocol\n\n\nclass Shelf(Protocol):\n    def save(self, one): ...\n\n\n\
        class Kept:\n    def save(self, one):\n        return one\n\n    def lost(self):\n        return 1\n\n\n\
        def use(shelf: Shelf):\n    shelf.save(1)\n\n\nuse(Kept())\n";
    assert_eq!(
        told(&[("shelf.py", python)], "unknown"),
        [
            "likely shelf.py::Kept.lost unused_here -",
            "unknown shelf.py::Kept.save unresolved_use -",
        ]
    );
}

// requirement: T15
#[test]
fn what_has_an_attribute_or_is_a_test_may_be_run_by_others() {
    let rust = "#[no_mangle]\nextern fn exported() {}\n\nfn forgotten() {}\n\n#[cfg(test)]\nmod tests {\n    \
        #[test]\n    fn it_works() {}\n\n    fn helper() {}\n}\n";
    let csharp = "class Page\n{\n    [OnLoad]\n    private void Load() { }\n\n    \
        private void Forgotten() { }\n\n    static void Main() { new Page(); }\n}\n";
    let python = "import asyncio\n\n\nclass Reader(asyncio.Protocol):\n    def connection_made(self, one):\n        \
        return one\n\n\nprint(Reader())\n";
    let files = [
        ("src/lib.rs", rust),
        ("Page.cs", csharp),
        ("reader.py", python),
    ];
    assert_eq!(
        told(&files, "unknown"),
        [
            "certain Page.cs::Page.Forgotten private_and_unused -",
            "certain src/lib.rs::forgotten private_and_unused -",
            "unknown Page.cs::Page.Load decorated -",
            "unknown reader.py::Reader.connection_made base_from_elsewhere -",
            "unknown src/lib.rs::exported decorated -",
        ]
    );
}

// requirement: T15 Q4
#[test]
fn languages_whose_names_are_not_followed_are_counted_as_passed_over() {
    let tree = Tree::new([
        ("a.py", "def f():\n    pass\n"),
        ("b.lua", "function g() end\n"),
    ]);
    let answer = tree.ask("dead_code", &json!({}));
    assert_eq!(table(&answer["result"]["dead"], &["id"]), ["a.py::f"]);
    assert_eq!(answer["completeness"]["skipped"], json!(1));
    assert_eq!(answer["result"]["counts"]["likely"], json!(1));
}
