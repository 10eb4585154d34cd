//! Scopes and bindings of Go.

use super::builder::{Builder, ScopeKind};
use super::go_bindings::{assigned, declare, given, listed, opaque, ranged};
use super::walk::Opens;
use super::{BindingKind, ExpressionKind, LinkKind, SiteKind};
use crate::facts::DefinitionKind;
use crate::tree::Node;

pub(super) fn enter<'t>(
    builder: &mut Builder<'_>,
    node: Node<'t>,
    _parent: Node<'t>,
    scope: u32,
) -> Opens {
    match node.kind() {
        "comment" | "package_clause" => Opens::Skip,
        "function_declaration" | "method_declaration" | "func_literal" => {
            function(builder, node, scope)
        }
        "block"
        | "if_statement"
        | "for_statement"
        | "expression_switch_statement"
        | "select_statement"
        | "expression_case"
        | "default_case"
        | "communication_case" => Opens::All(builder.open(scope, ScopeKind::Block, None)),
        "type_switch_statement" => type_switch(builder, node, scope),
        "type_case" => type_case(builder, node, scope),
        "import_spec" => {
            import(builder, node, scope);
            Opens::Skip
        }
        _ => {
            statement(builder, node, scope);
            Opens::Nothing
        }
    }
}

fn statement(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    match node.kind() {
        "short_var_declaration" | "receive_statement" => {
            let right = node.child_by_field_name("right");
            let left = node.child_by_field_name("left");
            given(builder, &listed(left), right, scope);
        }
        "assignment_statement" => assigned(builder, node, scope),
        "range_clause" => ranged(builder, node, scope),
        "var_spec" | "const_spec" => variables(builder, node, scope),
        "method_elem" => {
            let name = node.child_by_field_name("name");
            if let Some(definition) = name.and_then(|name| builder.define_inside(name)) {
                result(builder, node, definition, scope);
            }
        }
        "type_spec" | "type_alias" => type_spec(builder, node, scope),
        "field_declaration" => field(builder, node, scope),
        "keyed_element" => {
            // `T{Name: value}` names a field.
            let key = node.named_child(0).and_then(|key| key.named_child(0));
            if let Some(name) = key.filter(|name| name.kind() == "identifier") {
                builder.consume(name);
            }
        }
        "return_statement" => {
            let owner = builder.function_definition(scope);
            let first = node.named_child(0).and_then(|list| list.named_child(0));
            if let (Some(owner), Some(value)) = (owner, first) {
                let value = builder.expression(value, scope);
                builder.link(owner, LinkKind::Returned, value);
            }
        }
        "type_parameter_declaration" => {
            for name in node.children_by_field_name("name") {
                opaque(builder, name, scope);
            }
        }
        _ => {}
    }
}

/// `var a, b T` and `var a, b = c, d`.
fn variables(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let names: Vec<Node<'_>> = node
        .named_children()
        .take_while(|name| name.kind() == "identifier")
        .collect();
    match node.child_by_field_name("type") {
        Some(written) => {
            for name in names {
                declare(builder, name, written, scope);
            }
        }
        None => given(builder, &names, node.child_by_field_name("value"), scope),
    }
}

/// `switch x := y.(type)`: in a case with one type `x` is of that type.
fn type_switch(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Block, None);
    let alias = node
        .child_by_field_name("alias")
        .and_then(|list| list.named_child(0));
    if let Some(alias) = alias {
        opaque(builder, alias, inner);
    }
    Opens::All(inner)
}

fn type_case(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let inner = builder.open(scope, ScopeKind::Block, None);
    let alias = node
        .parent()
        .and_then(|switch| switch.child_by_field_name("alias"))
        .and_then(|list| list.named_child(0))
        .and_then(|name| builder.word(name));
    let mut types = node.children_by_field_name("type");
    if let (Some(word), Some(one), None) = (alias, types.next(), types.next()) {
        let written = builder.expression(one, scope);
        builder.bind(inner, word, BindingKind::Annotated, written);
    }
    Opens::All(inner)
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let definition = node.child_by_field_name("name").and_then(|name| {
        if node.kind() == "function_declaration" {
            builder.define(scope, name)
        } else {
            method(builder, name)
        }
    });
    let kind = match definition {
        Some(_) => ScopeKind::Function,
        None => ScopeKind::Lambda,
    };
    let inner = builder.open(scope, kind, definition);
    for list in ["receiver", "parameters", "result"] {
        let list = node.child_by_field_name(list);
        if let Some(list) = list.filter(|list| list.kind() == "parameter_list") {
            for parameter in list.named_children() {
                bind_parameter(builder, parameter, inner);
            }
        }
    }
    if let Some(definition) = definition {
        result(builder, node, definition, scope);
    }
    Opens::Body(inner)
}

/// A method is offered as `Type.method`, since its type may stand in another file of the package.
fn method(builder: &mut Builder<'_>, name: Node<'_>) -> Option<u32> {
    builder.consume(name);
    let definition = builder.definition_named(name)?;
    let qualified = &builder.definitions.get(definition as usize)?.qualified_name;
    builder.bind(0, qualified, BindingKind::Definition, definition);
    Some(definition)
}

fn bind_parameter(builder: &mut Builder<'_>, parameter: Node<'_>, inner: u32) {
    let written = parameter.child_by_field_name("type");
    let names: Vec<Node<'_>> = parameter
        .children_by_field_name("name")
        .filter(Node::is_named)
        .collect();
    for name in names {
        match written {
            Some(written) => declare(builder, name, written, inner),
            None => opaque(builder, name, inner),
        }
    }
}

/// Several results are pairs of the first and the others.
fn result(builder: &mut Builder<'_>, node: Node<'_>, definition: u32, scope: u32) {
    let Some(result) = node.child_by_field_name("result") else {
        return;
    };
    let mut types: Vec<u32> = Vec::new();
    if result.kind() == "parameter_list" {
        for parameter in result.named_children() {
            let Some(written) = parameter.child_by_field_name("type") else {
                continue;
            };
            let written = builder.expression(written, scope);
            let names = parameter
                .children_by_field_name("name")
                .filter(Node::is_named)
                .count();
            types.extend(std::iter::repeat_n(written, names.max(1)));
        }
    } else {
        types.push(builder.expression(result, scope));
    }
    if let Some(last) = types.pop() {
        let pair = |rest, first| builder.make(ExpressionKind::Pair, first, rest);
        let written = types.into_iter().rev().fold(last, pair);
        builder.link(definition, LinkKind::Declared, written);
    }
}

fn type_spec(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(name), Some(written)) = (
        node.child_by_field_name("name"),
        node.child_by_field_name("type"),
    ) else {
        return;
    };
    let Some(definition) = builder.define(scope, name) else {
        return;
    };
    let is = |kind| {
        let found = builder.definitions.get(definition as usize);
        found.is_some_and(|found| found.kind == kind)
    };
    if is(DefinitionKind::TypeAlias) {
        let other = builder.expression(written, scope);
        match builder.word(name) {
            Some(word) if node.kind() == "type_alias" => {
                builder.bind(scope, word, BindingKind::Value, other);
            }
            // A type of its own, with what it holds.
            _ => builder.link(definition, LinkKind::Declared, other),
        }
    } else if is(DefinitionKind::Interface) {
        for element in written.named_children() {
            let embedded = element
                .named_child(0)
                .filter(|_| element.kind() == "type_elem" && element.named_child_count() == 1);
            if let Some(embedded) = embedded {
                base(builder, embedded, definition, scope);
            }
        }
    }
}

fn base(builder: &mut Builder<'_>, written: Node<'_>, definition: u32, scope: u32) {
    let base = builder.used(written, scope, SiteKind::Base);
    builder.consume(written);
    builder.link(definition, LinkKind::Base, base);
}

/// A field is a member of its type; one without a name of its own gives the type its members.
fn field(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(written) = node.child_by_field_name("type") else {
        return;
    };
    let names: Vec<Node<'_>> = node.children_by_field_name("name").collect();
    for name in &names {
        let owner = builder
            .define_inside(*name)
            .and_then(|field| builder.definitions.get(field as usize)?.parent);
        if let (Some(owner), Some(word)) = (owner, builder.word(*name)) {
            let written = builder.expression(written, scope);
            builder.bind_member(owner, word, BindingKind::Annotated, written);
        }
    }
    let name = names.is_empty().then(|| embedded_name(written)).flatten();
    if let Some((owner, word)) = struct_round(builder, node).zip(name.and_then(|n| builder.word(n)))
    {
        base(builder, written, owner, scope);
        let written = builder.expression(written, scope);
        builder.bind_member(owner, word, BindingKind::Annotated, written);
    }
}

/// `T` of the embedded `*p.T[K]`.
fn embedded_name(written: Node<'_>) -> Option<Node<'_>> {
    match written.kind() {
        "type_identifier" => Some(written),
        "qualified_type" => written.child_by_field_name("name"),
        "generic_type" => embedded_name(written.child_by_field_name("type")?),
        "pointer_type" | "parenthesized_type" => embedded_name(written.named_child(0)?),
        _ => None,
    }
}

/// The definition of the struct type that a field stands in.
fn struct_round(builder: &Builder<'_>, field: Node<'_>) -> Option<u32> {
    let spec = field.parent()?.parent()?.parent()?;
    let name = spec.child_by_field_name("name")?;
    builder
        .definition_named(name)
        .filter(|_| spec.kind() == "type_spec")
}

fn import(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(import) = builder.import_at(node) else {
        return;
    };
    let alias = node
        .child_by_field_name("name")
        .and_then(|name| builder.word(name));
    let path = node
        .child_by_field_name("path")
        .and_then(|path| builder.word(path));
    let last = path.map(|path| package_name(path.trim_matches(['"', '`'])));
    if let Some(word) = alias
        .or(last)
        .filter(|word| !matches!(*word, "." | "_" | ""))
    {
        builder.bind(scope, word, BindingKind::Import, import);
    }
}

/// The name that a package at a path has by custom: `v2` is a version, `yaml.v3` is `yaml`.
fn package_name(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or(path);
    let is_version = last
        .strip_prefix('v')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit()));
    let name = match parts.next() {
        Some(above) if is_version => above,
        _ => last,
    };
    name.split('.').next().unwrap_or(name)
}
