//! The kinds and fields of tree-sitter's grammar of Python, by number.

use std::sync::OnceLock;

use ruff_python_ast::token::TokenKind;

use crate::language::Language;
use crate::tree::{Grammar, Kind};

macro_rules! numbers {
    (kinds: $($kind:ident)+; fields: $($field:ident)+;) => {
        /// The kinds that are named after what they are, and the fields.
        pub(super) struct Numbers {
            $(pub $kind: Kind,)+
            pub is_not: Kind,
            pub not_in: Kind,
            pub underscore: Kind,
            pub backslash: Kind,
            pub future: Kind,
            pub yes: Kind,
            pub no: Kind,
            pub nothing: Kind,
            pub field: Fields,
            tokens: [Kind; 256],
        }

        /// The fields.
        pub(super) struct Fields {
            $(pub $field: u8,)+
            pub kind: u8,
        }

        impl Numbers {
            fn new(grammar: &Grammar) -> Self {
                let named = |name: &str| kind(grammar, name, true);
                let sign = |name: &str| kind(grammar, name, false);
                Self {
                    $($kind: named(stringify!($kind)),)+
                    is_not: sign("is not"),
                    not_in: sign("not in"),
                    underscore: sign("_"),
                    backslash: sign("\\"),
                    future: sign("__future__"),
                    yes: named("true"),
                    no: named("false"),
                    nothing: named("none"),
                    field: Fields {
                        $($field: field(grammar, stringify!($field)),)+
                        kind: field(grammar, "type"),
                    },
                    tokens: tokens(grammar),
                }
            }
        }
    };
}

numbers! {
    kinds:
        aliased_import argument_list as_pattern as_pattern_target assert_statement assignment attribute
        augmented_assignment await_ binary_operator block boolean_operator break_statement call case_clause
        case_pattern class_definition class_pattern comment comparison_operator complex_pattern
        concatenated_string conditional_expression constrained_type continue_statement decorated_definition
        decorator default_parameter delete_statement dict_pattern dictionary dictionary_comprehension
        dictionary_splat dictionary_splat_pattern dotted_name elif_clause ellipsis else_clause
        escape_interpolation escape_sequence except_clause expression_list expression_statement finally_clause
        float for_in_clause for_statement format_expression format_specifier function_definition
        future_import_statement generator_expression generic_type global_statement identifier if_clause
        if_statement import_from_statement import_prefix import_statement integer interpolation
        keyword_argument keyword_pattern keyword_separator lambda lambda_parameters line_continuation list list_comprehension
        list_pattern list_splat list_splat_pattern match_statement module named_expression nonlocal_statement
        not_operator pair parameters parenthesized_expression pass_statement pattern_list positional_separator
        raise_statement relative_import return_statement set set_comprehension slice splat_pattern splat_type
        string string_content string_end string_start subscript try_statement tuple tuple_pattern
        type_alias_statement type_conversion type_parameter type_ typed_default_parameter typed_parameter
        unary_operator union_pattern union_type while_statement wildcard_import with_clause with_item
        with_statement yield_;
    fields:
        alias alternative argument arguments attribute body cause condition consequence definition expression
        format_specifier function guard key left module_name name object operator operators parameters
        return_type right subject subscript superclasses type_conversion type_parameters value;
}

impl Numbers {
    /// The numbers; looked up once.
    pub fn get() -> &'static Self {
        static NUMBERS: OnceLock<Numbers> = OnceLock::new();
        NUMBERS.get_or_init(|| Self::new(Grammar::of(Language::Python)))
    }

    /// The kind of a sign or word.
    pub fn token(&self, token: TokenKind) -> Kind {
        let kind = self.tokens.get(token as usize);
        kind.copied().unwrap_or(Kind::NONE)
    }
}

fn kind(grammar: &Grammar, name: &str, is_named: bool) -> Kind {
    Kind::of(grammar, name, is_named)
        .expect("the grammar is compiled in, and a test reads with every name")
}

fn field(grammar: &Grammar, name: &str) -> u8 {
    grammar
        .small_field_id(name)
        .expect("the grammar is compiled in, and a test reads with every name")
}

fn tokens(grammar: &Grammar) -> [Kind; 256] {
    let mut kinds = [Kind::NONE; 256];
    for (token, sign) in SIGNS {
        if let Some(place) = kinds.get_mut(*token as usize) {
            *place = kind(grammar, sign, false);
        }
    }
    kinds
}

/// The signs and words that stand as they are.
const SIGNS: &[(TokenKind, &str)] = &[
    (TokenKind::Lpar, "("),
    (TokenKind::Rpar, ")"),
    (TokenKind::Lsqb, "["),
    (TokenKind::Rsqb, "]"),
    (TokenKind::Lbrace, "{"),
    (TokenKind::Rbrace, "}"),
    (TokenKind::Colon, ":"),
    (TokenKind::Comma, ","),
    (TokenKind::Semi, ";"),
    (TokenKind::Plus, "+"),
    (TokenKind::Minus, "-"),
    (TokenKind::Star, "*"),
    (TokenKind::Slash, "/"),
    (TokenKind::Vbar, "|"),
    (TokenKind::Amper, "&"),
    (TokenKind::Less, "<"),
    (TokenKind::Greater, ">"),
    (TokenKind::Equal, "="),
    (TokenKind::Dot, "."),
    (TokenKind::Percent, "%"),
    (TokenKind::EqEqual, "=="),
    (TokenKind::NotEqual, "!="),
    (TokenKind::LessEqual, "<="),
    (TokenKind::GreaterEqual, ">="),
    (TokenKind::Tilde, "~"),
    (TokenKind::CircumFlex, "^"),
    (TokenKind::LeftShift, "<<"),
    (TokenKind::RightShift, ">>"),
    (TokenKind::DoubleStar, "**"),
    (TokenKind::DoubleStarEqual, "**="),
    (TokenKind::PlusEqual, "+="),
    (TokenKind::MinusEqual, "-="),
    (TokenKind::StarEqual, "*="),
    (TokenKind::SlashEqual, "/="),
    (TokenKind::PercentEqual, "%="),
    (TokenKind::AmperEqual, "&="),
    (TokenKind::VbarEqual, "|="),
    (TokenKind::CircumflexEqual, "^="),
    (TokenKind::LeftShiftEqual, "<<="),
    (TokenKind::RightShiftEqual, ">>="),
    (TokenKind::DoubleSlash, "//"),
    (TokenKind::DoubleSlashEqual, "//="),
    (TokenKind::ColonEqual, ":="),
    (TokenKind::At, "@"),
    (TokenKind::AtEqual, "@="),
    (TokenKind::Rarrow, "->"),
    (TokenKind::And, "and"),
    (TokenKind::As, "as"),
    (TokenKind::Assert, "assert"),
    (TokenKind::Async, "async"),
    (TokenKind::Await, "await"),
    (TokenKind::Break, "break"),
    (TokenKind::Class, "class"),
    (TokenKind::Continue, "continue"),
    (TokenKind::Def, "def"),
    (TokenKind::Del, "del"),
    (TokenKind::Elif, "elif"),
    (TokenKind::Else, "else"),
    (TokenKind::Except, "except"),
    (TokenKind::Finally, "finally"),
    (TokenKind::For, "for"),
    (TokenKind::From, "from"),
    (TokenKind::Global, "global"),
    (TokenKind::If, "if"),
    (TokenKind::Import, "import"),
    (TokenKind::In, "in"),
    (TokenKind::Is, "is"),
    (TokenKind::Lambda, "lambda"),
    (TokenKind::Nonlocal, "nonlocal"),
    (TokenKind::Not, "not"),
    (TokenKind::Or, "or"),
    (TokenKind::Pass, "pass"),
    (TokenKind::Raise, "raise"),
    (TokenKind::Return, "return"),
    (TokenKind::Try, "try"),
    (TokenKind::While, "while"),
    (TokenKind::With, "with"),
    (TokenKind::Yield, "yield"),
    (TokenKind::Case, "case"),
    (TokenKind::Match, "match"),
    (TokenKind::Type, "type"),
];
