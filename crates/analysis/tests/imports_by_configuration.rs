//! Imports whose names a configuration gives paths.

mod support;

use support::check_imports as check;

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
