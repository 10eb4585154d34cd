//! Functions and their parameters.

use oxc_ast::ast::{
    ArrowFunctionBody, ArrowFunctionExpression, Decorator, FormalParameter, FormalParameterRest,
    FormalParameters, Function, TSThisParameter, TSTypeAnnotation, TSTypeParameterDeclaration,
};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn function(&mut self, one: &Function<'_>, is_declaration: bool, field: u8) {
        let kinds = self.kinds;
        let kind = match (is_declaration, one.generator) {
            _ if one.body.is_none() => kinds.function_signature,
            (true, true) => kinds.generator_function_declaration,
            (true, false) => kinds.function_declaration,
            (false, true) => kinds.generator_function,
            (false, false) => kinds.function_expression,
        };
        self.node(kind, field, |emitter| {
            if one.r#async {
                emitter.sign(Sign::Async);
            }
            emitter.sign(Sign::Function);
            if one.generator {
                emitter.sign(Sign::Multiply);
            }
            if let Some(name) = &one.id {
                emitter.identifier(name.span, kinds.field.name);
            }
            emitter.signature(one);
            if one.body.is_none() {
                emitter.semicolon(one.span);
            }
        });
    }

    /// Parameters, what is given back, and the body where there is one.
    pub(super) fn signature(&mut self, one: &Function<'_>) {
        self.call_signature(
            one.type_parameters.as_deref(),
            one.this_param.as_deref(),
            &one.params,
            one.return_type.as_deref(),
        );
        if let Some(body) = &one.body {
            self.function_body(body, self.kinds.field.body);
        }
    }

    pub(super) fn call_signature(
        &mut self,
        type_parameters: Option<&TSTypeParameterDeclaration<'_>>,
        this: Option<&TSThisParameter<'_>>,
        parameters: &FormalParameters<'_>,
        return_type: Option<&TSTypeAnnotation<'_>>,
    ) {
        self.type_parameters(type_parameters);
        self.parameters(this, parameters);
        self.return_annotation(return_type);
    }

    pub(super) fn parameters(
        &mut self,
        this: Option<&TSThisParameter<'_>>,
        parameters: &FormalParameters<'_>,
    ) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.parentheses(kinds.formal_parameters, fields.parameters, |emitter| {
            if let Some(this) = this {
                emitter.node(kinds.required_parameter, NO_FIELD, |emitter| {
                    emitter.leaf(kinds.this, fields.pattern, this.this_span);
                    emitter.annotation(this.type_annotation.as_deref(), fields.type_);
                });
                emitter.sign_if(Sign::Comma);
            }
            emitter.listed(&parameters.items, Self::parameter);
            if let Some(rest) = &parameters.rest {
                emitter.rest_parameter(rest);
            }
        });
    }

    fn parameter(&mut self, one: &FormalParameter<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        if !self.typed {
            match &one.initializer {
                None => self.pattern(&one.pattern, NO_FIELD),
                Some(value) => {
                    let left = |emitter: &mut Self, field| emitter.pattern(&one.pattern, field);
                    self.with_default(kinds.assignment_pattern, NO_FIELD, left, value);
                }
            }
            return;
        }
        let kind = if one.optional {
            kinds.optional_parameter
        } else {
            kinds.required_parameter
        };
        self.node(kind, NO_FIELD, |emitter| {
            emitter.decorators(&one.decorators);
            emitter.parameter_modifiers(one);
            emitter.pattern(&one.pattern, fields.pattern);
            if one.optional {
                emitter.sign(Sign::Question);
            }
            emitter.annotation(one.type_annotation.as_deref(), fields.type_);
            emitter.initializer(one.initializer.as_deref());
        });
    }

    fn parameter_modifiers(&mut self, one: &FormalParameter<'_>) {
        let count = usize::from(one.accessibility.is_some())
            + usize::from(one.readonly)
            + usize::from(one.r#override);
        for _ in 0..count {
            self.modifier();
        }
    }

    fn rest_parameter(&mut self, one: &FormalParameterRest<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let rest = |emitter: &mut Self, field| {
            emitter.rest_pattern(field, |emitter| {
                emitter.pattern(&one.rest.argument, NO_FIELD)
            });
        };
        if self.typed {
            self.node(kinds.required_parameter, NO_FIELD, |emitter| {
                emitter.decorators(&one.decorators);
                rest(emitter, fields.pattern);
                emitter.annotation(one.type_annotation.as_deref(), fields.type_);
            });
        } else {
            rest(self, NO_FIELD);
        }
    }

    pub(super) fn arrow_function(&mut self, one: &ArrowFunctionExpression<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.arrow_function, field, |emitter| {
            if one.r#async {
                emitter.sign(Sign::Async);
            }
            emitter.type_parameters(one.type_parameters.as_deref());
            match one.params.items.as_slice() {
                [only] if !emitter.is_next("(") => emitter.pattern(&only.pattern, fields.parameter),
                _ => emitter.parameters(None, &one.params),
            }
            emitter.return_annotation(one.return_type.as_deref());
            emitter.sign(Sign::Arrow);
            match &one.body {
                ArrowFunctionBody::FunctionBody(body) => emitter.function_body(body, fields.body),
                other => emitter.maybe_expression(other.as_expression(), fields.body),
            }
        });
    }

    pub(super) fn decorators(&mut self, decorators: &[Decorator<'_>]) {
        let kinds = self.kinds;
        for decorator in decorators {
            self.node(kinds.decorator, kinds.field.decorator, |emitter| {
                emitter.sign(Sign::At);
                emitter.expression(&decorator.expression, NO_FIELD);
            });
        }
    }

    /// Write a word that says more about what follows.
    pub(super) fn modifier(&mut self) {
        let kinds = self.kinds;
        let sign = Sign::of(self.word());
        match sign {
            Some(sign @ (Sign::Public | Sign::Private | Sign::Protected)) => {
                self.node(kinds.accessibility_modifier, NO_FIELD, |emitter| {
                    emitter.sign(sign)
                });
            }
            Some(sign @ Sign::Override) => self.wrapped(kinds.override_modifier, NO_FIELD, sign),
            Some(sign) => self.sign(sign),
            None => self.gave_up = true,
        }
    }

    /// Write a node that holds one sign.
    pub(super) fn wrapped(&mut self, kind: Kind, field: u8, sign: Sign) {
        self.node(kind, field, |emitter| emitter.sign(sign));
    }
}
