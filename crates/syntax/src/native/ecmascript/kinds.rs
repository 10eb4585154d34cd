//! The kinds and fields of tree-sitter's grammars of JavaScript, TypeScript and TSX, by number.

use std::sync::OnceLock;

use crate::language::Language;
use crate::tree::{Grammar, Kind};

macro_rules! numbers {
    (kinds: $($kind:ident)+; fields: $($field:ident)+; signs: $($sign:ident $text:literal)+;) => {
        /// The kinds that are named after what they are, and the fields; what a grammar has not is 0.
        pub(super) struct Numbers {
            $(pub $kind: Kind,)+
            pub field: Fields,
            signs: [Kind; TEXTS.len()],
        }

        /// The fields.
        pub(super) struct Fields {
            $(pub $field: u8,)+
        }

        /// The signs and words that stand as they are.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Sign {
            $($sign,)+
        }

        const TEXTS: &[&str] = &[$($text,)+];
        const SIGNS: &[Sign] = &[$(Sign::$sign,)+];

        impl Numbers {
            fn new(grammar: &Grammar) -> Self {
                Self {
                    $($kind: kind(grammar, stringify!($kind), true),)+
                    field: Fields {
                        $($field: field(grammar, stringify!($field)),)+
                    },
                    signs: [$(kind(grammar, $text, false),)+],
                }
            }
        }
    };
}

numbers! {
    kinds:
        abstract_class_declaration abstract_method_signature accessibility_modifier adding_type_annotation
        ambient_declaration arguments array array_pattern array_type arrow_function as_expression asserts
        asserts_annotation assignment_expression assignment_pattern augmented_assignment_expression await_expression
        binary_expression break_statement call_expression call_signature catch_clause class class_body
        class_declaration class_heritage class_static_block comment computed_property_name conditional_type constraint
        construct_signature constructor_type continue_statement debugger_statement decorator default_type do_statement
        else_clause empty_statement enum_assignment enum_body enum_declaration escape_sequence export_clause
        export_specifier export_statement expression_statement extends_clause extends_type_clause false_
        field_definition finally_clause for_in_statement for_statement formal_parameters function_declaration
        function_expression function_signature function_type generator_function generator_function_declaration
        generic_type hash_bang_line html_character_reference identifier if_statement implements_clause import
        import_alias import_attribute import_clause import_require_clause import_specifier import_statement
        index_signature index_type_query infer_type instantiation_expression interface_body interface_declaration
        internal_module intersection_type jsx_attribute jsx_closing_element jsx_element jsx_expression
        jsx_namespace_name jsx_opening_element jsx_self_closing_element jsx_text labeled_statement
        lexical_declaration literal_type lookup_type mapped_type_clause member_expression meta_property
        method_definition method_signature module named_imports namespace_export namespace_import nested_identifier
        nested_type_identifier new_expression non_null_expression null number object object_assignment_pattern
        object_pattern object_type omitting_type_annotation optional_chain optional_parameter optional_type
        opting_type_annotation override_modifier pair pair_pattern parenthesized_expression parenthesized_type
        predefined_type private_property_identifier program property_identifier property_signature
        public_field_definition readonly_type regex regex_flags regex_pattern required_parameter rest_pattern
        rest_type return_statement satisfies_expression sequence_expression shorthand_property_identifier
        shorthand_property_identifier_pattern spread_element statement_block statement_identifier string
        string_fragment subscript_expression super_ switch_body switch_case switch_default switch_statement
        template_literal_type template_string template_substitution template_type ternary_expression this this_type
        throw_statement true_ try_statement tuple_type type_alias_declaration type_annotation type_arguments
        type_assertion type_identifier type_parameter type_parameters type_predicate type_predicate_annotation
        type_query unary_expression undefined union_type update_expression using_declaration variable_declaration
        variable_declarator while_statement with_statement yield_expression;
    fields:
        alias alternative argument arguments attribute body close_tag condition consequence constraint constructor
        declaration decorator finalizer flags function handler increment index index_type initializer key kind label
        left member module name object open_tag operator optional_chain parameter parameters pattern property
        return_type right sign source type_ type_arguments type_parameters value;
    signs:
        Abstract "abstract" Accessor "accessor" And "&&" AndAssign "&&=" Any "any" Arrow "=>" As "as" Assert "assert"
        Asserts "asserts" Assign "=" Async "async" At "@" Await "await" Backtick "`" BitAnd "&" BitAndAssign "&="
        BitNot "~" BitOr "|" BitOrAssign "|=" BitXor "^" BitXorAssign "^=" Boolean "boolean" Break "break"
        Case "case" Catch "catch" Class "class" CloseBrace "}" CloseBracket "]" CloseParen ")" CloseTag "</"
        Coalesce "??" CoalesceAssign "??=" Colon ":" Comma "," Const "const" Continue "continue" Debugger "debugger"
        Declare "declare" Decrement "--" Default "default" Delete "delete" Divide "/" DivideAssign "/=" Do "do"
        Dot "." DoubleQuote "\"" Else "else" Enum "enum" Equal "==" Exclamation "!" Export "export"
        Extends "extends" Finally "finally" For "for" From "from" Function "function" Get "get" Global "global"
        Greater ">" GreaterEqual ">=" Identical "===" If "if" Implements "implements" Import "import" In "in"
        Increment "++" Infer "infer" InstanceOf "instanceof" Interface "interface" Is "is" KeyOf "keyof"
        LeftShift "<<" LeftShiftAssign "<<=" Less "<" LessEqual "<=" Let "let" Meta "meta" Minus "-"
        MinusAssign "-=" MinusQuestionColon "-?:" Module "module" Multiply "*" MultiplyAssign "*=" Namespace "namespace"
        Never "never" New "new" NotEqual "!=" NotIdentical "!==" NumberWord "number" ObjectWord "object" Of "of"
        OpenBrace "{" OpenBracket "[" OpenParen "(" OptionalChain "?." Or "||" OrAssign "||=" Override "override"
        Plus "+" PlusAssign "+=" PlusQuestionColon "+?:" Power "**" PowerAssign "**=" Private "private"
        Protected "protected" Public "public" Question "?" QuestionColon "?:" Readonly "readonly"
        Remainder "%" RemainderAssign "%=" Require "require" Return "return" RightShift ">>" RightShiftAssign ">>="
        Satisfies "satisfies" SelfClose "/>" Semicolon ";" Set "set" SingleQuote "'" Spread "..." Static "static"
        StringWord "string" Substitution "${" Switch "switch" Symbol "symbol" Target "target" Throw "throw" Try "try"
        Type "type" TypeOf "typeof" UniqueSymbol "unique symbol" Unknown "unknown"
        UnsignedShift ">>>" UnsignedShiftAssign ">>>=" Using "using" Var "var" Void "void" While "while" With "with"
        Yield "yield";
}

impl Sign {
    /// How it is written.
    pub fn text(self) -> &'static str {
        TEXTS.get(self as usize).copied().unwrap_or_default()
    }

    /// The sign or word that is written so.
    pub fn of(text: &str) -> Option<Self> {
        let place = TEXTS.iter().position(|known| *known == text)?;
        SIGNS.get(place).copied()
    }
}

impl Numbers {
    /// The numbers of a language; looked up once.
    pub fn of(language: Language) -> &'static Self {
        static NUMBERS: [OnceLock<Numbers>; 3] = [const { OnceLock::new() }; 3];
        let [javascript, typescript, tsx] = &NUMBERS;
        let numbers = match language {
            Language::TypeScript => typescript,
            Language::Tsx => tsx,
            _ => javascript,
        };
        numbers.get_or_init(|| Self::new(Grammar::of(language)))
    }

    /// The kind of a sign or word.
    pub fn sign(&self, sign: Sign) -> Kind {
        let kind = self.signs.get(sign as usize);
        kind.copied().unwrap_or(Kind::NONE)
    }
}

fn kind(grammar: &Grammar, name: &str, is_named: bool) -> Kind {
    Kind::of(grammar, name, is_named).unwrap_or(Kind::NONE)
}

fn field(grammar: &Grammar, name: &str) -> u8 {
    grammar.small_field_id(name).unwrap_or_default()
}
