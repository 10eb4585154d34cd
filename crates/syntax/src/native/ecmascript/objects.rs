//! Objects, arrays and the names of properties.

use oxc_ast::ast::{
    ArrayExpression, ArrayExpressionElement, Expression, ObjectExpression, ObjectProperty,
    ObjectPropertyKind, PropertyKey,
};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn object(&mut self, one: &ObjectExpression<'_>, field: u8) {
        self.braces(self.kinds.object, field, |emitter| {
            emitter.listed(&one.properties, |emitter, property| match property {
                ObjectPropertyKind::ObjectProperty(one) => emitter.property(one),
                ObjectPropertyKind::SpreadProperty(one) => emitter.spread(&one.argument),
            });
        });
    }

    fn property(&mut self, one: &ObjectProperty<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match &one.value {
            Expression::FunctionExpression(function)
                if one.method || one.kind != oxc_ast::ast::PropertyKind::Init =>
            {
                self.node(kinds.method_definition, NO_FIELD, |emitter| {
                    emitter.modifiers(&one.key, one.computed);
                    emitter.property_name(&one.key, one.computed, fields.name);
                    emitter.signature(function);
                });
            }
            Expression::Identifier(value) if one.shorthand => {
                self.leaf(kinds.shorthand_property_identifier, NO_FIELD, value.span);
            }
            value => self.node(kinds.pair, NO_FIELD, |emitter| {
                emitter.property_name(&one.key, one.computed, fields.key);
                emitter.sign(Sign::Colon);
                emitter.expression(value, fields.value);
            }),
        }
    }

    pub(super) fn property_name(&mut self, key: &PropertyKey<'_>, computed: bool, field: u8) {
        let kinds = self.kinds;
        match key {
            _ if computed => self.node(kinds.computed_property_name, field, |emitter| {
                emitter.sign(Sign::OpenBracket);
                emitter.maybe_expression(key.as_expression(), NO_FIELD);
                emitter.sign(Sign::CloseBracket);
            }),
            PropertyKey::StaticIdentifier(one) => {
                self.leaf(kinds.property_identifier, field, one.span)
            }
            PropertyKey::PrivateIdentifier(one) => {
                self.leaf(kinds.private_property_identifier, field, one.span);
            }
            other => self.maybe_expression(other.as_expression(), field),
        }
    }

    pub(super) fn array(&mut self, one: &ArrayExpression<'_>, field: u8) {
        self.brackets(self.kinds.array, field, |emitter| {
            for element in &one.elements {
                match element {
                    ArrayExpressionElement::Elision(_) => {}
                    ArrayExpressionElement::SpreadElement(one) => emitter.spread(&one.argument),
                    other => emitter.maybe_expression(other.as_expression(), NO_FIELD),
                }
                emitter.sign_if(Sign::Comma);
            }
        });
    }
}
