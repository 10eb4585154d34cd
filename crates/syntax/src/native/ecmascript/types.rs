//! Types.

mod members;
mod names;

use oxc_ast::ast::{
    TSConditionalType, TSInferType, TSLiteral, TSNamedTupleMember, TSTupleElement, TSType,
    TSTypeAnnotation, TSTypeOperator, TSTypeOperatorOperator, TSTypePredicate, TSTypePredicateName,
};
use oxc_span::{GetSpan, Span};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    /// The colon and the type behind it, where there is one.
    pub(super) fn annotation(&mut self, annotation: Option<&TSTypeAnnotation<'_>>, field: u8) {
        if let Some(annotation) = annotation {
            self.node(self.kinds.type_annotation, field, |emitter| {
                emitter.sign(Sign::Colon);
                emitter.of_type(&annotation.type_annotation, NO_FIELD);
            });
        }
    }

    /// What a function gives back, or says of its parameters.
    pub(super) fn return_annotation(&mut self, annotation: Option<&TSTypeAnnotation<'_>>) {
        let Some(annotation) = annotation else { return };
        let (kinds, field) = (self.kinds, self.kinds.field.return_type);
        match &annotation.type_annotation {
            TSType::TSTypePredicate(one) => {
                let kind = if one.asserts {
                    kinds.asserts_annotation
                } else {
                    kinds.type_predicate_annotation
                };
                self.node(kind, field, |emitter| {
                    emitter.sign(Sign::Colon);
                    emitter.predicate(one, NO_FIELD);
                });
            }
            _ => self.annotation(Some(annotation), field),
        }
    }

    fn predicate(&mut self, one: &TSTypePredicate<'_>, field: u8) {
        let kinds = self.kinds;
        if one.asserts {
            self.node(kinds.asserts, field, |emitter| {
                emitter.sign(Sign::Asserts);
                emitter.predicate_of(one, NO_FIELD);
            });
        } else {
            self.predicate_of(one, field);
        }
    }

    fn predicate_of(&mut self, one: &TSTypePredicate<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let name = |emitter: &mut Self, field| match &one.parameter_name {
            TSTypePredicateName::Identifier(name) => emitter.identifier(name.span, field),
            TSTypePredicateName::This(this) => emitter.leaf(kinds.this, field, this.span),
        };
        match &one.type_annotation {
            None => name(self, field),
            Some(annotation) => self.node(kinds.type_predicate, field, |emitter| {
                name(emitter, fields.name);
                emitter.sign(Sign::Is);
                emitter.of_type(&annotation.type_annotation, fields.type_);
            }),
        }
    }

    /// A type behind `as`, or the word that a value does not change.
    pub(super) fn ascribed(&mut self, one: &TSType<'_>) {
        match one {
            TSType::TSTypeReference(_) if self.word() == Sign::Const.text() => {
                self.sign(Sign::Const)
            }
            _ => self.of_type(one, NO_FIELD),
        }
    }

    pub(super) fn of_type(&mut self, one: &TSType<'_>, field: u8) {
        self.deeper(|emitter| emitter.type_here(one, field));
    }

    fn type_here(&mut self, one: &TSType<'_>, field: u8) {
        let kinds = self.kinds;
        match one {
            TSType::TSTypeReference(one) => {
                self.named_type(&one.type_name, one.type_arguments.as_deref(), field)
            }
            TSType::TSUnionType(one) => {
                self.joined(kinds.union_type, Sign::BitOr, &one.types, field)
            }
            TSType::TSIntersectionType(one) => {
                self.joined(kinds.intersection_type, Sign::BitAnd, &one.types, field);
            }
            TSType::TSLiteralType(one) => self.literal_type(&one.literal, field),
            TSType::TSTypeLiteral(one) => self.signatures(kinds.object_type, field, &one.members),
            TSType::TSMappedType(one) => self.mapped_type(one, field),
            TSType::TSArrayType(one) => self.node(kinds.array_type, field, |emitter| {
                emitter.of_type(&one.element_type, NO_FIELD);
                emitter.sign(Sign::OpenBracket);
                emitter.sign(Sign::CloseBracket);
            }),
            TSType::TSIndexedAccessType(one) => self.node(kinds.lookup_type, field, |emitter| {
                emitter.of_type(&one.object_type, NO_FIELD);
                emitter.sign(Sign::OpenBracket);
                emitter.of_type(&one.index_type, NO_FIELD);
                emitter.sign(Sign::CloseBracket);
            }),
            TSType::TSParenthesizedType(one) => {
                self.parentheses(kinds.parenthesized_type, field, |emitter| {
                    emitter.of_type(&one.type_annotation, NO_FIELD);
                })
            }
            TSType::TSConditionalType(one) => self.conditional_type(one, field),
            TSType::TSTupleType(one) => self.brackets(kinds.tuple_type, field, |emitter| {
                emitter.listed(&one.element_types, Self::tuple_element);
            }),
            TSType::TSTypeOperatorType(one) => self.type_operator(one, field),
            TSType::TSTypeQuery(one) => self.type_query(one, field),
            TSType::TSInferType(one) => self.infer_type(one, field),
            TSType::TSTemplateLiteralType(one) => self.template_type(&one.types, field),
            other => self.function_or_word(other, field),
        }
    }

    fn function_or_word(&mut self, one: &TSType<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match one {
            TSType::TSFunctionType(one) => self.node(kinds.function_type, field, |emitter| {
                emitter.type_parameters(one.type_parameters.as_deref());
                emitter.parameters(one.this_param.as_deref(), &one.params);
                emitter.sign(Sign::Arrow);
                match &one.return_type.type_annotation {
                    TSType::TSTypePredicate(one) => emitter.predicate(one, fields.return_type),
                    other => emitter.of_type(other, fields.return_type),
                }
            }),
            TSType::TSConstructorType(one) => self.node(kinds.constructor_type, field, |emitter| {
                if one.r#abstract {
                    emitter.sign(Sign::Abstract);
                }
                emitter.sign(Sign::New);
                emitter.type_parameters(one.type_parameters.as_deref());
                emitter.parameters(None, &one.params);
                emitter.sign(Sign::Arrow);
                emitter.of_type(&one.return_type.type_annotation, fields.type_);
            }),
            TSType::TSThisType(one) => self.leaf(kinds.this_type, field, one.span),
            TSType::TSNullKeyword(one) => self.literal_leaf(kinds.null, one.span, field),
            TSType::TSUndefinedKeyword(one) => self.literal_leaf(kinds.undefined, one.span, field),
            TSType::TSBigIntKeyword(one) => self.leaf(kinds.type_identifier, field, one.span),
            TSType::TSIntrinsicKeyword(one) => self.leaf(kinds.type_identifier, field, one.span),
            TSType::TSImportType(one) => self.import_type(one, field),
            other => match predefined(other) {
                Some(word) => self.wrapped(kinds.predefined_type, field, word),
                // Types of documentation.
                None => self.gave_up = true,
            },
        }
    }

    fn infer_type(&mut self, one: &TSInferType<'_>, field: u8) {
        let kinds = self.kinds;
        self.node(kinds.infer_type, field, |emitter| {
            emitter.sign(Sign::Infer);
            let name = one.type_parameter.name.span;
            emitter.leaf(kinds.type_identifier, NO_FIELD, name);
            if let Some(bound) = &one.type_parameter.constraint {
                emitter.sign(Sign::Extends);
                emitter.of_type(bound, NO_FIELD);
            }
        });
    }

    fn literal_leaf(&mut self, kind: Kind, span: Span, field: u8) {
        self.node(self.kinds.literal_type, field, |emitter| {
            emitter.leaf(kind, NO_FIELD, span)
        });
    }

    /// `A | B | C` is `A | B`, and that or `C`; a sign may stand before the first.
    fn joined(&mut self, kind: Kind, sign: Sign, types: &[TSType<'_>], field: u8) {
        let leads = self.is_next(sign.text());
        let levels = types.len().saturating_sub(usize::from(!leads));
        for level in 0..levels {
            self.open(kind, if level == 0 { field } else { NO_FIELD });
        }
        for (position, one) in types.iter().enumerate() {
            if position > 0 || leads {
                self.sign(sign);
            }
            self.of_type(one, NO_FIELD);
            if position > 0 || leads {
                self.close();
            }
        }
    }

    fn literal_type(&mut self, literal: &TSLiteral<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match literal {
            TSLiteral::StringLiteral(one) => {
                self.node(kinds.literal_type, field, |emitter| {
                    emitter.string(one.span, NO_FIELD)
                });
            }
            TSLiteral::NumericLiteral(one) => self.literal_leaf(kinds.number, one.span, field),
            TSLiteral::BigIntLiteral(one) => self.literal_leaf(kinds.number, one.span, field),
            TSLiteral::BooleanLiteral(one) => {
                let kind = if one.value { kinds.true_ } else { kinds.false_ };
                self.literal_leaf(kind, one.span, field);
            }
            TSLiteral::UnaryExpression(one) => self.node(kinds.literal_type, field, |emitter| {
                emitter.node(kinds.unary_expression, NO_FIELD, |emitter| {
                    let sign = if emitter.is_next("-") {
                        Sign::Minus
                    } else {
                        Sign::Plus
                    };
                    emitter.sign_as(sign, fields.operator);
                    emitter.leaf(kinds.number, fields.argument, one.argument.span());
                });
            }),
            TSLiteral::TemplateLiteral(_) => self.template_type(&[], field),
        }
    }

    fn template_type(&mut self, types: &[TSType<'_>], field: u8) {
        let kinds = self.kinds;
        self.node(kinds.template_literal_type, field, |emitter| {
            emitter.sign(Sign::Backtick);
            emitter.template_text();
            for one in types {
                emitter.node(kinds.template_type, NO_FIELD, |emitter| {
                    emitter.sign(Sign::Substitution);
                    emitter.of_type(one, NO_FIELD);
                    emitter.sign(Sign::CloseBrace);
                });
                emitter.template_text();
            }
            emitter.sign(Sign::Backtick);
        });
    }

    fn conditional_type(&mut self, one: &TSConditionalType<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.conditional_type, field, |emitter| {
            emitter.of_type(&one.check_type, fields.left);
            emitter.sign(Sign::Extends);
            emitter.of_type(&one.extends_type, fields.right);
            emitter.sign(Sign::Question);
            emitter.of_type(&one.true_type, fields.consequence);
            emitter.sign(Sign::Colon);
            emitter.of_type(&one.false_type, fields.alternative);
        });
    }

    fn tuple_element(&mut self, one: &TSTupleElement<'_>) {
        let kinds = self.kinds;
        match one {
            TSTupleElement::TSOptionalType(one) => {
                self.node(kinds.optional_type, NO_FIELD, |emitter| {
                    emitter.of_type(&one.type_annotation, NO_FIELD);
                    emitter.sign(Sign::Question);
                })
            }
            TSTupleElement::TSRestType(one) => match &one.type_annotation {
                TSType::TSNamedTupleMember(member) => self.tuple_member(member, true),
                other => self.node(kinds.rest_type, NO_FIELD, |emitter| {
                    emitter.sign(Sign::Spread);
                    emitter.of_type(other, NO_FIELD);
                }),
            },
            TSTupleElement::TSNamedTupleMember(one) => self.tuple_member(one, false),
            other => match other.as_ts_type() {
                Some(one) => self.of_type(one, NO_FIELD),
                None => self.gave_up = true,
            },
        }
    }

    fn tuple_member(&mut self, one: &TSNamedTupleMember<'_>, is_rest: bool) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let kind = if one.optional {
            kinds.optional_parameter
        } else {
            kinds.required_parameter
        };
        self.node(kind, NO_FIELD, |emitter| {
            if is_rest {
                emitter.rest_pattern(fields.name, |emitter| {
                    emitter.identifier(one.label.span, NO_FIELD)
                });
            } else {
                emitter.identifier(one.label.span, fields.name);
            }
            if one.optional {
                emitter.sign(Sign::Question);
            }
            emitter.node(kinds.type_annotation, fields.type_, |emitter| {
                emitter.sign(Sign::Colon);
                match one.element_type.as_ts_type() {
                    Some(inner) => emitter.of_type(inner, NO_FIELD),
                    None => emitter.gave_up = true,
                }
            });
        });
    }

    fn type_operator(&mut self, one: &TSTypeOperator<'_>, field: u8) {
        let kinds = self.kinds;
        let (kind, sign) = match one.operator {
            TSTypeOperatorOperator::Keyof => (kinds.index_type_query, Sign::KeyOf),
            TSTypeOperatorOperator::Readonly => (kinds.readonly_type, Sign::Readonly),
            TSTypeOperatorOperator::Unique => {
                // The grammars call each of the two words by both.
                let kind = kinds.sign(Sign::UniqueSymbol);
                return self.node(kinds.predefined_type, field, |emitter| {
                    emitter.text_as("unique", kind, NO_FIELD);
                    emitter.text_as("symbol", kind, NO_FIELD);
                });
            }
        };
        self.node(kind, field, |emitter| {
            emitter.sign(sign);
            emitter.of_type(&one.type_annotation, NO_FIELD);
        });
    }
}

/// The word of a type that the grammars know by its word.
fn predefined(one: &TSType<'_>) -> Option<Sign> {
    Some(match one {
        TSType::TSAnyKeyword(_) => Sign::Any,
        TSType::TSBooleanKeyword(_) => Sign::Boolean,
        TSType::TSNeverKeyword(_) => Sign::Never,
        TSType::TSNumberKeyword(_) => Sign::NumberWord,
        TSType::TSObjectKeyword(_) => Sign::ObjectWord,
        TSType::TSStringKeyword(_) => Sign::StringWord,
        TSType::TSSymbolKeyword(_) => Sign::Symbol,
        TSType::TSUnknownKeyword(_) => Sign::Unknown,
        TSType::TSVoidKeyword(_) => Sign::Void,
        _ => return None,
    })
}
