//! Members, calls and what is made anew.

use oxc_ast::ast::{
    Argument, CallExpression, ChainElement, Expression, ImportExpression, MemberExpression,
    NewExpression, TaggedTemplateExpression,
};
use oxc_span::Span;

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn chain(&mut self, one: &ChainElement<'_>, field: u8) {
        match one {
            ChainElement::CallExpression(call) => self.call(call, field),
            ChainElement::TSNonNullExpression(value) => self.non_null(&value.expression, field),
            other => match other.as_member_expression() {
                Some(member) => self.member(member, field),
                None => self.gave_up = true,
            },
        }
    }

    pub(super) fn member(&mut self, one: &MemberExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match one {
            MemberExpression::StaticMemberExpression(one) => {
                let kind = kinds.property_identifier;
                self.named_member(&one.object, one.optional, kind, one.property.span, field);
            }
            MemberExpression::PrivateFieldExpression(one) => {
                let kind = kinds.private_property_identifier;
                self.named_member(&one.object, one.optional, kind, one.field.span, field);
            }
            MemberExpression::ComputedMemberExpression(one) => {
                self.node(kinds.subscript_expression, field, |emitter| {
                    emitter.expression(&one.object, fields.object);
                    if one.optional {
                        emitter.optional_chain();
                    }
                    emitter.sign(Sign::OpenBracket);
                    emitter.expression(&one.expression, fields.index);
                    emitter.sign(Sign::CloseBracket);
                });
            }
        }
    }

    fn named_member(
        &mut self,
        object: &Expression<'_>,
        optional: bool,
        kind: Kind,
        name: Span,
        field: u8,
    ) {
        let fields = &self.kinds.field;
        self.node(self.kinds.member_expression, field, |emitter| {
            emitter.expression(object, fields.object);
            if optional {
                emitter.optional_chain();
            } else {
                emitter.sign(Sign::Dot);
            }
            emitter.leaf(kind, fields.property, name);
        });
    }

    fn optional_chain(&mut self) {
        let (kind, field) = (self.kinds.optional_chain, self.kinds.field.optional_chain);
        let sign = Sign::OptionalChain;
        if self.typed {
            self.wrapped(kind, field, sign);
        } else {
            self.text_as(sign.text(), kind, field);
        }
    }

    pub(super) fn call(&mut self, one: &CallExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.call_expression, field, |emitter| {
            emitter.expression(&one.callee, fields.function);
            match (one.optional, emitter.typed) {
                (true, true) => emitter.sign(Sign::OptionalChain),
                (true, false) => emitter.optional_chain(),
                _ => {}
            }
            emitter.type_arguments(one.type_arguments.as_deref(), fields.type_arguments);
            emitter.arguments(&one.arguments);
        });
    }

    fn arguments(&mut self, arguments: &[Argument<'_>]) {
        self.parentheses(
            self.kinds.arguments,
            self.kinds.field.arguments,
            |emitter| {
                emitter.listed(arguments, |emitter, argument| match argument {
                    Argument::SpreadElement(one) => emitter.spread(&one.argument),
                    other => emitter.maybe_expression(other.as_expression(), NO_FIELD),
                });
            },
        );
    }

    pub(super) fn parentheses(&mut self, kind: Kind, field: u8, inside: impl FnOnce(&mut Self)) {
        self.node(kind, field, |emitter| {
            emitter.sign(Sign::OpenParen);
            inside(emitter);
            emitter.sign(Sign::CloseParen);
        });
    }

    pub(super) fn spread(&mut self, value: &Expression<'_>) {
        self.node(self.kinds.spread_element, NO_FIELD, |emitter| {
            emitter.sign(Sign::Spread);
            emitter.expression(value, NO_FIELD);
        });
    }

    pub(super) fn new_expression(&mut self, one: &NewExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.new_expression, field, |emitter| {
            emitter.sign(Sign::New);
            emitter.expression(&one.callee, fields.constructor);
            emitter.type_arguments(one.type_arguments.as_deref(), fields.type_arguments);
            if emitter.at < one.span.end as usize {
                emitter.arguments(&one.arguments);
            }
        });
    }

    pub(super) fn import_call(&mut self, one: &ImportExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.call_expression, field, |emitter| {
            emitter.wrapped(kinds.import, fields.function, Sign::Import);
            emitter.parentheses(kinds.arguments, fields.arguments, |emitter| {
                let values = [Some(&one.source), one.options.as_ref()];
                emitter.listed(values.into_iter().flatten(), |emitter, value| {
                    emitter.expression(value, NO_FIELD);
                });
            });
        });
    }

    pub(super) fn tagged_template(&mut self, one: &TaggedTemplateExpression<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.call_expression, field, |emitter| {
            emitter.expression(&one.tag, fields.function);
            emitter.type_arguments(one.type_arguments.as_deref(), fields.type_arguments);
            emitter.template(&one.quasi, fields.arguments);
        });
    }
}
