//! Calls of what a constant or a variable holds.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Tree, table};

fn callees(tree: &Tree, symbol: &str) -> Value {
    let request = json!({"symbol": symbol, "relation": "callees"});
    tree.ask("relations", &request)["result"].clone()
}

// requirement: E4
#[test]
fn a_call_of_what_another_call_made_leads_to_the_constant_that_holds_it() {
    let tree = Tree::new([
        ("wrap.ts", "export const wrap = (n: number, f: any) => f\n"),
        (
            "core.ts",
            "import { wrap } from './wrap'\nexport const each = wrap(2, (a: number) => a)\n\
             export const plain = (x: number) => x\n",
        ),
        (
            "use.ts",
            "import * as core from './core'\nexport function use(given: any) {\n  core.each(1)\n  core.plain(2)\n  \
             given(3)\n}\n",
        ),
        (
            "part.py",
            "from functools import partial\n\n\ndef add(a, b):\n    return a + b\n\n\nadd_one = partial(add, 1)\n\n\n\
             def use_part():\n    return add_one(2)\n",
        ),
    ]);
    let found = callees(&tree, "use");
    assert_eq!(
        table(&found["related"], &["id", "kind", "evidence"]),
        [
            "core.ts::each constant exact",
            "core.ts::plain function exact"
        ]
    );
    assert_eq!(found["counts"]["unresolved"], json!(1));
    let found = callees(&tree, "use_part");
    assert_eq!(
        table(&found["related"], &["id", "kind", "evidence"]),
        ["part.py::add_one variable exact"]
    );
}
