//! Classes and their members.

use oxc_ast::ast::{
    AccessorProperty, Class, ClassElement, ClassHeritage, Decorator, Expression, MethodDefinition,
    MethodDefinitionType, PropertyDefinition, PropertyKey, StaticBlock, TSTypeAnnotation,
};
use oxc_span::GetSpan;

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn class(&mut self, one: &Class<'_>, is_declaration: bool, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let kind = match (is_declaration, one.r#abstract) {
            (true, true) => kinds.abstract_class_declaration,
            (true, false) => kinds.class_declaration,
            (false, _) => kinds.class,
        };
        self.node(kind, field, |emitter| {
            emitter.decorators(emitter.ahead(&one.decorators));
            if one.r#abstract {
                emitter.sign(Sign::Abstract);
            }
            emitter.sign(Sign::Class);
            if let Some(name) = &one.id {
                let kind = if emitter.typed {
                    kinds.type_identifier
                } else {
                    kinds.identifier
                };
                emitter.leaf(kind, fields.name, name.span);
            }
            emitter.type_parameters(one.type_parameters.as_deref());
            emitter.heritage(one);
            emitter.braces(kinds.class_body, fields.body, |emitter| {
                emitter.members(&one.body.body)
            });
        });
    }

    /// The decorators that are not written yet.
    pub(super) fn ahead<'d, 'a>(&self, decorators: &'d [Decorator<'a>]) -> &'d [Decorator<'a>] {
        let written = decorators
            .iter()
            .take_while(|one| (one.span.start as usize) < self.at);
        decorators.get(written.count()..).unwrap_or_default()
    }

    fn heritage(&mut self, one: &Class<'_>) {
        let kinds = self.kinds;
        match &one.heritage {
            None if one.implements.is_empty() => {}
            Some(parent) if !self.typed => self.node(kinds.class_heritage, NO_FIELD, |emitter| {
                emitter.sign(Sign::Extends);
                emitter.expression(&parent.expression, NO_FIELD);
            }),
            parent => self.node(kinds.class_heritage, NO_FIELD, |emitter| {
                if let Some(parent) = parent {
                    emitter.extends(parent);
                }
                if !one.implements.is_empty() {
                    emitter.node(kinds.implements_clause, NO_FIELD, |emitter| {
                        emitter.sign(Sign::Implements);
                        emitter.separated(&one.implements, |emitter, one| {
                            emitter.named_type(
                                &one.expression,
                                one.type_arguments.as_deref(),
                                NO_FIELD,
                            );
                        });
                    });
                }
            }),
        }
    }

    fn extends(&mut self, parent: &ClassHeritage<'_>) {
        let fields = &self.kinds.field;
        self.node(self.kinds.extends_clause, NO_FIELD, |emitter| {
            emitter.sign(Sign::Extends);
            emitter.expression(&parent.expression, fields.value);
            emitter.type_arguments(parent.type_arguments.as_deref(), fields.type_arguments);
        });
    }

    fn members(&mut self, members: &[ClassElement<'_>]) {
        // Names of fields that a grammar has not are none.
        let field = self.kinds.field.member;
        self.semicolons();
        for member in members {
            match member {
                ClassElement::MethodDefinition(one) => self.method(one, field),
                ClassElement::PropertyDefinition(one) => self.field(one, field),
                ClassElement::AccessorProperty(one) => self.accessor(one, field),
                ClassElement::StaticBlock(one) => self.static_block(one, field),
                ClassElement::TSIndexSignature(one) => self.index_signature(one),
            }
            self.semicolons();
        }
    }

    fn semicolons(&mut self) {
        while !self.gave_up && self.sign_if(Sign::Semicolon) {}
    }

    fn static_block(&mut self, one: &StaticBlock<'_>, field: u8) {
        let kinds = self.kinds;
        self.node(kinds.class_static_block, field, |emitter| {
            emitter.sign(Sign::Static);
            emitter.braces(kinds.statement_block, kinds.field.body, |emitter| {
                emitter.statements(&one.body, NO_FIELD);
            });
        });
    }

    fn method(&mut self, one: &MethodDefinition<'_>, field: u8) {
        let kinds = self.kinds;
        let kind = match one.r#type {
            MethodDefinitionType::TSAbstractMethodDefinition => kinds.abstract_method_signature,
            _ if one.value.body.is_none() => kinds.method_signature,
            _ => kinds.method_definition,
        };
        if self.typed {
            self.decorators(&one.decorators);
        }
        self.node(kind, field, |emitter| {
            if !emitter.typed {
                emitter.decorators(&one.decorators);
            }
            emitter.modifiers(&one.key, one.computed);
            emitter.property_name(&one.key, one.computed, kinds.field.name);
            if one.optional {
                emitter.sign(Sign::Question);
            }
            emitter.signature(&one.value);
        });
    }

    /// Write the words before the name of a member, as they stand.
    pub(super) fn modifiers(&mut self, key: &PropertyKey<'_>, computed: bool) {
        let name = key.span().start as usize;
        while !self.gave_up && self.next() < name && !(computed && self.is_next("[")) {
            if !self.sign_if(Sign::Multiply) {
                self.modifier();
            }
        }
    }

    fn field(&mut self, one: &PropertyDefinition<'_>, field: u8) {
        let mark = match (one.optional, one.definite) {
            (true, _) => Some(Sign::Question),
            (_, true) => Some(Sign::Exclamation),
            _ => None,
        };
        let annotation = one.type_annotation.as_deref();
        self.field_with(
            &one.decorators,
            (&one.key, one.computed),
            mark,
            annotation,
            one.value.as_ref(),
            field,
        );
    }

    fn accessor(&mut self, one: &AccessorProperty<'_>, field: u8) {
        let mark = one.definite.then_some(Sign::Exclamation);
        let annotation = one.type_annotation.as_deref();
        self.field_with(
            &one.decorators,
            (&one.key, one.computed),
            mark,
            annotation,
            one.value.as_ref(),
            field,
        );
    }

    fn field_with(
        &mut self,
        decorators: &[Decorator<'_>],
        (key, computed): (&PropertyKey<'_>, bool),
        mark: Option<Sign>,
        annotation: Option<&TSTypeAnnotation<'_>>,
        value: Option<&Expression<'_>>,
        field: u8,
    ) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let (kind, name) = if self.typed {
            (kinds.public_field_definition, fields.name)
        } else {
            (kinds.field_definition, fields.property)
        };
        self.node(kind, field, |emitter| {
            emitter.decorators(decorators);
            emitter.modifiers(key, computed);
            emitter.property_name(key, computed, name);
            if let Some(mark) = mark {
                emitter.sign(mark);
            }
            emitter.annotation(annotation, fields.type_);
            emitter.initializer(value);
        });
    }
}
