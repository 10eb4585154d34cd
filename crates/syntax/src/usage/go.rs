//! Scopes and bindings of Go.

use tree_sitter::Node;

use super::builder::{Builder, ScopeKind};
use super::walk::Opens;
use super::{BindingKind, LinkKind, SiteKind};

pub(super) fn enter(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    match node.kind() {
        "comment" | "package_clause" => Opens::Skip,
        "function_declaration" | "method_declaration" | "func_literal" => {
            function(builder, node, scope)
        }
        "method_elem" | "method_spec" => {
            let name = node.child_by_field_name("name");
            if let Some(definition) = name.and_then(|name| builder.define_inside(name)) {
                result(builder, node, definition, scope);
            }
            Opens::Nothing
        }
        "type_spec" | "type_alias" => {
            type_spec(builder, node, scope);
            Opens::Nothing
        }
        "field_declaration" => {
            field(builder, node, scope);
            Opens::Nothing
        }
        "block" | "if_statement" | "for_statement" | "expression_switch_statement"
        | "type_switch_statement" | "select_statement" | "expression_case" | "default_case"
        | "type_case" | "communication_case" => {
            Opens::All(builder.open(scope, ScopeKind::Block, None))
        }
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
        "short_var_declaration" | "range_clause" => {
            let right = node
                .child_by_field_name("right")
                .filter(|_| node.kind() == "short_var_declaration");
            if let Some(left) = node.child_by_field_name("left") {
                let mut cursor = left.walk();
                let names: Vec<Node<'_>> = left.named_children(&mut cursor).collect();
                given(builder, &names, right, scope);
            }
        }
        "var_spec" | "const_spec" => {
            let mut cursor = node.walk();
            let names: Vec<Node<'_>> = node
                .children_by_field_name("name", &mut cursor)
                .filter(|name| name.kind() == "identifier")
                .collect();
            match node.child_by_field_name("type") {
                Some(annotation) => {
                    for name in names {
                        declare(builder, name, annotation, scope);
                    }
                }
                None => given(builder, &names, node.child_by_field_name("value"), scope),
            }
        }
        "keyed_element" => {
            // `T{Name: value}` names a field.
            let key = node.child_by_field_name("key").or_else(|| node.named_child(0));
            let name = key.and_then(|key| key.named_child(0));
            if let Some(name) = name.filter(|name| name.kind() == "identifier") {
                builder.consume(name);
            }
        }
        "return_statement" => {
            let owner = builder.function(scope).and_then(|at| builder.definition(at));
            let first = node.named_child(0).and_then(|list| list.named_child(0));
            if let (Some(owner), Some(value)) = (owner, first) {
                let value = builder.expression(value, scope);
                builder.link(owner, LinkKind::Returned, value);
            }
        }
        "labeled_statement" | "type_parameter_declaration" => {
            if let Some(name) = node.child_by_field_name("name") {
                builder.consume(name);
                if let Some(word) = builder.word(name) {
                    builder.bind(scope, word, BindingKind::Opaque, 0);
                }
            }
        }
        _ => {}
    }
}

/// `a, b := f()`: the first gets what the call gives first; of pairs, each its own.
fn given(builder: &mut Builder<'_>, names: &[Node<'_>], right: Option<Node<'_>>, scope: u32) {
    let values: Vec<Node<'_>> = right.map(listed).unwrap_or_default();
    for (position, name) in names.iter().enumerate() {
        if name.kind() != "identifier" {
            continue;
        }
        let Some(word) = builder.word(*name) else {
            continue;
        };
        builder.define(scope, *name);
        builder.consume(*name);
        match values.get(position) {
            Some(value) => {
                let value = builder.expression(*value, scope);
                builder.bind(scope, word, BindingKind::Value, value);
            }
            None => builder.bind(scope, word, BindingKind::Opaque, 0),
        }
    }
}

fn listed(list: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = list.walk();
    if list.kind() == "expression_list" {
        list.named_children(&mut cursor).collect()
    } else {
        vec![list]
    }
}

fn declare(builder: &mut Builder<'_>, name: Node<'_>, annotation: Node<'_>, scope: u32) {
    builder.define(scope, name);
    builder.consume(name);
    if let Some(word) = builder.word(name) {
        let kind = builder.type_of(annotation, scope);
        builder.bind(scope, word, BindingKind::Annotated, kind);
    }
}

fn function(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) -> Opens {
    let name = node.child_by_field_name("name");
    let definition = match (name, node.kind()) {
        (Some(name), "function_declaration") => builder.define(scope, name),
        // A method is found by the name of its type, from any file of the package.
        (Some(name), _) => {
            builder.consume(name);
            builder.definition_named(name)
        }
        (None, _) => None,
    };
    let kind = if definition.is_some() {
        ScopeKind::Function
    } else {
        ScopeKind::Lambda
    };
    let inner = builder.open(scope, kind, definition);
    for list in ["receiver", "parameters", "result"] {
        let list = node.child_by_field_name(list);
        for list in list.filter(|list| list.kind() == "parameter_list") {
            let mut cursor = list.walk();
            for parameter in list.named_children(&mut cursor) {
                let annotation = parameter.child_by_field_name("type");
                let mut cursor = parameter.walk();
                let names: Vec<Node<'_>> =
                    parameter.children_by_field_name("name", &mut cursor).collect();
                for name in names {
                    match annotation.filter(|_| parameter.kind() == "parameter_declaration") {
                        Some(annotation) => declare(builder, name, annotation, inner),
                        None => given(builder, &[name], None, inner),
                    }
                }
            }
        }
    }
    if let Some(definition) = definition {
        result(builder, node, definition, scope);
    }
    Opens::Body(inner)
}

/// Of several results the first is followed.
fn result(builder: &mut Builder<'_>, node: Node<'_>, definition: u32, scope: u32) {
    let result = node.child_by_field_name("result");
    let first = result.and_then(|result| match result.kind() {
        "parameter_list" => result.named_child(0)?.child_by_field_name("type"),
        _ => Some(result),
    });
    if let Some(first) = first {
        let kind = builder.type_of(first, scope);
        builder.link(definition, LinkKind::Declared, kind);
    }
}

fn type_spec(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let (Some(name), Some(written)) = (
        node.child_by_field_name("name"),
        node.child_by_field_name("type"),
    ) else {
        return;
    };
    let definition = builder.define(scope, name);
    if let Some(definition) = definition.filter(|definition| builder.holds_value(*definition)) {
        let kind = builder.type_of(written, scope);
        builder.link(definition, LinkKind::Declared, kind);
        if let Some(word) = builder.word(name) {
            builder.bind(scope, word, BindingKind::Value, kind);
        }
    }
    if let Some(definition) = definition.filter(|_| written.kind() == "interface_type") {
        let mut cursor = written.walk();
        for element in written.named_children(&mut cursor) {
            let embedded = element.named_child(0).filter(|_| element.kind() == "type_elem");
            if let Some(embedded) = embedded {
                let base = builder.used(embedded, scope, SiteKind::Base);
                builder.consume(embedded);
                builder.link(definition, LinkKind::Base, base);
            }
        }
    }
}

/// A field is a member of its type; one without a name of its own gives the type its members.
fn field(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(annotation) = node.child_by_field_name("type") else {
        return;
    };
    let mut cursor = node.walk();
    let names: Vec<Node<'_>> = node.children_by_field_name("name", &mut cursor).collect();
    let kind = builder.type_of(annotation, scope);
    for name in &names {
        builder.consume(*name);
        let owner = builder.definition_named(*name).and_then(|field| builder.parent(field));
        if let (Some(owner), Some(word)) = (owner, builder.word(*name)) {
            builder.define_inside(*name);
            builder.bind_member(owner, word, BindingKind::Annotated, kind);
        }
    }
    if names.is_empty()
        && let Some(owner) = builder.type_round(annotation)
    {
        builder.link(owner, LinkKind::Base, kind);
    }
}

fn import(builder: &mut Builder<'_>, node: Node<'_>, scope: u32) {
    let Some(import) = builder.import_at(node) else {
        return;
    };
    let alias = node.child_by_field_name("name").and_then(|name| builder.word(name));
    let path = node.child_by_field_name("path").and_then(|path| builder.word(path));
    let last = path.map(|path| {
        let path = path.trim_matches(['"', '`']);
        let mut parts = path.rsplit('/');
        let last = parts.next().unwrap_or(path);
        // `…/v2` is a version, not a name.
        let version = last.len() > 1
            && last.starts_with('v')
            && last.chars().skip(1).all(|c| c.is_ascii_digit());
        let name = if version { parts.next().unwrap_or(last) } else { last };
        name.split('.').next().unwrap_or(name)
    });
    if let Some(word) = alias.or(last).filter(|word| !matches!(*word, "." | "_")) {
        builder.bind(scope, word, BindingKind::Import, import);
    }
}
