//! What the kinds of node mean to what is counted.
//!
//! Most of it is what the queries say already. The rest is read from the names that grammars give their nodes, by
//! one list for all languages.

use std::sync::OnceLock;

use crate::facts::BranchKind;
use crate::language::Language;
use crate::measures::Reason;
use crate::rules::{Plain, Rules};

/// What one kind of node means.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kind {
    /// Structured flow that counts for cognitive complexity.
    pub reason: Option<Reason>,
    /// A function without a name.
    pub closure: bool,
    pub comment: bool,
    pub call: bool,
    /// A statement or declaration.
    pub statement: bool,
    /// Leaves the function.
    pub exit: bool,
    /// May go to a label.
    pub jump: bool,
    /// A text: one operand, whatever it is made of.
    pub string: bool,
    /// Code inside a text.
    pub interpolation: bool,
    pub attempt: bool,
    pub finally: bool,
    pub constraint: bool,
    /// What holds an `else` and what follows it.
    pub otherwise: bool,
    /// An `if` right below it goes on with a chain.
    pub chains: bool,
    /// What stands in it is a statement, in languages where those are expressions.
    pub holds: bool,
    /// Its operator may be boolean.
    pub logical: bool,
    /// Its operator may compare.
    pub compares: bool,
    /// Only brackets round an expression.
    pub brackets: bool,
    /// Its `=` names an argument or gives a default.
    pub names_argument: bool,
    /// Says of a C++ method that it has no body.
    pub pure: bool,
    /// What a token is, for nodes that are one.
    pub token: Token,
}

/// What a token is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name or a literal: an operand.
    Operand,
    /// An operator of no other kind, keywords included.
    #[default]
    Operator,
    /// The second half of a pair, or a quote: counted with the first.
    Closing,
    /// Changes a variable.
    Assign,
    /// Compares.
    Compare,
    /// `&&`, `and`.
    And,
    /// `||`, `or`.
    Or,
    /// `else`.
    Else,
    /// `case`.
    Case,
}

/// The kinds of a language by their number; made on first use.
pub(crate) fn of(language: Language) -> &'static [Kind] {
    static KINDS: [OnceLock<Vec<Kind>>; Language::ALL.len()] =
        [const { OnceLock::new() }; Language::ALL.len()];
    KINDS
        .get(language as usize)
        .expect("the array has a place for each language")
        .get_or_init(|| {
            let grammar = (language.row().grammar)();
            let rules = Rules::of(language);
            let count = u16::try_from(grammar.node_kind_count()).unwrap_or(u16::MAX);
            (0..count)
                .map(|id| {
                    let name = grammar.node_kind_for_id(id).unwrap_or_default();
                    if grammar.node_kind_is_named(id) {
                        named(name, id, rules, language)
                    } else {
                        Kind {
                            token: token(name),
                            ..Kind::default()
                        }
                    }
                })
                .collect()
        })
}

fn named(name: &str, id: u16, rules: &Rules, language: Language) -> Kind {
    let plain = rules.plain(id);
    let expressive = matches!(language, Language::Ruby | Language::Kotlin);
    let question_mark = language == Language::Rust && name == "try_expression";
    Kind {
        reason: reason(plain),
        closure: plain.local,
        comment: plain.comment,
        call: plain.call,
        statement: !expressive && is_statement(name),
        exit: matches!(name, "return_statement" | "return_expression" | "return") || question_mark,
        jump: matches!(name, "goto_statement")
            || name.starts_with("break_")
            || name.starts_with("continue_"),
        string: is_string(name),
        interpolation: matches!(
            name,
            "interpolation" | "template_substitution" | "string_interpolation"
        ),
        attempt: name.starts_with("try_") && !question_mark,
        finally: matches!(name, "finally_clause" | "finally_block" | "ensure"),
        constraint: name == "where_clause",
        otherwise: matches!(name, "else_clause" | "else"),
        chains: name == "else_clause",
        holds: expressive && is_holder(name),
        logical: [
            "binary",
            "boolean",
            "logical",
            "let_chain",
            "conjunction",
            "disjunction",
        ]
        .iter()
        .any(|part| name.contains(part)),
        compares: ["binary", "comparison", "relational", "equality"]
            .iter()
            .any(|part| name.contains(part)),
        brackets: name.starts_with("parenthesized"),
        names_argument: ["parameter", "argument", "attribute", "alias", "enumerator"]
            .iter()
            .any(|part| name.contains(part)),
        pure: name == "pure_virtual_clause",
        token: Token::Operand,
    }
}

/// What the queries call a decision point, as a reason.
fn reason(plain: Plain) -> Option<Reason> {
    match plain.branch {
        Some(BranchKind::If) => Some(Reason::If),
        Some(BranchKind::ElseIf) => Some(Reason::ElseIf),
        Some(BranchKind::Loop) => Some(Reason::Loop),
        Some(BranchKind::Catch) => Some(Reason::Catch),
        Some(BranchKind::Ternary) => Some(Reason::Ternary),
        Some(
            BranchKind::LoopElse
            | BranchKind::Case
            | BranchKind::DefaultCase
            | BranchKind::TryElse
            | BranchKind::BooleanOperator
            | BranchKind::Comprehension
            | BranchKind::ComprehensionIf
            | BranchKind::Assert
            | BranchKind::TryOperator,
        )
        | None => plain.nesting.then_some(Reason::Switch),
    }
}

/// Statements and declarations by what grammars call them; what only holds others is none.
fn is_statement(name: &str) -> bool {
    let said = [
        "_statement",
        "declaration",
        "_definition",
        "_item",
        "_declaration",
    ]
    .iter()
    .any(|ending| name.ends_with(ending));
    let holds = matches!(
        name,
        "compound_statement"
            | "labeled_statement"
            | "empty_statement"
            | "export_statement"
            | "decorated_definition"
            | "template_declaration"
            | "attribute_item"
            | "inner_attribute_item"
            | "ambient_declaration"
    );
    said && !holds && !name.contains("parameter")
}

/// What holds statements that are no statements by name.
fn is_holder(name: &str) -> bool {
    matches!(
        name,
        "program"
            | "source_file"
            | "body_statement"
            | "block"
            | "block_body"
            | "class_body"
            | "then"
            | "else"
            | "do"
            | "begin"
            | "ensure"
    )
}

fn is_string(name: &str) -> bool {
    name.ends_with("string")
        || name.ends_with("string_literal")
        || name.ends_with("char_literal")
        || matches!(
            name,
            "concatenated_string" | "character_literal" | "rune_literal" | "regex" | "heredoc"
        )
}

fn token(text: &str) -> Token {
    match text {
        "=" | "+=" | "-=" | "*=" | "/=" | "%=" | "&=" | "|=" | "^=" | "<<=" | ">>=" | ">>>="
        | "&^=" | "**=" | "//=" | "@=" | ":=" | "&&=" | "||=" | "??=" | "++" | "--" | ".="
        | "?=" => Token::Assign,
        "==" | "!=" | "===" | "!==" | "<" | ">" | "<=" | ">=" | "<>" | "<=>" | "is" | "in"
        | "not in" | "is not" | "instanceof" => Token::Compare,
        "&&" | "and" => Token::And,
        "||" | "or" => Token::Or,
        "else" => Token::Else,
        "case" => Token::Case,
        ")" | "]" | "}" | "\"" | "'" | "`" => Token::Closing,
        _ => Token::Operator,
    }
}
