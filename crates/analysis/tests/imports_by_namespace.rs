//! What imports lead to where names of namespaces and packages stand apart from folders.

mod support;

use support::check_imports as check;

#[test]
fn csharp_namespaces_wherever_their_files_stand() {
    check(
        [
            (
                "Core/Point.cs",
                "namespace Geo.Core;\npublic class Point { }\n",
            ),
            (
                "Core/Parts/Line.cs",
                "namespace Geo.Core\n{\n    partial class Line { }\n}\n",
            ),
            (
                "Core/Line.cs",
                "namespace Geo.Core { partial class Line { } }\n",
            ),
            ("Core/Unused.cs", "namespace Geo.Core;\nclass Unused { }\n"),
            (
                "Util/Text.cs",
                "namespace Geo.App.Util;\nstatic class Text { }\n",
            ),
            (
                "App/Main.cs",
                "using System.Text;\nusing Geo.Core;\nusing static Geo.Core.Point;\nusing P = Geo.Core.Line;\nusing Geo.Missing;\nusing Util;\nnamespace Geo.App;\nclass Main { Point p; Line l; Text t; }\n",
            ),
        ],
        "App/Main.cs",
        &[
            "System.Text -> external",
            "Geo.Core -> Core",
            "Geo.Core.Point * -> Core/Point.cs",
            "Geo.Core Line -> Core",
            "Geo.Missing -> external",
            "Util -> Util",
        ],
    );
}

#[test]
fn ruby_paths_beside_the_file_and_on_the_load_path() {
    check(
        [
            ("lib/shop/basket.rb", ""),
            ("lib/shop.rb", ""),
            ("engines/pay/lib/pay/card.rb", ""),
            ("engines/post/lib/version.rb", ""),
            ("engines/pay/lib/version.rb", ""),
            ("test/helper.rb", ""),
            ("tasks/build.rb", ""),
            (
                "lib/shop/cart.rb",
                "require 'json/add'\nrequire 'shop'\nrequire 'shop/basket'\nrequire_relative 'basket'\nrequire_relative '../gone'\nrequire 'pay/card'\nrequire 'version'\nrequire 'helper'\nload 'tasks/build.rb'\n",
            ),
        ],
        "lib/shop/cart.rb",
        &[
            "json/add -> external",
            "shop -> lib/shop.rb",
            "shop/basket -> lib/shop/basket.rb",
            "./basket -> lib/shop/basket.rb",
            "./../gone -> unresolved",
            "pay/card -> engines/pay/lib/pay/card.rb",
            "version -> unresolved",
            "helper -> test/helper.rb",
            "tasks/build.rb -> tasks/build.rb",
        ],
    );
}

#[test]
fn php_by_composer_then_by_declared_namespaces() {
    check(
        [
            (
                "composer.json",
                r#"{"autoload": {"psr-4": {"App\\": "src/", "App\\Two\\": ["two"]}}, "autoload-dev": {"psr-4": {"Tests\\": "./tests"}}}"#,
            ),
            (
                "src/Models/User.php",
                "<?php\nnamespace App\\Models;\nclass User {}\n",
            ),
            (
                "two/Thing.php",
                "<?php\nnamespace App\\Two;\nclass Thing {}\n",
            ),
            ("tests/Base.php", "<?php\nnamespace Tests;\nclass Base {}\n"),
            (
                "old/all.php",
                "<?php\nnamespace Old;\nclass One {}\nfunction two() {}\n",
            ),
            ("lib/x.php", "<?php\n"),
            (
                "src/Main.php",
                "<?php\nnamespace App;\nuse App\\Models\\User;\nuse App\\Two\\Thing as T;\nuse Tests\\Base;\nuse Old\\One;\nuse function Old\\two;\nuse Old\\Gone;\nuse App\\Gone;\nuse Symfony\\Yaml\\Parser;\nuse App\\Models;\nuse Exception;\nrequire __DIR__ . '/../lib/x.php';\nrequire 'lib/x.php';\nrequire 'gone.php';\n",
            ),
        ],
        "src/Main.php",
        &[
            "App\\Models User -> src/Models/User.php",
            "App\\Two Thing -> two/Thing.php",
            "Tests Base -> tests/Base.php",
            "Old One -> old/all.php",
            "Old two -> old/all.php",
            "Old Gone -> unresolved",
            "App Gone -> unresolved",
            "Symfony\\Yaml Parser -> external",
            "App Models -> src/Models",
            " Exception -> external",
            "./../lib/x.php -> lib/x.php",
            "lib/x.php -> lib/x.php",
            "gone.php -> unresolved",
        ],
    );
}

#[test]
fn kotlin_and_java_import_from_each_other() {
    check(
        [
            (
                "a/Point.kt",
                "package geo.core\nclass Point\nfun origin() = Point()\n",
            ),
            ("a/More.kt", "package geo.core\nfun move(a: Int) {}\n"),
            ("b/More.kt", "package geo.core\nfun move(a: String) {}\n"),
            ("j/Old.java", "package geo.old;\npublic class Old { }\n"),
            (
                "app/Main.kt",
                "package geo.app\nimport geo.core.Point\nimport geo.core.origin as start\nimport geo.core.move\nimport geo.old.Old\nimport geo.core.*\nimport geo.core.Gone\nimport kotlin.math.PI\nfun main() { Point() }\n",
            ),
        ],
        "app/Main.kt",
        &[
            "geo.core Point -> a/Point.kt",
            "geo.core origin -> a/Point.kt",
            "geo.core move -> a",
            "geo.old Old -> j/Old.java",
            "geo.core * -> a",
            "geo.core Gone -> unresolved",
            "kotlin.math PI -> external",
        ],
    );
}

#[test]
fn languages_of_the_second_tier_by_paths_and_declared_modules() {
    check(
        [
            ("app/util.lua", ""),
            ("app/deep/init.lua", ""),
            (
                "main.lua",
                "local a = require('app.util')\nrequire 'app.deep'\nrequire('cjson')\n",
            ),
        ],
        "main.lua",
        &[
            "app.util -> app/util.lua",
            "app.deep -> app/deep/init.lua",
            "cjson -> external",
        ],
    );
    check(
        [
            ("src/Geo/Plane.hs", "module Geo.Plane where\n"),
            (
                "app/Main.hs",
                "module Main where\nimport Geo.Plane\nimport Data.List\n",
            ),
        ],
        "app/Main.hs",
        &["Geo.Plane -> src/Geo/Plane.hs", "Data.List -> external"],
    );
    check(
        [
            ("lib/point.ex", "defmodule Geo.Point do\nend\n"),
            (
                "lib/app.ex",
                "defmodule App do\n  alias Geo.Point\n  use GenServer\nend\n",
            ),
        ],
        "lib/app.ex",
        &["Geo.Point -> lib/point.ex", "GenServer -> external"],
    );
    check(
        [
            ("net/main.tf", "variable \"a\" {}\n"),
            (
                "main.tf",
                "module \"net\" {\n  source = \"./net\"\n}\nmodule \"far\" {\n  source = \"x/y\"\n}\n",
            ),
        ],
        "main.tf",
        &["./net -> net", "x/y -> external"],
    );
}

#[test]
fn scripts_in_pages_and_components_import_as_scripts_do() {
    check(
        [
            ("src/draw.ts", "export function draw() {}\n"),
            ("src/Child.vue", "<template><p/></template>\n"),
            ("src/site.css", ".a { top: 0 }\n"),
            (
                "src/App.vue",
                "<script setup lang=\"ts\">\nimport { draw } from './draw'\nimport Child from './Child.vue'\nimport { ref } from 'vue'\n</script>\n",
            ),
        ],
        "src/App.vue",
        &[
            "./draw draw -> src/draw.ts",
            "./Child.vue default -> src/Child.vue",
            "vue ref -> external",
        ],
    );
    check(
        [
            ("web/css/site.css", ".a { top: 0 }\n"),
            ("web/draw.js", "export function draw() {}\n"),
            (
                "web/index.html",
                "<link rel=\"stylesheet\" href=\"css/site.css\">\n<script type=\"module\">\nimport { draw } from './draw.js';\n</script>\n",
            ),
        ],
        "web/index.html",
        &[
            "css/site.css -> web/css/site.css",
            "./draw.js draw -> web/draw.js",
        ],
    );
}

#[test]
fn a_manifest_is_read_as_data_too() {
    check(
        [
            (
                "packages/a/package.json",
                r#"{"name": "@own/a", "main": "index.js"}"#,
            ),
            ("packages/a/index.js", "export const a = 1;\n"),
            ("packages/b/index.js", "import { a } from '@own/a';\n"),
        ],
        "packages/b/index.js",
        &["@own/a a -> packages/a/index.js"],
    );
}
