//! How expressions of each language are made of names, members and calls.

use super::{cpp, csharp, kotlin, php, ruby};
use crate::language::Language;
use crate::tree::Node;

/// The outermost part of an expression.
#[derive(Clone, Copy)]
pub(super) enum Step<'t> {
    /// A plain name.
    Name(Node<'t>),
    /// A member of something; without a base it is a name after all.
    Member {
        /// Whose member.
        base: Option<Node<'t>>,
        /// The member's name.
        name: Node<'t>,
    },
    /// A call or the making of an object.
    Call {
        /// What is called.
        callee: Node<'t>,
        /// With what.
        arguments: Option<Node<'t>>,
    },
    /// The making of an object of a type, in a language where a value may have the name of a type.
    New {
        /// The type.
        class: Node<'t>,
        /// With what.
        arguments: Option<Node<'t>>,
    },
    /// What can only be a type, in such a language.
    Type(Node<'t>),
    /// A call of a method by its name, of an object or of the one at hand.
    Invoke {
        /// Whose method.
        object: Option<Node<'t>>,
        /// Its name.
        name: Node<'t>,
        /// With what.
        arguments: Option<Node<'t>>,
    },
    /// A name by its path, from the outside in.
    Path(Node<'t>),
    /// A member of what something points to.
    Pointed {
        /// What points.
        base: Node<'t>,
        /// The member's name.
        name: Node<'t>,
    },
    /// The making of an object of a type that something points to.
    Allocated {
        /// The type.
        class: Node<'t>,
        /// With what.
        arguments: Option<Node<'t>>,
    },
    /// A value of a type that is named, however it is made.
    Made(Node<'t>),
    /// A type of many of what is inside.
    Many(Node<'t>),
    /// One of what is inside.
    Element(Node<'t>),
    /// A type with type arguments.
    Generic {
        /// The type.
        of: Node<'t>,
        /// What it is of.
        arguments: Node<'t>,
    },
    /// A name in the module that a keyword stands for.
    Within {
        /// The keyword.
        module: Node<'t>,
        /// The name.
        name: Node<'t>,
    },
    /// As good as what is inside.
    Through(Node<'t>),
    /// The object that the method is called on.
    This,
    /// The same as its bases see it.
    Super,
    /// A value of a type of the language.
    Literal(&'static str),
    /// Anything else.
    Opaque,
}

pub(super) fn step<'t>(language: Language, text: &str, node: Node<'t>) -> Step<'t> {
    let found = match language {
        Language::Python => python(node),
        Language::JavaScript | Language::TypeScript | Language::Tsx => ecmascript(node),
        Language::Go => go(node),
        Language::C => c(node),
        Language::Cpp => cpp::step(text, node),
        Language::Java => java(node),
        Language::CSharp => csharp::step(node),
        Language::Rust => rust(node),
        Language::Php => php::step(node),
        Language::Kotlin => kotlin::step(node),
        Language::Ruby => ruby::step(node),
        _ => None,
    };
    found.unwrap_or(Step::Opaque)
}

pub(super) fn member<'t>(node: Node<'t>, base: &str, name: &str) -> Option<Step<'t>> {
    Some(Step::Member {
        base: node.child_by_field_name(base),
        name: node.child_by_field_name(name)?,
    })
}

pub(super) fn call<'t>(node: Node<'t>, callee: &str) -> Option<Step<'t>> {
    Some(Step::Call {
        callee: node.child_by_field_name(callee)?,
        arguments: node.child_by_field_name("arguments"),
    })
}

pub(super) fn through(node: Node<'_>) -> Option<Step<'_>> {
    node.named_child(0).map(Step::Through)
}

fn python(node: Node<'_>) -> Option<Step<'_>> {
    Some(match node.kind() {
        "identifier" => Step::Name(node),
        "attribute" => return member(node, "object", "attribute"),
        "call" => return call(node, "function"),
        "parenthesized_expression" | "await" | "type" => return through(node),
        "string" | "concatenated_string" => Step::Literal("str"),
        "integer" => Step::Literal("int"),
        "float" => Step::Literal("float"),
        "true" | "false" | "not_operator" | "comparison_operator" => Step::Literal("bool"),
        "none" => Step::Literal("None"),
        "list" | "list_comprehension" => Step::Literal("list"),
        "dictionary" | "dictionary_comprehension" => Step::Literal("dict"),
        "set" | "set_comprehension" => Step::Literal("set"),
        "tuple" => Step::Literal("tuple"),
        _ => return None,
    })
}

fn ecmascript(node: Node<'_>) -> Option<Step<'_>> {
    Some(match node.kind() {
        "identifier" | "shorthand_property_identifier" | "type_identifier" => Step::Name(node),
        "member_expression" => return member(node, "object", "property"),
        "nested_type_identifier" => return member(node, "module", "name"),
        "nested_identifier" => return member(node, "object", "property"),
        "call_expression" => return call(node, "function"),
        "new_expression" => return call(node, "constructor"),
        "parenthesized_expression" | "await_expression" | "non_null_expression" => {
            return through(node);
        }
        "this" => Step::This,
        "super" => Step::Super,
        "string" | "template_string" => Step::Literal("string"),
        "number" => Step::Literal("number"),
        "true" | "false" => Step::Literal("boolean"),
        "null" => Step::Literal("null"),
        "undefined" => Step::Literal("undefined"),
        "array" => Step::Literal("Array"),
        "array_type" => return node.named_child(0).map(Step::Many),
        "subscript_expression" => return node.child_by_field_name("object").map(Step::Element),
        "regex" => Step::Literal("RegExp"),
        _ => return None,
    })
}

fn go(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "identifier" | "type_identifier" | "package_identifier" => Step::Name(node),
        "selector_expression" => return member(node, "operand", "field"),
        "qualified_type" => return member(node, "package", "name"),
        "call_expression" => return go_call(node),
        // A call with type arguments reads like a conversion.
        "type_conversion_expression" => return call(node, "type"),
        "composite_literal" | "type_assertion_expression" => return field("type").map(Step::Made),
        "generic_type" | "type_instantiation_expression" => {
            return field("type").map(Step::Through);
        }
        "parenthesized_expression" | "parenthesized_type" | "pointer_type" => return through(node),
        "slice_type" | "array_type" | "implicit_length_array_type" => {
            return field("element").map(Step::Many);
        }
        "map_type" | "channel_type" => return field("value").map(Step::Many),
        "index_expression" => return field("operand").map(Step::Element),
        "slice_expression" => return field("operand").map(Step::Through),
        "unary_expression" => match field("operator")?.kind() {
            "&" | "*" => return field("operand").map(Step::Through),
            "<-" => return field("operand").map(Step::Element),
            _ => Step::Literal("int"),
        },
        "interpreted_string_literal" | "raw_string_literal" => Step::Literal("string"),
        "int_literal" | "float_literal" | "imaginary_literal" | "rune_literal" => {
            Step::Literal("int")
        }
        "binary_expression" | "true" | "false" => Step::Literal("bool"),
        "nil" => Step::Literal("nil"),
        _ => return None,
    })
}

/// `new(T)` and `make(T)` give a `T`.
fn go_call(node: Node<'_>) -> Option<Step<'_>> {
    let callee = node.child_by_field_name("function")?;
    let arguments = node.child_by_field_name("arguments");
    let first = arguments.and_then(|list| list.named_child(0));
    Some(match first {
        Some(made) if callee.kind() == "identifier" && is_go_type(made) => Step::Made(made),
        _ => Step::Call { callee, arguments },
    })
}

/// What can only be a type, as the argument of `new` and `make`.
fn is_go_type(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "type_identifier"
            | "qualified_type"
            | "generic_type"
            | "pointer_type"
            | "slice_type"
            | "array_type"
            | "map_type"
            | "channel_type"
    )
}

fn c(node: Node<'_>) -> Option<Step<'_>> {
    Some(match node.kind() {
        "identifier" | "type_identifier" => Step::Name(node),
        "field_expression" => return member(node, "argument", "field"),
        "call_expression" => return call(node, "function"),
        "parenthesized_expression" => return through(node),
        "pointer_expression" => return node.child_by_field_name("argument").map(Step::Through),
        "subscript_expression" => return node.child_by_field_name("argument").map(Step::Element),
        "cast_expression" => return node.child_by_field_name("type").map(Step::Made),
        "compound_literal_expression" => return node.child_by_field_name("type").map(Step::Made),
        "type_descriptor" => return node.child_by_field_name("type").map(Step::Through),
        "string_literal" | "concatenated_string" => Step::Literal("char"),
        "number_literal" | "char_literal" | "sizeof_expression" => Step::Literal("int"),
        "true" | "false" => Step::Literal("bool"),
        "null" => Step::Literal("NULL"),
        "primitive_type" | "sized_type_specifier" => Step::Literal("int"),
        _ => return None,
    })
}

fn java(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "identifier" | "type_identifier" => Step::Name(node),
        "method_invocation" => Step::Invoke {
            object: field("object"),
            name: field("name")?,
            arguments: field("arguments"),
        },
        "field_access" => return member(node, "object", "field"),
        "scoped_identifier" => return member(node, "scope", "name"),
        // `a.b.C` and `C::method` name their parts by nothing but their order.
        "scoped_type_identifier" | "method_reference" => Step::Member {
            base: node.named_child(0),
            name: node
                .named_child(1)
                .filter(|name| name.kind().ends_with("identifier"))?,
        },
        "object_creation_expression" => return call(node, "type"),
        "generic_type" => return through(node),
        "array_type" => return field("element").map(Step::Many),
        "array_access" => return field("array").map(Step::Element),
        "array_creation_expression" => return field("type").map(Step::Many),
        "cast_expression" => return field("type").map(Step::Made),
        "parenthesized_expression" | "annotated_type" => return through(node),
        "this" => Step::This,
        "super" => Step::Super,
        "string_literal" => Step::Literal("String"),
        "decimal_integer_literal"
        | "hex_integer_literal"
        | "decimal_floating_point_literal"
        | "character_literal" => Step::Literal("int"),
        "binary_expression" | "instanceof_expression" | "true" | "false" => {
            Step::Literal("boolean")
        }
        "null_literal" => Step::Literal("null"),
        "class_literal" => Step::Literal("Class"),
        "integral_type" | "floating_point_type" | "boolean_type" | "void_type" => {
            Step::Literal("int")
        }
        _ => return None,
    })
}

fn rust(node: Node<'_>) -> Option<Step<'_>> {
    let field = |name| node.child_by_field_name(name);
    Some(match node.kind() {
        "identifier" | "type_identifier" | "self" => Step::Name(node),
        "scoped_identifier" | "scoped_type_identifier" => return rust_path(node),
        "field_expression" => return member(node, "value", "field"),
        "call_expression" => return call(node, "function"),
        "generic_function" => return field("function").map(Step::Through),
        "generic_type" | "generic_type_with_turbofish" => Step::Generic {
            of: field("type")?,
            arguments: field("type_arguments")?,
        },
        "struct_expression" => return field("name").map(Step::Made),
        "reference_expression" => return field("value").map(Step::Through),
        "reference_type" => return field("type").map(Step::Through),
        "dynamic_type" | "abstract_type" => return field("trait").map(Step::Through),
        "array_type" => return field("element").map(Step::Many),
        "slice_type" => return node.named_child(0).map(Step::Many),
        "parenthesized_expression" | "await_expression" => return through(node),
        "bracketed_type" => return through(node),
        "qualified_type" => return field("alias").map(Step::Through),
        "try_expression" | "index_expression" => return node.named_child(0).map(Step::Element),
        // The operator of `!x` and `-x` may be anybody's.
        "unary_expression" if node.child(0)?.kind() == "*" => return through(node),
        "type_cast_expression" => return field("type").map(Step::Made),
        "string_literal" | "raw_string_literal" => Step::Literal("str"),
        "integer_literal" | "float_literal" | "char_literal" => Step::Literal("int"),
        "boolean_literal" => Step::Literal("bool"),
        "primitive_type" | "unit_type" | "never_type" => Step::Literal("int"),
        _ => return None,
    })
}

/// `crate::a`, `a::b`, `::a`.
fn rust_path(node: Node<'_>) -> Option<Step<'_>> {
    let name = node.child_by_field_name("name")?;
    let base = node.child_by_field_name("path");
    Some(match base {
        Some(module) if matches!(module.kind(), "crate" | "self" | "super") => {
            Step::Within { module, name }
        }
        _ => Step::Member { base, name },
    })
}
