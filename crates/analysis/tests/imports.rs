//! What imports lead to, in every language, and the circles they make.

#![expect(
    clippy::indexing_slicing,
    reason = "a field that is missing fails the test, as it should"
)]

mod support;

use serde_json::{Value, json};
use support::{Tree, check_imports as check, fail, table};

#[test]
fn python_packages_and_relative_imports() {
    check(
        [
            (
                "shop/__init__.py",
                "from .models import Basket\n\ndef helper():\n    pass\n",
            ),
            ("shop/models.py", "class Basket:\n    pass\n"),
            ("shop/views/__init__.py", ""),
            (
                "shop/views/main.py",
                "import os\nimport requests\nfrom .. import models\nfrom ..models import Basket\nfrom . import gone\nfrom ..gone import x\nfrom shop import helper\nfrom shop.nothing import y\nimport shop.models\n",
            ),
        ],
        "shop/views/main.py",
        &[
            "os -> external",
            "requests -> external",
            ".. models -> shop/models.py",
            "..models Basket -> shop/models.py",
            ". gone -> shop/views/__init__.py",
            "..gone x -> unresolved",
            "shop helper -> shop/__init__.py",
            "shop.nothing y -> unresolved",
            "shop.models -> shop/models.py",
        ],
    );
}

#[test]
fn python_source_folders_and_namespace_packages() {
    check(
        [
            ("src/shop/__init__.py", ""),
            ("src/shop/models.py", ""),
            ("space/tools/a.py", "import space.tools.b\n"),
            ("space/tools/b.py", ""),
            (
                "tests/test_shop.py",
                "from shop.models import Basket\nimport helpers\nimport space.tools.b\n",
            ),
            ("tests/helpers.py", ""),
        ],
        "tests/test_shop.py",
        &[
            "shop.models Basket -> src/shop/models.py",
            "helpers -> tests/helpers.py",
            "space.tools.b -> space/tools/b.py",
        ],
    );
}

#[test]
fn a_file_named_like_a_library_is_not_taken_for_it() {
    let files = [
        ("shop/__init__.py", ""),
        ("shop/logging.py", ""),
        ("shop/redis.py", "import redis\nimport logging\n"),
        ("tests/fixtures/yaml/__init__.py", ""),
        ("shop/config.py", "import yaml\nimport redis\n"),
    ];
    check(
        files,
        "shop/redis.py",
        &["redis -> external", "logging -> external"],
    );
    check(
        files,
        "shop/config.py",
        &["yaml -> external", "redis -> external"],
    );
}

#[test]
fn javascript_and_typescript() {
    check(
        [
            ("package.json", "{\"name\": \"root\"}"),
            (
                "packages/shared/package.json",
                "{\"name\": \"@shop/shared\"}",
            ),
            ("packages/shared/src/index.ts", "export const a = 1;\n"),
            ("packages/shared/src/deep.ts", ""),
            ("web/util/index.js", ""),
            ("web/view.tsx", ""),
            ("web/style.css", "a {}"),
            (
                "web/main.ts",
                "import { a } from '@shop/shared';\nimport d from '@shop/shared/deep';\nimport * as u from './util';\nimport v from './view.js';\nimport './style.css';\nimport react from 'react/jsx';\nimport gone from './gone';\nimport fs from 'node:fs';\nconst late = require('../web/view');\n",
            ),
        ],
        "web/main.ts",
        &[
            "@shop/shared a -> packages/shared/src/index.ts",
            "@shop/shared/deep default -> packages/shared/src/deep.ts",
            "./util * -> web/util/index.js",
            "./view.js default -> web/view.tsx",
            "./style.css -> web/style.css",
            "react/jsx default -> external",
            "./gone default -> unresolved",
            "node:fs default -> external",
            "../web/view -> web/view.tsx",
        ],
    );
}

#[test]
fn rust_modules_and_crates() {
    check(
        [
            ("app/Cargo.toml", "[package]\nname = \"app\"\n"),
            (
                "app/src/lib.rs",
                "mod models;\nmod views;\npub use models::Basket;\n",
            ),
            ("app/src/models.rs", "pub mod line;\npub struct Basket;\n"),
            ("app/src/models/line.rs", "pub struct Line;\n"),
            ("tool-box/Cargo.toml", "[package]\nname = \"tool-box\"\n"),
            ("tool-box/src/lib.rs", "pub fn hammer() {}\n"),
            (
                "app/src/views.rs",
                "use std::fmt;\nuse crate::Basket;\nuse crate::models::line::Line;\nuse super::models;\nuse tool_box::hammer;\nmod gone;\nmod tests {\n    use super::*;\n}\n",
            ),
        ],
        "app/src/views.rs",
        &[
            "std fmt -> external",
            "crate Basket -> app/src/models.rs",
            "crate::models::line Line -> app/src/models/line.rs",
            "super models -> app/src/models.rs",
            "tool_box hammer -> tool-box/src/lib.rs",
            "gone -> unresolved",
        ],
    );
}

#[test]
fn go_modules() {
    check(
        [
            ("go.mod", "module example.com/shop // the shop\n\ngo 1.22\n"),
            ("store/store.go", "package store\n\nfunc Open() {}\n"),
            ("store/close.go", "package store\n\nfunc Close() {}\n"),
            (
                "main.go",
                "package main\n\nimport (\n\t\"fmt\"\n\t\"example.com/shop/store\"\n\t\"example.com/shop/gone\"\n\t\"github.com/x/y/z\"\n)\n\nfunc main() { store.Open(); fmt.Println() }\n",
            ),
        ],
        "main.go",
        &[
            "fmt -> external",
            "example.com/shop/store -> store",
            "example.com/shop/gone -> unresolved",
            "github.com/x/y/z -> external",
        ],
    );
}

#[test]
fn java_packages() {
    check(
        [
            (
                "src/main/java/shop/model/Basket.java",
                "package shop.model;\npublic class Basket { static class Line {} }\n",
            ),
            (
                "src/main/java/shop/model/Cart.java",
                "package shop.model;\npublic class Cart {}\n",
            ),
            (
                "src/main/java/shop/Main.java",
                "package shop;\nimport java.util.List;\nimport shop.model.Basket;\nimport shop.model.Basket.Line;\nimport shop.model.Gone;\nimport shop.model.*;\npublic class Main { Cart cart; }\n",
            ),
        ],
        "src/main/java/shop/Main.java",
        &[
            "java.util List -> external",
            "shop.model Basket -> src/main/java/shop/model/Basket.java",
            "shop.model.Basket Line -> src/main/java/shop/model/Basket.java",
            "shop.model Gone -> unresolved",
            "shop.model * -> src/main/java/shop/model",
        ],
    );
}

#[test]
fn c_includes() {
    check(
        [
            (
                "src/a.c",
                "#include <stdio.h>\n#include \"a.h\"\n#include \"util/list.h\"\n#include \"twice.h\"\n#include \"gone.h\"\n#include <shop/api.h>\n",
            ),
            ("src/a.h", ""),
            ("lib/util/list.h", ""),
            ("x/twice.h", ""),
            ("y/twice.h", ""),
            ("include/shop/api.h", ""),
            ("other/stdio.h", ""),
        ],
        "src/a.c",
        &[
            "stdio.h -> external",
            "a.h -> src/a.h",
            "util/list.h -> lib/util/list.h",
            "twice.h -> unresolved",
            "gone.h -> unresolved",
            "shop/api.h -> include/shop/api.h",
        ],
    );
}

fn check_cycles<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, expected: &Value) {
    let answer = Tree::new(files).ask("dependencies", &json!({}));
    assert_eq!(&answer["result"]["cycles"], expected);
}

#[test]
fn cycles_begin_at_their_smallest_file_and_come_shortest_first() {
    check_cycles(
        [
            ("z.py", "import a\n"),
            ("a.py", "import m\n"),
            ("m.py", "import z\nimport n\n"),
            ("n.py", "import m\n"),
            ("alone.py", "import a\n"),
        ],
        &json!([["m.py", "n.py"], ["a.py", "m.py", "z.py"]]),
    );
}

#[test]
fn imports_for_types_and_inside_functions_make_no_cycle() {
    check_cycles(
        [
            ("a.py", "import b\n"),
            ("b.py", "def late():\n    import a\n"),
            ("c.ts", "import { D } from './d';\nexport const c = 1;\n"),
            ("d.ts", "import type { c } from './c';\nexport class D {}\n"),
            ("e.py", "from typing import TYPE_CHECKING\nimport f\n"),
            (
                "f.py",
                "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import e\n",
            ),
        ],
        &json!([]),
    );
}

#[test]
fn a_ring_of_twenty_thousand_imports_neither_overflows_the_stack_nor_the_budget() {
    let last = 20_000;
    let tree = Tree::new([("m0.py", format!("import m{last}\n").as_str())]);
    for number in 1..=last {
        tree.write(
            &format!("m{number}.py"),
            &format!("import m{}\n", number - 1),
        );
    }
    let answer = tree.ask("dependencies", &json!({"limit": 1}));
    let cycle = &answer["result"]["cycles"][0];
    assert_eq!(
        (&cycle[0], &cycle[1], &cycle[8]),
        (&json!("m0.py"), &json!("m20000.py"), &json!("… 19993 more"))
    );
    assert!(
        answer["completeness"]["omitted"].as_u64() > Some(10_000),
        "what was not looked for is counted"
    );
}

#[test]
fn hubs_externals_and_counts_are_of_the_whole_tree() {
    let tree = Tree::new([
        ("core.py", "import os\n"),
        (
            "a.py",
            "import core\nimport os\nimport os.path\nfrom . import gone_package\n",
        ),
        ("b.py", "import core\nimport a\nfrom .gone import x\n"),
    ]);
    let answer = tree.ask("dependencies", &json!({}));
    let result = &answer["result"];
    assert_eq!(
        table(&result["hubs"], &["path", "importers", "imports"]),
        ["core.py 2 0", "a.py 1 1"]
    );
    assert_eq!(table(&result["external"], &["module", "count"]), ["os 2"]);
    assert_eq!(
        result["edges"],
        json!({"internal": 3, "external": 3, "unresolved": 2})
    );
    assert_eq!(answer["completeness"]["unresolved"], 2);
    assert_eq!(
        (&result["imports"], &result["importers"]),
        (&json!([]), &json!([]))
    );
}

// requirement: T14
#[test]
fn importers_of_a_folder_are_those_from_outside() {
    let tree = Tree::new([
        ("lib/__init__.py", "from lib import a\n"),
        ("lib/a.py", "import sys\n"),
        ("main.py", "from lib import a\n"),
    ]);
    let answer = tree.ask("dependencies", &json!({"path": "lib"}));
    let result = &answer["result"];
    assert_eq!(
        table(&result["importers"], &["path", "line", "target"]),
        ["main.py 1 lib/a.py"]
    );
    assert_eq!(
        table(&result["imports"], &["path", "module", "kind"]),
        ["lib/a.py sys external"]
    );
    assert_eq!(
        result["coupling"],
        json!({
            "afferent": 1, "efferent": 0, "efferent_types_only": 0,
            "instability": 0.0, "abstractness": null, "distance": null
        })
    );
    let whole = tree.ask("dependencies", &json!({}));
    assert_eq!(whole["result"]["coupling"], json!(null));
    let Some(first) = result["imports"].get(0) else {
        fail("no imports")
    };
    assert_eq!(
        (&first["type_only"], &first["deferred"]),
        (&json!(false), &json!(false))
    );
}
