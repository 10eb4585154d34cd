//! What queries cannot say: one module a language or family, and here the choice between them.

mod c;
mod csharp;
mod documents;
pub(crate) mod ecmascript;
mod go;
mod java;
mod kotlin;
mod other;
mod php;
pub(crate) mod python;
mod ruby;
pub(crate) mod rust;
mod sources;

use crate::collect::Embedded;
use crate::definitions::{Found, Place, Shape};
use crate::facts::{Import, Visibility};
use crate::language::Language;
use crate::spans::small;
use crate::tree::Node;

/// Shape a definition; `None` when it is none after all.
pub(crate) fn shape<'t, 'a>(
    language: Language,
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    match language {
        Language::Python => python::shape(found, place, text),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ecmascript::shape(found, place, text)
        }
        Language::Rust => rust::shape(found, place, text),
        Language::Go => go::shape(found, place, text),
        Language::Java => java::shape(found, place, text),
        Language::C | Language::Cpp => c::shape(found, place, text),
        Language::CSharp => csharp::shape(found, place, text),
        Language::Ruby => ruby::shape(found, place, text),
        Language::Php => php::shape(found, place, text),
        Language::Kotlin => kotlin::shape(found, place, text),
        Language::Html
        | Language::Css
        | Language::Vue
        | Language::Svelte
        | Language::Json
        | Language::Yaml
        | Language::Toml
        | Language::Markdown
        | Language::Dockerfile
        | Language::Hcl => documents::shape(found, place, text),
        Language::Swift
        | Language::Scala
        | Language::Bash
        | Language::Lua
        | Language::Dart
        | Language::Elixir
        | Language::Haskell
        | Language::OCaml
        | Language::Zig
        | Language::Sql => other::shape(language, found, place, text),
    }
}

/// The number of parameters in a list of them.
pub(crate) fn parameter_count(language: Language, list: Node<'_>, text: &str) -> u32 {
    // A lone name is a list of one: `x => x`.
    if list.kind() == "identifier" {
        return 1;
    }
    let parameters = list.named_children().filter(|node| !node.is_extra());
    parameters.fold(0, |count, node| {
        count.saturating_add(names_in_parameter(language, node, text))
    })
}

fn names_in_parameter(language: Language, node: Node<'_>, text: &str) -> u32 {
    match (language, node.kind()) {
        (Language::Php, "variadic_parameter") => 1,
        (Language::Python, "keyword_separator" | "positional_separator")
        | (Language::Rust, "attribute_item")
        | (_, "variadic_parameter" | "ERROR") => 0,
        (Language::Swift, kind) => u32::from(kind == "parameter"),
        (Language::OCaml, kind) => u32::from(kind == "parameter"),
        (Language::Dart, "optional_formal_parameters") => {
            let inner = node.named_children();
            small(inner.filter(|one| one.kind() == "formal_parameter").count())
        }
        // Default values and modifiers stand beside what they belong to; a setter has the bare name.
        (Language::Kotlin, kind) => u32::from(kind == "parameter"),
        // `params T[] rest` has no node of its own.
        (Language::CSharp, kind) => u32::from(matches!(kind, "parameter" | "identifier")),
        (Language::Go, "parameter_declaration") => go::parameter_names(node),
        (Language::C | Language::Cpp, "parameter_declaration") => {
            u32::from(text.get(node.byte_range()) != Some("void"))
        }
        _ => 1,
    }
}

/// The part in another language that a node is.
pub(crate) fn embedded(
    language: Language,
    node: Node<'_>,
    parent: Node<'_>,
    text: &str,
) -> Option<Embedded> {
    match language {
        Language::Markdown => documents::fenced(node, text),
        _ => documents::element_content(node, parent, text),
    }
}

/// Hand over every import that a node makes.
pub(crate) fn imports(language: Language, node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    match language {
        Language::Python => python::imports(node, text, add),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ecmascript::imports(node, text, add)
        }
        Language::Rust => rust::imports(node, text, add),
        Language::Go => go::imports(node, text, add),
        Language::Java => java::imports(node, text, add),
        Language::C | Language::Cpp => c::imports(node, text, add),
        Language::CSharp => csharp::imports(node, text, add),
        Language::Php => php::imports(node, text, add),
        Language::Kotlin => kotlin::imports(node, text, add),
        // All of Ruby's imports are calls.
        Language::Ruby => {}
        other => sources::imports(other, node, text, add),
    }
}

/// The import that a call makes: `require("x")`, `import("x")`, `import_module("x")`.
pub(crate) fn imports_of_call(
    language: Language,
    call: Node<'_>,
    parent: Node<'_>,
    text: &str,
    add: &mut dyn FnMut(Import),
) {
    match language {
        Language::Python => python::imports_of_call(call, text, add),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ecmascript::imports_of_call(call, parent, text, add);
        }
        Language::Ruby => ruby::imports_of_call(call, text, add),
        _ => {}
    }
}

/// Whether an `if` is the rest of another that the grammar does not name so: `else` stands right before it.
pub(crate) fn follows_else(language: Language, node: Node<'_>, text: &str) -> bool {
    let chains = matches!(
        language,
        Language::Kotlin | Language::Swift | Language::Zig | Language::Haskell
    );
    let before = text.get(..node.start_byte()).unwrap_or_default();
    chains && before.trim_ascii_end().ends_with("else")
}

/// What a label such as `private:`, or Ruby's call of `private`, says about the members that follow.
pub(crate) fn access(label: Node<'_>, text: &str) -> Option<Visibility> {
    c::access(label, text)
}
