//! What values are bound or assigned to.

use oxc_ast::ast::{
    ArrayAssignmentTarget, ArrayPattern, AssignmentTarget, AssignmentTargetMaybeDefault,
    AssignmentTargetProperty, AssignmentTargetPropertyIdentifier, BindingPattern, BindingProperty,
    Expression, ObjectAssignmentTarget, ObjectPattern,
};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn pattern(&mut self, pattern: &BindingPattern<'_>, field: u8) {
        self.deeper(|emitter| match pattern {
            BindingPattern::BindingIdentifier(one) => emitter.identifier(one.span, field),
            BindingPattern::ObjectPattern(one) => emitter.object_pattern(one, field),
            BindingPattern::ArrayPattern(one) => emitter.array_pattern(one, field),
            BindingPattern::AssignmentPattern(one) => {
                let left = |emitter: &mut Self, field| emitter.pattern(&one.left, field);
                emitter.with_default(emitter.kinds.assignment_pattern, field, left, &one.right);
            }
        });
    }

    /// A pattern, and the value that it has where there is none.
    pub(super) fn with_default(
        &mut self,
        kind: Kind,
        field: u8,
        left: impl FnOnce(&mut Self, u8),
        default: &Expression<'_>,
    ) {
        let fields = &self.kinds.field;
        self.node(kind, field, |emitter| {
            left(emitter, fields.left);
            emitter.sign(Sign::Assign);
            emitter.expression(default, fields.right);
        });
    }

    pub(super) fn rest_pattern(&mut self, field: u8, inside: impl FnOnce(&mut Self)) {
        self.node(self.kinds.rest_pattern, field, |emitter| {
            emitter.sign(Sign::Spread);
            inside(emitter);
        });
    }

    fn object_pattern(&mut self, one: &ObjectPattern<'_>, field: u8) {
        self.braces(self.kinds.object_pattern, field, |emitter| {
            emitter.listed(&one.properties, Self::bound_property);
            if let Some(rest) = &one.rest {
                emitter.rest_pattern(NO_FIELD, |emitter| {
                    emitter.pattern(&rest.argument, NO_FIELD)
                });
            }
        });
    }

    fn bound_property(&mut self, one: &BindingProperty<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let shorthand = kinds.shorthand_property_identifier_pattern;
        match &one.value {
            BindingPattern::BindingIdentifier(name) if one.shorthand => {
                self.leaf(shorthand, NO_FIELD, name.span);
            }
            BindingPattern::AssignmentPattern(value) if one.shorthand => {
                let left = |emitter: &mut Self, field| match &value.left {
                    BindingPattern::BindingIdentifier(name) => {
                        emitter.leaf(shorthand, field, name.span)
                    }
                    _ => emitter.gave_up = true,
                };
                self.with_default(
                    kinds.object_assignment_pattern,
                    NO_FIELD,
                    left,
                    &value.right,
                );
            }
            value => self.node(kinds.pair_pattern, NO_FIELD, |emitter| {
                emitter.property_name(&one.key, one.computed, fields.key);
                emitter.sign(Sign::Colon);
                emitter.pattern(value, fields.value);
            }),
        }
    }

    fn array_pattern(&mut self, one: &ArrayPattern<'_>, field: u8) {
        self.brackets(self.kinds.array_pattern, field, |emitter| {
            for element in &one.elements {
                if let Some(element) = element {
                    emitter.pattern(element, NO_FIELD);
                }
                emitter.sign_if(Sign::Comma);
            }
            if let Some(rest) = &one.rest {
                emitter.rest_pattern(NO_FIELD, |emitter| {
                    emitter.pattern(&rest.argument, NO_FIELD)
                });
            }
        });
    }

    pub(super) fn brackets(&mut self, kind: Kind, field: u8, inside: impl FnOnce(&mut Self)) {
        self.node(kind, field, |emitter| {
            emitter.sign(Sign::OpenBracket);
            inside(emitter);
            emitter.sign(Sign::CloseBracket);
        });
    }

    pub(super) fn target(&mut self, target: &AssignmentTarget<'_>, field: u8) {
        self.deeper(|emitter| match target {
            AssignmentTarget::ArrayAssignmentTarget(one) => emitter.array_target(one, field),
            AssignmentTarget::ObjectAssignmentTarget(one) => emitter.object_target(one, field),
            other => match other.as_simple_assignment_target() {
                Some(one) => emitter.simple_target(one, field),
                None => emitter.gave_up = true,
            },
        });
    }

    fn target_or_default(&mut self, target: &AssignmentTargetMaybeDefault<'_>, field: u8) {
        match target {
            AssignmentTargetMaybeDefault::AssignmentTargetWithDefault(one) => {
                let left = |emitter: &mut Self, field| emitter.target(&one.binding, field);
                self.with_default(self.kinds.assignment_pattern, field, left, &one.init);
            }
            other => match other.as_assignment_target() {
                Some(one) => self.target(one, field),
                None => self.gave_up = true,
            },
        }
    }

    fn array_target(&mut self, one: &ArrayAssignmentTarget<'_>, field: u8) {
        self.brackets(self.kinds.array_pattern, field, |emitter| {
            for element in &one.elements {
                if let Some(element) = element {
                    emitter.target_or_default(element, NO_FIELD);
                }
                emitter.sign_if(Sign::Comma);
            }
            if let Some(rest) = &one.rest {
                emitter.rest_pattern(NO_FIELD, |emitter| emitter.target(&rest.target, NO_FIELD));
            }
        });
    }

    fn object_target(&mut self, one: &ObjectAssignmentTarget<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.braces(kinds.object_pattern, field, |emitter| {
            emitter.listed(&one.properties, |emitter, property| match property {
                AssignmentTargetProperty::AssignmentTargetPropertyIdentifier(one) => {
                    emitter.shorthand_target(one);
                }
                AssignmentTargetProperty::AssignmentTargetPropertyProperty(one) => {
                    emitter.node(kinds.pair_pattern, NO_FIELD, |emitter| {
                        emitter.property_name(&one.name, one.computed, fields.key);
                        emitter.sign(Sign::Colon);
                        emitter.target_or_default(&one.binding, fields.value);
                    });
                }
            });
            if let Some(rest) = &one.rest {
                emitter.rest_pattern(NO_FIELD, |emitter| emitter.target(&rest.target, NO_FIELD));
            }
        });
    }

    fn shorthand_target(&mut self, one: &AssignmentTargetPropertyIdentifier<'_>) {
        let kinds = self.kinds;
        let name = kinds.shorthand_property_identifier_pattern;
        match &one.init {
            None => self.leaf(name, NO_FIELD, one.binding.span),
            Some(value) => {
                let left = |emitter: &mut Self, field| emitter.leaf(name, field, one.binding.span);
                self.with_default(kinds.object_assignment_pattern, NO_FIELD, left, value);
            }
        }
    }
}
