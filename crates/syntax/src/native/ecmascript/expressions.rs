//! Expressions.

use oxc_ast::ast::{
    AssignmentExpression, AssignmentOperator, ConditionalExpression, Expression,
    PrivateInExpression, SimpleAssignmentTarget, UnaryExpression, UpdateExpression,
    YieldExpression,
};
use oxc_span::{GetSpan, Span};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn expression(&mut self, expression: &Expression<'_>, field: u8) {
        self.deeper(|emitter| emitter.expression_here(expression, field));
    }

    pub(super) fn maybe_expression(&mut self, expression: Option<&Expression<'_>>, field: u8) {
        match expression {
            Some(expression) => self.expression(expression, field),
            None => self.gave_up = true,
        }
    }

    fn expression_here(&mut self, expression: &Expression<'_>, field: u8) {
        match expression {
            Expression::Identifier(one) => self.reference(one.span, field),
            Expression::CallExpression(one) => self.call(one, field),
            Expression::StringLiteral(one) => self.string(one.span, field),
            Expression::ObjectExpression(one) => self.object(one, field),
            Expression::ArrayExpression(one) => self.array(one, field),
            Expression::ArrowFunctionExpression(one) => self.arrow_function(one, field),
            Expression::FunctionExpression(one) => self.function(one, false, field),
            Expression::ClassExpression(one) => self.class(one, false, field),
            Expression::TemplateLiteral(one) => self.template(one, field),
            Expression::TaggedTemplateExpression(one) => self.tagged_template(one, field),
            Expression::NewExpression(one) => self.new_expression(one, field),
            Expression::ImportExpression(one) => self.import_call(one, field),
            Expression::ChainExpression(one) => self.chain(&one.expression, field),
            Expression::ImportMeta(_) => self.meta_property(Sign::Import, Sign::Meta, field),
            Expression::NewTarget(_) => self.meta_property(Sign::New, Sign::Target, field),
            Expression::JSXElement(one) => self.jsx_element(one, field),
            Expression::JSXFragment(one) => self.jsx_fragment(one, field),
            other => match other.as_member_expression() {
                Some(one) => self.member(one, field),
                None => self.operation(other, field),
            },
        }
    }

    fn operation(&mut self, expression: &Expression<'_>, field: u8) {
        match expression {
            Expression::BinaryExpression(one) => {
                self.binary(&one.left, one.operator.as_str(), &one.right, field);
            }
            Expression::LogicalExpression(one) => {
                self.binary(&one.left, one.operator.as_str(), &one.right, field);
            }
            Expression::PrivateInExpression(one) => self.private_in(one, field),
            Expression::UnaryExpression(one) => self.unary(one, field),
            Expression::UpdateExpression(one) => self.update(one, field),
            Expression::AssignmentExpression(one) => self.assignment(one, field),
            Expression::ConditionalExpression(one) => self.conditional(one, field),
            Expression::ParenthesizedExpression(one) => {
                self.node(self.kinds.parenthesized_expression, field, |emitter| {
                    emitter.sign(Sign::OpenParen);
                    emitter.expression(&one.expression, NO_FIELD);
                    emitter.sign(Sign::CloseParen);
                });
            }
            Expression::SequenceExpression(one) => {
                self.node(self.kinds.sequence_expression, field, |emitter| {
                    emitter.separated(&one.expressions, |emitter, value| {
                        emitter.expression(value, NO_FIELD)
                    });
                });
            }
            Expression::AwaitExpression(one) => {
                self.node(self.kinds.await_expression, field, |emitter| {
                    emitter.sign(Sign::Await);
                    emitter.expression(&one.argument, NO_FIELD);
                });
            }
            Expression::YieldExpression(one) => self.yielded(one, field),
            other => self.typed_expression(other, field),
        }
    }

    fn private_in(&mut self, one: &PrivateInExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.binary_expression, field, |emitter| {
            emitter.leaf(
                kinds.private_property_identifier,
                fields.left,
                one.left.span,
            );
            emitter.sign_as(Sign::In, fields.operator);
            emitter.expression(&one.right, fields.right);
        });
    }

    fn unary(&mut self, one: &UnaryExpression<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.unary_expression, field, |emitter| {
            emitter.operator(one.operator.as_str(), fields.operator);
            emitter.expression(&one.argument, fields.argument);
        });
    }

    fn typed_expression(&mut self, expression: &Expression<'_>, field: u8) {
        let kinds = self.kinds;
        match expression {
            Expression::TSAsExpression(one) => self.node(kinds.as_expression, field, |emitter| {
                emitter.expression(&one.expression, NO_FIELD);
                emitter.sign(Sign::As);
                emitter.ascribed(&one.type_annotation);
            }),
            Expression::TSSatisfiesExpression(one) => {
                self.node(kinds.satisfies_expression, field, |emitter| {
                    emitter.expression(&one.expression, NO_FIELD);
                    emitter.sign(Sign::Satisfies);
                    emitter.of_type(&one.type_annotation, NO_FIELD);
                });
            }
            Expression::TSTypeAssertion(one) => self.node(kinds.type_assertion, field, |emitter| {
                emitter.node(kinds.type_arguments, NO_FIELD, |emitter| {
                    emitter.sign(Sign::Less);
                    emitter.of_type(&one.type_annotation, NO_FIELD);
                    emitter.sign(Sign::Greater);
                });
                emitter.expression(&one.expression, NO_FIELD);
            }),
            Expression::TSNonNullExpression(one) => self.non_null(&one.expression, field),
            Expression::TSInstantiationExpression(one) => {
                self.node(kinds.instantiation_expression, field, |emitter| {
                    emitter.expression(&one.expression, NO_FIELD);
                    emitter.type_arguments(Some(&one.type_arguments), kinds.field.type_arguments);
                });
            }
            other => self.literal(other, field),
        }
    }

    fn literal(&mut self, expression: &Expression<'_>, field: u8) {
        let kinds = self.kinds;
        let kind = match expression {
            Expression::BooleanLiteral(one) if one.value => kinds.true_,
            Expression::BooleanLiteral(_) => kinds.false_,
            Expression::NullLiteral(_) => kinds.null,
            Expression::NumericLiteral(_) | Expression::BigIntLiteral(_) => kinds.number,
            Expression::ThisExpression(_) => kinds.this,
            Expression::Super(_) => kinds.super_,
            Expression::RegExpLiteral(one) => return self.regex(one, field),
            _ => return self.gave_up = true,
        };
        self.leaf(kind, field, expression.span());
    }

    /// A name that stands for a value.
    pub(super) fn reference(&mut self, span: Span, field: u8) {
        let is_undefined = self.word() == "undefined";
        let kind = if is_undefined {
            self.kinds.undefined
        } else {
            self.kinds.identifier
        };
        self.leaf(kind, field, span);
    }

    fn operator(&mut self, text: &str, field: u8) {
        match Sign::of(text) {
            Some(sign) => self.sign_as(sign, field),
            None => self.gave_up = true,
        }
    }

    fn binary(&mut self, left: &Expression<'_>, operator: &str, right: &Expression<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.binary_expression, field, |emitter| {
            emitter.expression(left, fields.left);
            emitter.operator(operator, fields.operator);
            emitter.expression(right, fields.right);
        });
    }

    fn update(&mut self, one: &UpdateExpression<'_>, field: u8) {
        let fields = &self.kinds.field;
        let operator = one.operator.as_str();
        self.node(self.kinds.update_expression, field, |emitter| {
            if one.prefix {
                emitter.operator(operator, fields.operator);
            }
            emitter.simple_target(&one.argument, fields.argument);
            if !one.prefix {
                emitter.operator(operator, fields.operator);
            }
        });
    }

    pub(super) fn simple_target(&mut self, target: &SimpleAssignmentTarget<'_>, field: u8) {
        match target {
            // The syntax tree has no brackets here.
            _ if self.next() < target.span().start as usize && self.is_next("(") => {
                self.parentheses(self.kinds.parenthesized_expression, field, |emitter| {
                    emitter.simple_target(target, NO_FIELD);
                });
            }
            SimpleAssignmentTarget::AssignmentTargetIdentifier(one) => {
                self.reference(one.span, field)
            }
            SimpleAssignmentTarget::TSNonNullExpression(one) => {
                self.non_null(&one.expression, field)
            }
            other => match other.as_member_expression() {
                Some(one) => self.member(one, field),
                None => self.gave_up = true,
            },
        }
    }

    /// A value of which is said that it is one.
    pub(super) fn non_null(&mut self, value: &Expression<'_>, field: u8) {
        self.node(self.kinds.non_null_expression, field, |emitter| {
            emitter.expression(value, NO_FIELD);
            emitter.sign(Sign::Exclamation);
        });
    }

    fn assignment(&mut self, one: &AssignmentExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let plain = one.operator == AssignmentOperator::Assign;
        let kind: Kind = if plain {
            kinds.assignment_expression
        } else {
            kinds.augmented_assignment_expression
        };
        self.node(kind, field, |emitter| {
            emitter.target(&one.left, fields.left);
            if plain {
                emitter.sign(Sign::Assign);
            } else {
                emitter.operator(one.operator.as_str(), fields.operator);
            }
            emitter.expression(&one.right, fields.right);
        });
    }

    fn conditional(&mut self, one: &ConditionalExpression<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.ternary_expression, field, |emitter| {
            emitter.expression(&one.test, fields.condition);
            emitter.sign(Sign::Question);
            emitter.expression(&one.consequent, fields.consequence);
            emitter.sign(Sign::Colon);
            emitter.expression(&one.alternate, fields.alternative);
        });
    }

    fn yielded(&mut self, one: &YieldExpression<'_>, field: u8) {
        self.node(self.kinds.yield_expression, field, |emitter| {
            emitter.sign(Sign::Yield);
            if one.delegate {
                emitter.sign(Sign::Multiply);
            }
            if let Some(value) = &one.argument {
                emitter.expression(value, NO_FIELD);
            }
        });
    }

    fn meta_property(&mut self, first: Sign, second: Sign, field: u8) {
        self.node(self.kinds.meta_property, field, |emitter| {
            emitter.sign(first);
            emitter.sign(Sign::Dot);
            emitter.sign(second);
        });
    }
}
