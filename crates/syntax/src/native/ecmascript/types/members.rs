//! What the members of a type look like.

use oxc_ast::ast::{
    PropertyKey, TSIndexSignature, TSMappedType, TSMappedTypeModifierOperator, TSMethodSignature,
    TSPropertySignature, TSSignature,
};

use crate::native::ecmascript::kinds::Sign;
use crate::native::ecmascript::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    /// The members of a type, in their braces.
    pub(in crate::native::ecmascript) fn signatures(
        &mut self,
        kind: Kind,
        field: u8,
        members: &[TSSignature<'_>],
    ) {
        self.braces(kind, field, |emitter| {
            for member in members {
                emitter.signature_of(member);
                if !emitter.sign_if(Sign::Semicolon) {
                    emitter.sign_if(Sign::Comma);
                }
            }
        });
    }

    fn signature_of(&mut self, member: &TSSignature<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match member {
            TSSignature::TSPropertySignature(one) => self.property_signature(one),
            TSSignature::TSMethodSignature(one) => self.method_signature(one),
            TSSignature::TSIndexSignature(one) => self.index_signature(one),
            TSSignature::TSCallSignatureDeclaration(one) => {
                self.node(kinds.call_signature, NO_FIELD, |emitter| {
                    emitter.call_signature(
                        one.type_parameters.as_deref(),
                        one.this_param.as_deref(),
                        &one.params,
                        one.return_type.as_deref(),
                    );
                });
            }
            TSSignature::TSConstructSignatureDeclaration(one) => {
                self.node(kinds.construct_signature, NO_FIELD, |emitter| {
                    emitter.sign(Sign::New);
                    emitter.type_parameters(one.type_parameters.as_deref());
                    emitter.parameters(None, &one.params);
                    emitter.annotation(one.return_type.as_deref(), fields.type_);
                });
            }
        }
    }

    fn property_signature(&mut self, one: &TSPropertySignature<'_>) {
        let fields = &self.kinds.field;
        self.node(self.kinds.property_signature, NO_FIELD, |emitter| {
            emitter.member_name(&one.key, one.computed, one.optional);
            emitter.annotation(one.type_annotation.as_deref(), fields.type_);
        });
    }

    fn member_name(&mut self, key: &PropertyKey<'_>, computed: bool, optional: bool) {
        self.modifiers(key, computed);
        self.property_name(key, computed, self.kinds.field.name);
        if optional {
            self.sign(Sign::Question);
        }
    }

    fn method_signature(&mut self, one: &TSMethodSignature<'_>) {
        self.node(self.kinds.method_signature, NO_FIELD, |emitter| {
            emitter.member_name(&one.key, one.computed, one.optional);
            emitter.call_signature(
                one.type_parameters.as_deref(),
                one.this_param.as_deref(),
                &one.params,
                one.return_type.as_deref(),
            );
        });
    }

    pub(in crate::native::ecmascript) fn index_signature(&mut self, one: &TSIndexSignature<'_>) {
        let fields = &self.kinds.field;
        self.node(self.kinds.index_signature, NO_FIELD, |emitter| {
            while !emitter.gave_up && !emitter.sign_if(Sign::OpenBracket) {
                emitter.modifier();
            }
            let span = one.parameter.span;
            let length = u32::try_from(one.parameter.name.len()).unwrap_or_default();
            emitter.identifier(
                oxc_span::Span::new(span.start, span.start + length),
                fields.name,
            );
            emitter.sign(Sign::Colon);
            emitter.of_type(
                &one.parameter.type_annotation.type_annotation,
                fields.index_type,
            );
            emitter.sign(Sign::CloseBracket);
            emitter.annotation(Some(&one.type_annotation), fields.type_);
        });
    }

    pub(super) fn mapped_type(&mut self, one: &TSMappedType<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.braces(kinds.object_type, field, |emitter| {
            emitter.node(kinds.index_signature, NO_FIELD, |emitter| {
                if let Some(readonly) = one.readonly {
                    match readonly {
                        TSMappedTypeModifierOperator::True => {}
                        TSMappedTypeModifierOperator::Plus => {
                            emitter.sign_as(Sign::Plus, fields.sign)
                        }
                        TSMappedTypeModifierOperator::Minus => {
                            emitter.sign_as(Sign::Minus, fields.sign)
                        }
                    }
                    emitter.sign(Sign::Readonly);
                }
                emitter.sign(Sign::OpenBracket);
                emitter.node(kinds.mapped_type_clause, NO_FIELD, |emitter| {
                    emitter.leaf(kinds.type_identifier, fields.name, one.key.span);
                    emitter.sign(Sign::In);
                    emitter.of_type(&one.constraint, fields.type_);
                    if let Some(name) = &one.name_type {
                        emitter.sign(Sign::As);
                        emitter.of_type(name, fields.alias);
                    }
                });
                emitter.sign(Sign::CloseBracket);
                emitter.mapped_value(one);
            });
            if !emitter.sign_if(Sign::Semicolon) {
                emitter.sign_if(Sign::Comma);
            }
        });
    }

    fn mapped_value(&mut self, one: &TSMappedType<'_>) {
        let kinds = self.kinds;
        let (kind, sign) = match one.optional {
            None => (kinds.type_annotation, Sign::Colon),
            Some(TSMappedTypeModifierOperator::True) => {
                (kinds.opting_type_annotation, Sign::QuestionColon)
            }
            Some(TSMappedTypeModifierOperator::Plus) => {
                (kinds.adding_type_annotation, Sign::PlusQuestionColon)
            }
            Some(TSMappedTypeModifierOperator::Minus) => {
                (kinds.omitting_type_annotation, Sign::MinusQuestionColon)
            }
        };
        match &one.type_annotation {
            Some(inner) => self.node(kind, kinds.field.type_, |emitter| {
                emitter.sign(sign);
                emitter.of_type(inner, NO_FIELD);
            }),
            None => self.gave_up = true,
        }
    }
}
