//! Programming languages of the second tier: what their queries find, by few rules for all.

use crate::definitions::{Found, Place, Shape, has_modifier, is_function, is_type, is_value};
use crate::facts::{DefinitionKind, Visibility};
use crate::imports::field_text;
use crate::language::Language;
use crate::tree::Node;

pub(super) fn shape<'t, 'a>(
    language: Language,
    found: &Found<'t>,
    place: &Place<'t>,
    text: &'a str,
) -> Option<Shape<'t, 'a>> {
    if is_value(found.kind) && place.local {
        return None;
    }
    let mut found = *found;
    match language {
        Language::Elixir => elixir(&mut found, text)?,
        Language::Swift => found.parameters = Some(found.node),
        Language::Haskell => {
            found.parameters = found.node.child_by_field_name("patterns");
            found.body = ["match", "declarations"]
                .into_iter()
                .find_map(|field| found.node.child_by_field_name(field));
        }
        Language::Zig => {
            found.parameters = found
                .node
                .named_children()
                .find(|child| child.kind() == "parameters");
        }
        Language::OCaml => ocaml(&mut found),
        Language::Lua => {
            found.parameters = found.body.map_or(found.parameters, |body| {
                body.child_by_field_name("parameters").or(found.parameters)
            });
        }
        _ => {}
    }
    let member = place.enclosing.is_some_and(is_type);
    if found.kind == DefinitionKind::Function && member {
        found.kind = DefinitionKind::Method;
    }
    if found.kind == DefinitionKind::Variable && member {
        found.kind = DefinitionKind::Field;
    }
    let mut shape = found.shape(text, visibility(language, &found, place, text))?;
    if language == Language::Lua {
        unqualified(&mut shape, text);
    }
    if let Some(last) = constructor_name(found.node).filter(|_| language == Language::Dart) {
        shape.name_node = last;
        shape.name = text.get(last.byte_range())?;
    }
    Some(shape)
}

fn visibility(language: Language, found: &Found<'_>, place: &Place<'_>, text: &str) -> Visibility {
    let Some(name) = found.name else {
        return Visibility::Public;
    };
    let written = text.get(name.byte_range()).unwrap_or_default();
    let modified = |words: &[&str]| has_modifier(found.node, name.start_byte(), text, words);
    let inside_function = place.enclosing.is_some_and(is_function);
    let private = match language {
        Language::Dart => written.starts_with('_'),
        Language::Elixir => {
            let target = field_text(found.node, "target", text).unwrap_or_default();
            matches!(target, "defp" | "defmacrop" | "defguardp")
        }
        Language::Zig => !modified(&["pub"]) && found.kind != DefinitionKind::Field,
        Language::Lua => modified(&["local"]) || place.parent.kind() == "variable_declaration",
        _ => modified(&["private", "fileprivate"]),
    };
    if private || (inside_function && place.local) {
        Visibility::Private
    } else if language == Language::Swift && !modified(&["public", "open"])
        || modified(&["protected", "internal"])
    {
        // Swift's own default is the module.
        Visibility::Restricted
    } else {
        Visibility::Public
    }
}

/// Dart's constructors may have a name behind that of their class.
fn constructor_name(declaration: Node<'_>) -> Option<Node<'_>> {
    let mut signature = declaration.named_child(0)?;
    if signature.kind() == "method_signature" {
        signature = signature.named_child(0)?;
    }
    let names = signature.children_by_field_name("name");
    names
        .filter(Node::is_named)
        .last()
        .filter(|_| signature.kind().ends_with("constructor_signature"))
}

/// All of Elixir's definitions are calls: `def move(point), do: …`.
fn elixir(found: &mut Found<'_>, text: &str) -> Option<()> {
    found.kind = match field_text(found.node, "target", text)? {
        "def" | "defp" | "defdelegate" | "defguard" | "defguardp" => DefinitionKind::Function,
        "defmacro" | "defmacrop" => DefinitionKind::Macro,
        "defmodule" => DefinitionKind::Module,
        "defprotocol" => DefinitionKind::Interface,
        "defimpl" => DefinitionKind::Implementation,
        _ => return None,
    };
    let mut name = found.name?;
    loop {
        name = match name.kind() {
            "binary_operator" => name.child_by_field_name("left")?,
            "call" => {
                found.parameters = name
                    .named_children()
                    .find(|child| child.kind() == "arguments");
                name.child_by_field_name("target")?
            }
            "identifier" | "alias" | "operator_identifier" => break,
            _ => return None,
        };
    }
    found.name = Some(name);
    found.body = found
        .node
        .named_children()
        .find(|child| child.kind() == "do_block");
    Some(())
}

/// A binding with parameters is a function.
fn ocaml(found: &mut Found<'_>) {
    let takes = found
        .node
        .named_children()
        .any(|child| child.kind() == "parameter")
        || found
            .body
            .is_some_and(|body| matches!(body.kind(), "fun_expression" | "function_expression"));
    if found.kind == DefinitionKind::Variable && takes {
        found.kind = DefinitionKind::Function;
        found.parameters = Some(found.node);
    }
}

/// `function Point.new` and `function Point:move` are named after `Point`.
fn unqualified<'a>(shape: &mut Shape<'_, 'a>, text: &'a str) {
    let node = shape.name_node;
    let name = node
        .child_by_field_name("field")
        .or_else(|| node.child_by_field_name("method"));
    let table = field_text(node, "table", text);
    if let (Some(name), Some(table)) = (name, table) {
        shape.name_node = name;
        shape.name = text.get(name.byte_range()).unwrap_or_default();
        shape.qualifier = Some(table.to_owned());
        shape.visibility = Visibility::Public;
        if node.kind() == "method_index_expression" {
            shape.kind = DefinitionKind::Method;
        }
    }
}
