//! What files of the second tier take from elsewhere, as it is written.

use crate::facts::{Import, ImportKind};
use crate::imports::{field_text, import, unquoted};
use crate::language::Language;
use crate::tree::Node;

pub(super) fn imports(language: Language, node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    match language {
        Language::Scala => scala(node, text, add),
        Language::Bash => bash(node, text, add),
        Language::Lua | Language::Zig => required(node, text, add),
        Language::Elixir => elixir(node, text, add),
        Language::Haskell | Language::OCaml => modules(node, text, add),
        Language::Swift => swift(node, text, add),
        Language::Dart | Language::Css => quoted(language, node, text, add),
        Language::Html | Language::Vue | Language::Svelte => linked(node, text, add),
        Language::Dockerfile => image(node, text, add),
        Language::Hcl => hcl(node, text, add),
        _ => {}
    }
}

/// `. path` and `source path`, where the path is written out.
fn bash(command: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let literal = |path: &Node<'_>| {
        let content = path.named_child(0);
        matches!(path.kind(), "word" | "raw_string")
            || (path.kind() == "string"
                && path.named_child_count() == 1
                && content.is_some_and(|part| part.kind() == "string_content"))
    };
    let sources = matches!(field_text(command, "name", text), Some("." | "source"));
    let path = command.child_by_field_name("argument").filter(literal);
    if let Some(path) = path.filter(|_| sources) {
        add(import(unquoted(path, text), command).written_as(ImportKind::Call));
    }
}

/// `require("path")` of Lua, `@import("path")` of Zig.
fn required(call: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let called = call.named_child(0);
    let called = called.and_then(|called| text.get(called.byte_range()));
    let path = first_string(call).filter(|_| matches!(called, Some("require" | "@import")));
    if let Some(path) = path {
        add(import(unquoted(path, text), call).written_as(ImportKind::Call));
    }
}

/// `import M` and `module M where` of Haskell, `open M` and `include M` of OCaml.
fn modules(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let Some(module) = field_text(node, "module", text) else {
        return;
    };
    if node.kind() == "header" {
        add(import(module, node).written_as(ImportKind::Package));
    } else {
        add(import(module, node).bound_to(field_text(node, "alias", text)));
    }
}

/// `import Module` and `import struct Module.Name`.
fn swift(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let path = node
        .named_children()
        .filter(|child| child.kind() == "identifier")
        .last();
    let Some(path) = path.and_then(|path| text.get(path.byte_range())) else {
        return;
    };
    match path.split_once('.') {
        Some((module, name)) => add(import(module, node).taking(name)),
        None => add(import(path, node)),
    }
}

/// `FROM image AS stage`.
fn image(from: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let image = from
        .named_children()
        .find(|child| child.kind() == "image_spec");
    if let Some(image) = image.and_then(|image| text.get(image.byte_range())) {
        add(import(image, from).bound_to(field_text(from, "as", text)));
    }
}

/// The first string inside a node, a few levels down.
fn first_string(node: Node<'_>) -> Option<Node<'_>> {
    let children: Vec<Node<'_>> = node.named_children().take(4).collect();
    let direct = children
        .iter()
        .find(|child| child.kind().starts_with("string"));
    direct.copied().or_else(|| {
        let inner = children
            .iter()
            .find(|child| matches!(child.kind(), "arguments" | "string_literal"))?;
        let first = inner.named_child(0)?;
        (first.kind() == "string").then_some(first)
    })
}

/// `import a.b.{C, D => E}`, `import a.b._`, `package a.b`.
fn scala(node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let written = text.get(node.byte_range()).unwrap_or_default();
    if node.kind() == "package_clause" {
        let name = field_text(node, "name", text).unwrap_or_default();
        add(import(name, node).written_as(ImportKind::Package));
        return;
    }
    let written = written
        .trim_start_matches("import")
        .trim_start_matches("export")
        .trim();
    let (path, selected) = match written.split_once(".{") {
        Some((path, selected)) => (path, selected.trim_end_matches('}')),
        None => written.rsplit_once('.').unwrap_or((written, "")),
    };
    for one in selected.split(',').map(str::trim) {
        let (name, alias) = match one.split_once("=>").or_else(|| one.split_once(" as ")) {
            Some((name, alias)) => (name.trim(), Some(alias.trim())),
            None => (one, None),
        };
        match (name, alias) {
            // `Hidden => _` takes nothing.
            (_, Some("_")) => {}
            ("", _) => add(import(path, node)),
            ("_" | "*" | "given", _) => add(import(path, node).taking("*")),
            (name, alias) => add(import(path, node).taking(name).bound_to(alias)),
        }
    }
}

/// `alias A.{B, C}`, `import A`, `use A`, `require A`.
fn elixir(call: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let target = field_text(call, "target", text).unwrap_or_default();
    if !matches!(target, "import" | "alias" | "require" | "use") {
        return;
    }
    let arguments = call
        .named_child(1)
        .filter(|list| list.kind() == "arguments");
    let Some(first) = arguments.and_then(|list| list.named_child(0)) else {
        return;
    };
    let written = text.get(first.byte_range()).unwrap_or_default();
    match (first.kind(), written.split_once(".{")) {
        ("alias", _) => add(import(written, call)),
        ("dot", Some((module, names))) => {
            for name in names.trim_end_matches('}').split(',').map(str::trim) {
                add(import(&format!("{module}.{name}"), call));
            }
        }
        _ => {}
    }
}

/// What stands in quotes, or in `url(…)`.
fn quoted(language: Language, node: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let written = text.get(node.byte_range()).unwrap_or_default();
    let inner = match written.find(['"', '\'']) {
        Some(at) => written
            .get(at + 1..)
            .and_then(|rest| rest.split(['"', '\'']).next()),
        None => written
            .split_once("url(")
            .and_then(|(_, rest)| rest.split(')').next()),
    };
    let Some(module) = inner.map(str::trim).filter(|module| !module.is_empty()) else {
        return;
    };
    let kind = if language == Language::Dart && written.starts_with("export") {
        ImportKind::Reexport
    } else if language == Language::Dart && written.starts_with("part") {
        ImportKind::Submodule
    } else {
        ImportKind::Import
    };
    let shown = written
        .split(" as ")
        .nth(1)
        .and_then(|rest| rest.split([' ', ';']).next());
    add(import(module, node)
        .bound_to(shown.filter(|_| language == Language::Dart))
        .written_as(kind));
}

/// `<script src="…">` and `<link href="…">`, whatever they lead to.
fn linked(tag: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let children: Vec<Node<'_>> = tag.named_children().collect();
    let name = children
        .first()
        .and_then(|name| text.get(name.byte_range()));
    let wanted = match name {
        Some("script") => "src",
        Some("link") => "href",
        _ => return,
    };
    for attribute in children.iter().filter(|child| child.kind() == "attribute") {
        let key = attribute
            .named_child(0)
            .and_then(|key| text.get(key.byte_range()));
        if let Some(value) = attribute.named_child(1).filter(|_| key == Some(wanted)) {
            add(import(unquoted(value, text), tag));
        }
    }
}

/// `source` of a `module` block.
fn hcl(block: Node<'_>, text: &str, add: &mut dyn FnMut(Import)) {
    let of = |node: Node<'_>| text.get(node.byte_range()).unwrap_or_default();
    let children: Vec<Node<'_>> = block.named_children().collect();
    let body = children.iter().find(|child| child.kind() == "body");
    let (Some(body), Some("module")) = (body, children.first().map(|kind| of(*kind))) else {
        return;
    };
    let source = body.named_children().find(|child| {
        child.kind() == "attribute" && child.named_child(0).map(of) == Some("source")
    });
    if let Some(source) = source
        && let Some(value) = source.named_child(1)
    {
        add(import(unquoted(value, text), source));
    }
}
