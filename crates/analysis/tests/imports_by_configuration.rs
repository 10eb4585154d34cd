//! Imports whose names a configuration gives paths.

mod support;

use serde_json::json;
use support::{Tree, check_imports as check, table};

// requirement: E4
#[test]
fn a_tsconfig_gives_names_paths() {
    let files = [
        (
            "tsconfig.base.json",
            "// shared\n{\"compilerOptions\": {\"paths\": {\"@lib/*\": [\"./gone/*\", \"./libs/*/src\"],}}}\n",
        ),
        (
            "app/tsconfig.json",
            "\u{feff}{\"extends\": [\"@tsconfig/node20\", \"../tsconfig.base\"], \"references\": [{\"path\": \"./tsconfig.web.json\"}]}",
        ),
        (
            "app/tsconfig.web.json",
            "{\"compilerOptions\": {\"baseUrl\": \"src\", /* all */ \"paths\": {\"@/*\": [\"*\"], \"@/views/*\": [\"pages/*\"], \"one\": [\"deep/one.ts\"]}}}",
        ),
        ("libs/money/src/index.ts", ""),
        ("app/src/store.ts", ""),
        ("app/src/pages/home.tsx", ""),
        ("app/src/views/home.tsx", ""),
        ("app/src/deep/one.ts", ""),
        (
            "app/src/main.ts",
            "import a from '@lib/money';\nimport b from '@/store';\nimport c from '@/views/home';\nimport d from 'one';\nimport e from 'deep/one';\nimport f from '@/gone';\nimport g from 'react';\nimport h from '@lib/gone';\n",
        ),
        ("other/main.ts", "import b from '@/store';\n"),
    ];
    check(
        files,
        "app/src/main.ts",
        &[
            "@lib/money default -> libs/money/src/index.ts",
            "@/store default -> app/src/store.ts",
            "@/views/home default -> app/src/pages/home.tsx",
            "one default -> app/src/deep/one.ts",
            "deep/one default -> app/src/deep/one.ts",
            "@/gone default -> unresolved",
            "react default -> external",
            "@lib/gone default -> unresolved",
        ],
    );
    check(files, "other/main.ts", &["@/store default -> unresolved"]);
}

// requirement: E4
#[test]
fn configurations_that_extend_each_other_or_are_broken_give_nothing() {
    check(
        [
            ("tsconfig.json", "{\"extends\": \"./tsconfig.other.json\"}"),
            ("tsconfig.other.json", "{\"extends\": \"./tsconfig.json\"}"),
            ("broken/tsconfig.json", "{\"compilerOptions\": "),
            (
                "out/tsconfig.json",
                "{\"compilerOptions\": {\"paths\": {\"a\": [\"../../a\"], \"b\": 3}}}",
            ),
            ("main.ts", "import a from 'a';\n"),
            ("broken/main.ts", "import a from 'a';\n"),
            ("out/main.ts", "import a from 'a';\nimport b from 'b';\n"),
        ],
        "out/main.ts",
        &["a default -> external", "b default -> external"],
    );
}

// requirement: E4
#[test]
fn a_package_offers_what_its_exports_name() {
    let files = [
        (
            "packages/ui/package.json",
            "{\"name\": \"@shop/ui\", \"exports\": {\".\": {\"types\": \"./dist/index.d.ts\", \"development\": \"./source/entry.ts\"}, \"./icons/*\": \"./source/icons/*.tsx\", \"./deep\": [null, {\"import\": {\"default\": \"./source/a/b.ts\"}}]}, \"imports\": {\"#own/*\": \"./source/*.ts\"}}",
        ),
        (
            "packages/ui/source/entry.ts",
            "import x from '#own/a/b';\nimport y from '#gone';\n",
        ),
        ("packages/ui/source/a/b.ts", ""),
        ("packages/ui/source/icons/plus.tsx", ""),
        (
            "packages/old/package.json",
            "{\"name\": \"old\", \"main\": \"code/start.js\"}",
        ),
        ("packages/old/code/start.js", ""),
        (
            "web/main.ts",
            "import a from '@shop/ui';\nimport b from '@shop/ui/icons/plus';\nimport c from '@shop/ui/deep';\nimport d from 'old';\n",
        ),
    ];
    check(
        files,
        "web/main.ts",
        &[
            "@shop/ui default -> packages/ui/source/entry.ts",
            "@shop/ui/icons/plus default -> packages/ui/source/icons/plus.tsx",
            "@shop/ui/deep default -> packages/ui/source/a/b.ts",
            "old default -> packages/old/code/start.js",
        ],
    );
    check(
        files,
        "packages/ui/source/entry.ts",
        &[
            "#own/a/b default -> packages/ui/source/a/b.ts",
            "#gone default -> unresolved",
        ],
    );
}

// requirement: E4
#[test]
fn compile_commands_say_where_headers_are_looked_for() {
    let files = [
        (
            "compile_commands.json",
            "[{\"directory\": \"/built/project/build\", \"file\": \"../src/main.c\", \"command\": \"cc -I../api/v2 -isystem \\\"/usr/include\\\" -I /built/project/api -c ../src/main.c\"}, {\"directory\": \"/built/project\", \"file\": \"/built/project/src/other.c\", \"arguments\": [\"cc\", \"-Iapi/v1\", \"src/other.c\"]}, {\"directory\": \"/built/project/build\", \"file\": \"gone/main.c\", \"command\": \"\"}]",
        ),
        ("api/v1/shop.h", ""),
        ("api/v2/shop.h", ""),
        (
            "api/deep/part.h",
            "#include <shop.h>\n#include \"gone.h\"\n",
        ),
        (
            "src/main.c",
            "#include \"shop.h\"\n#include <deep/part.h>\n#include <stdio.h>\n",
        ),
        ("src/other.c", "#include <shop.h>\n"),
        ("lib/third.c", "#include \"deep/part.h\"\n"),
        ("main.c", ""),
    ];
    check(
        files,
        "src/main.c",
        &[
            "shop.h -> api/v2/shop.h",
            "deep/part.h -> api/deep/part.h",
            "stdio.h -> external",
        ],
    );
    check(files, "src/other.c", &["shop.h -> api/v1/shop.h"]);
    // Compiled by nobody: what all could mean, and `shop.h` is one of two.
    check(
        files,
        "api/deep/part.h",
        &["shop.h -> unresolved", "gone.h -> unresolved"],
    );
    check(files, "lib/third.c", &["deep/part.h -> api/deep/part.h"]);
    let found = Tree::new(files).ask(
        "dependencies",
        &json!({"path": "src/main.c", "max_tokens": 20_000}),
    );
    let edges = table(&found["result"]["imports"], &["module", "evidence"]);
    assert!(edges.contains(&"shop.h exact".to_owned()), "{edges:?}");
}

// requirement: E4
#[test]
fn a_crate_may_know_another_by_a_name_of_its_own() {
    let files = [
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"crates/*\"]\n\n[workspace.dependencies]\nmoney = { package = \"shop-money\", path = \"crates/money\" }\n",
        ),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n\n[dependencies]\nmoney.workspace = true\nold-text = { path = \"../crates/text\", package = \"text\" }\n\n[dev-dependencies.late]\npackage = \"text\"\n",
        ),
        (
            "app/src/main.rs",
            "use money::Coin;\nuse old_text::Word;\nuse late::Word as Late;\nuse serde::Serialize;\n",
        ),
        (
            "crates/money/Cargo.toml",
            "[package]\nname = \"shop-money\"\n",
        ),
        ("crates/money/src/lib.rs", "pub struct Coin;\n"),
        ("crates/text/Cargo.toml", "[package]\nname = \"text\"\n"),
        ("crates/text/src/lib.rs", "pub struct Word;\n"),
    ];
    check(
        files,
        "app/src/main.rs",
        &[
            "money Coin -> crates/money/src/lib.rs",
            "old_text Word -> crates/text/src/lib.rs",
            "late Word -> crates/text/src/lib.rs",
            "serde Serialize -> external",
        ],
    );
}
