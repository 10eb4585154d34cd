//! What is peculiar to names of C++: one thing in two files, what a file sees, and what arguments decide.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use serde_json::{Value, json};
use support::Tree;

fn relation(tree: &Tree, symbol: &str, relation: &str) -> Value {
    let request = json!({"symbol": symbol, "relation": relation, "max_tokens": 20_000});
    tree.ask("relations", &request)["result"].clone()
}

fn found(tree: &Tree, symbol: &str, kind: &str) -> Vec<String> {
    let related = relation(tree, symbol, kind)["related"].clone();
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let rows = related.as_array().unwrap().iter();
    rows.map(|one| format!("{} {}", text(one, "id"), text(one, "evidence")))
        .collect()
}

const HEADER: &str = "namespace a {\nclass A {\npublic:\n    void f();\n    void g() { f(); }\n};\nint h(int one);\nint h(int one, int two);\n}\n";

#[test]
fn what_a_header_declares_and_a_source_defines_is_one_symbol() {
    let tree = Tree::new([
        ("a.h", HEADER),
        ("a.cpp", "#include \"a.h\"\nvoid a::A::f() { g(); }\n"),
        (
            "main.cpp",
            "#include \"a.h\"\nvoid use(a::A &one) { one.f(); }\n",
        ),
    ]);
    for asked in ["a.A.f", "A::f", "a.h::a.A.f", "a.cpp::a.A.f"] {
        let result = relation(&tree, asked, "callers");
        assert_eq!(result["symbol"], json!("a.cpp::a.A.f"), "{asked}");
        assert_eq!(
            found(&tree, asked, "callers"),
            ["a.h::a.A.g exact", "main.cpp::use exact"],
            "{asked}"
        );
    }
    assert_eq!(found(&tree, "A.f", "callees"), ["a.h::a.A.g exact"]);
}

#[test]
fn arguments_tell_functions_of_several_files_apart_by_their_number_alone() {
    let tree = Tree::new([
        ("a.h", HEADER),
        (
            "one.cpp",
            "#include \"a.h\"\nint a::h(int one) { return 1; }\n",
        ),
        (
            "two.cpp",
            "#include \"a.h\"\nint a::h(int one, int two) { return 2; }\n",
        ),
        (
            "main.cpp",
            "#include \"a.h\"\nint first() { return a::h(1); }\nint second() { return a::h(1, 2); }\nint some(int n...) { return a::h(n...); }\n",
        ),
    ]);
    assert_eq!(found(&tree, "first", "callees"), ["one.cpp::a.h exact"]);
    assert_eq!(found(&tree, "second", "callees"), ["two.cpp::a.h exact"]);
    assert_eq!(
        found(&tree, "some", "callees"),
        ["one.cpp::a.h possible", "two.cpp::a.h possible"]
    );
}

#[test]
fn what_other_files_keep_for_themselves_is_not_linked() {
    let tree = Tree::new([
        (
            "one.cpp",
            "namespace { int own() { return 1; } }\nstatic int kept() { return 2; }\n",
        ),
        (
            "two.cpp",
            "int own();\nint kept();\nint use() { return own() + kept(); }\n",
        ),
    ]);
    let result = relation(&tree, "use", "callees");
    assert_eq!(result["related"], json!([]));
    assert_eq!(result["counts"]["unresolved"], json!(2));
}

#[test]
fn a_header_that_says_so_is_read_as_cpp_and_exports_hide_no_class() {
    let tree = Tree::new([
        (
            "a.h",
            "#include \"export.h\"\nclass EXPORT A : public B {\npublic:\n    int f() { return g(); }\n    int g();\n};\n",
        ),
        (
            "b.cpp",
            "#include \"a.h\"\nint use(A *one) { return one->g(); }\n",
        ),
    ]);
    let outline = tree.ask("outline", &json!({"path": "a.h"}));
    assert_eq!(outline["result"]["symbols"][0]["kind"], json!("class"));
    assert_eq!(outline["result"]["symbols"][0]["language"], json!("cpp"));
    // A base that nobody knows comes behind the class itself.
    assert_eq!(
        found(&tree, "A.g", "callers"),
        ["a.h::A.f exact", "b.cpp::use exact"]
    );
}

#[test]
fn names_that_arguments_may_lead_elsewhere_are_likely() {
    let tree = Tree::new([(
        "a.cpp",
        "namespace a { struct A {}; int f(A one) { return 1; } int only(A one) { return 2; } }\n\
         int f(int one) { return 3; }\n\
         int plain(int n) { return f(n); }\n\
         int led(a::A one) { return only(one); }\n",
    )]);
    assert_eq!(found(&tree, "plain", "callees"), ["a.cpp::f likely"]);
    assert_eq!(found(&tree, "led", "callees"), ["a.cpp::a.only likely"]);
}

#[test]
fn methods_that_are_not_virtual_are_not_stood_for() {
    let tree = Tree::new([(
        "a.cpp",
        "struct A { virtual int f() { return 1; } int g() { return 1; } };\n\
         struct B : A { int f() override { return 2; } int g() { return 2; } };\n\
         int use(A &one) { return one.f() + one.g(); }\n",
    )]);
    assert_eq!(found(&tree, "B.f", "callers"), ["a.cpp::use possible"]);
    assert_eq!(found(&tree, "B.g", "callers"), Vec::<String>::new());
}

#[test]
fn classes_and_names_that_lead_in_circles_end() {
    let mut text = String::new();
    for class in 0..40 {
        let bases: Vec<String> = (0..40).map(|base| format!("public C{base}")).collect();
        let members = format!("int f{class}() {{ return g(); }}");
        text += &format!("class C{class} : {} {{ {members} }};\n", bases.join(", "));
    }
    text += "namespace a { using namespace b; }\nnamespace b { using namespace a; using a::c; }\n";
    text += "namespace a { using b::c; }\ntypedef x y;\ntypedef y x;\n";
    text += "int use(x one) { one.f(); return a::c() + b::d(); }\n";
    let tree = Tree::new([("a.cpp", text.as_str())]);
    let result = relation(&tree, "use", "callees");
    assert_eq!(result["related"], json!([]));
    assert_eq!(result["counts"]["unresolved"], json!(3));
    assert_eq!(relation(&tree, "C7.f7", "callees")["related"], json!([]));
}
