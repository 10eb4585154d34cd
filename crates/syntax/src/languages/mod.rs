//! What queries cannot say: one module a language or family, and here the choice between them.

mod c;
mod csharp;
pub(crate) mod ecmascript;
mod go;
mod java;
pub(crate) mod kotlin;
mod php;
pub(crate) mod python;
mod ruby;
mod rust;

use tree_sitter::Node;

use crate::definitions::{Found, Place, Shape};
use crate::facts::{Import, Visibility};
use crate::language::Language;

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
    }
}

/// The number of parameters in a list of them.
pub(crate) fn parameter_count(language: Language, list: Node<'_>, text: &str) -> u32 {
    // A lone name is a list of one: `x => x`.
    if list.kind() == "identifier" {
        return 1;
    }
    let mut cursor = list.walk();
    let parameters = list
        .named_children(&mut cursor)
        .filter(|node| !node.is_extra());
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
        Language::Rust
        | Language::Go
        | Language::Java
        | Language::C
        | Language::Cpp
        | Language::CSharp
        | Language::Php
        | Language::Kotlin => {}
    }
}

/// What a label such as `private:`, or Ruby's call of `private`, says about the members that follow.
pub(crate) fn access(label: Node<'_>, text: &str) -> Option<Visibility> {
    c::access(label, text)
}
