//! Names of types, and what they are given.

use oxc_ast::ast::{
    TSImportType, TSImportTypeQualifier, TSQualifiedName, TSTypeName, TSTypeParameter,
    TSTypeParameterDeclaration, TSTypeParameterInstantiation, TSTypeQuery, TSTypeQueryExprName,
};
use oxc_span::Span;

use crate::native::ecmascript::kinds::Sign;
use crate::native::ecmascript::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    /// A type by its name, and what it is given.
    pub(in crate::native::ecmascript) fn named_type(
        &mut self,
        name: &TSTypeName<'_>,
        arguments: Option<&TSTypeParameterInstantiation<'_>>,
        field: u8,
    ) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match arguments {
            None => self.name_of_type(name, field),
            Some(_) => self.node(kinds.generic_type, field, |emitter| {
                emitter.name_of_type(name, fields.name);
                emitter.type_arguments(arguments, fields.type_arguments);
            }),
        }
    }

    fn name_of_type(&mut self, name: &TSTypeName<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match name {
            TSTypeName::IdentifierReference(one) => {
                self.leaf(kinds.type_identifier, field, one.span)
            }
            TSTypeName::QualifiedName(one) => {
                self.node(kinds.nested_type_identifier, field, |emitter| {
                    emitter.left_of(one, kinds.nested_identifier, fields.module);
                    emitter.sign(Sign::Dot);
                    emitter.leaf(kinds.type_identifier, fields.name, one.right.span);
                })
            }
            TSTypeName::ThisExpression(_) => self.gave_up = true,
        }
    }

    fn left_of(&mut self, name: &TSQualifiedName<'_>, kind: Kind, field: u8) {
        match &name.left {
            TSTypeName::IdentifierReference(one) => self.identifier(one.span, field),
            TSTypeName::QualifiedName(one) => self.nested_name(one, kind, field),
            TSTypeName::ThisExpression(_) => self.gave_up = true,
        }
    }

    /// A name within others, as a namespace is called.
    pub(in crate::native::ecmascript) fn nested_name(
        &mut self,
        one: &TSQualifiedName<'_>,
        kind: Kind,
        field: u8,
    ) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.deeper(|emitter| {
            emitter.node(kind, field, |emitter| {
                emitter.left_of(one, kinds.member_expression, fields.object);
                emitter.sign(Sign::Dot);
                emitter.leaf(kinds.property_identifier, fields.property, one.right.span);
            });
        });
    }

    /// Names with dots between them.
    pub(in crate::native::ecmascript) fn dotted(&mut self, names: &[Span], field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let Some((first, later)) = names.split_first() else {
            return;
        };
        for position in 0..later.len() {
            if position == 0 {
                self.open(kinds.nested_identifier, field);
            } else {
                self.open(kinds.member_expression, fields.object);
            }
        }
        self.identifier(
            *first,
            if later.is_empty() {
                field
            } else {
                fields.object
            },
        );
        for name in later {
            self.sign(Sign::Dot);
            self.leaf(kinds.property_identifier, fields.property, *name);
            self.close();
        }
    }

    pub(super) fn type_query(&mut self, one: &TSTypeQuery<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.type_query, field, |emitter| {
            emitter.sign(Sign::TypeOf);
            let name = |emitter: &mut Self, field| match &one.expr_name {
                TSTypeQueryExprName::TSImportType(one) => emitter.import_type(one, field),
                other => match other.as_ts_type_name() {
                    Some(name) => emitter.queried(name, field),
                    None => emitter.gave_up = true,
                },
            };
            match &one.type_arguments {
                None => name(emitter, NO_FIELD),
                Some(arguments) => {
                    emitter.node(kinds.instantiation_expression, NO_FIELD, |emitter| {
                        name(emitter, fields.function);
                        emitter.type_arguments(Some(arguments), fields.type_arguments);
                    })
                }
            }
        });
    }

    fn queried(&mut self, name: &TSTypeName<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match name {
            TSTypeName::IdentifierReference(one) => self.identifier(one.span, field),
            TSTypeName::ThisExpression(one) => self.leaf(kinds.this, field, one.span),
            TSTypeName::QualifiedName(one) => self.deeper(|emitter| {
                emitter.node(kinds.member_expression, field, |emitter| {
                    emitter.queried(&one.left, fields.object);
                    emitter.sign(Sign::Dot);
                    emitter.leaf(kinds.property_identifier, fields.property, one.right.span);
                });
            }),
        }
    }

    /// A type out of a module, which tree-sitter's grammars have for a value.
    pub(super) fn import_type(&mut self, one: &TSImportType<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.gave_up |= one.options.is_some();
        let name = |emitter: &mut Self, field| match &one.qualifier {
            None => emitter.import_of(one, field),
            Some(qualifier) => emitter.imported_name(one, qualifier, field),
        };
        match &one.type_arguments {
            None => name(self, field),
            Some(arguments) => self.node(kinds.generic_type, field, |emitter| {
                name(emitter, fields.name);
                emitter.type_arguments(Some(arguments), fields.type_arguments);
            }),
        }
    }

    fn imported_name(
        &mut self,
        one: &TSImportType<'_>,
        name: &TSImportTypeQualifier<'_>,
        field: u8,
    ) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.deeper(|emitter| {
            emitter.node(kinds.member_expression, field, |emitter| {
                let name = match name {
                    TSImportTypeQualifier::Identifier(name) => {
                        emitter.import_of(one, fields.object);
                        name.span
                    }
                    TSImportTypeQualifier::QualifiedName(name) => {
                        emitter.imported_name(one, &name.left, fields.object);
                        name.right.span
                    }
                };
                emitter.sign(Sign::Dot);
                emitter.leaf(kinds.property_identifier, fields.property, name);
            });
        });
    }

    fn import_of(&mut self, one: &TSImportType<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.call_expression, field, |emitter| {
            emitter.wrapped(kinds.import, fields.function, Sign::Import);
            emitter.parentheses(kinds.arguments, fields.arguments, |emitter| {
                emitter.string(one.source.span, NO_FIELD);
            });
        });
    }

    pub(in crate::native::ecmascript) fn type_arguments(
        &mut self,
        arguments: Option<&TSTypeParameterInstantiation<'_>>,
        field: u8,
    ) {
        let Some(arguments) = arguments else { return };
        self.node(self.kinds.type_arguments, field, |emitter| {
            emitter.sign(Sign::Less);
            emitter.listed(&arguments.params, |emitter, one| {
                emitter.of_type(one, NO_FIELD)
            });
            emitter.sign(Sign::Greater);
        });
    }

    pub(in crate::native::ecmascript) fn type_parameters(
        &mut self,
        parameters: Option<&TSTypeParameterDeclaration<'_>>,
    ) {
        let Some(parameters) = parameters else { return };
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.type_parameters, fields.type_parameters, |emitter| {
            emitter.sign(Sign::Less);
            emitter.listed(&parameters.params, Self::type_parameter);
            emitter.sign(Sign::Greater);
        });
    }

    fn type_parameter(&mut self, one: &TSTypeParameter<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.type_parameter, NO_FIELD, |emitter| {
            if one.r#const {
                emitter.sign(Sign::Const);
            }
            if one.r#in {
                emitter.sign(Sign::In);
            }
            if one.out {
                emitter.skip("out");
            }
            emitter.leaf(kinds.type_identifier, fields.name, one.name.span);
            if let Some(bound) = &one.constraint {
                emitter.node(kinds.constraint, fields.constraint, |emitter| {
                    emitter.sign(Sign::Extends);
                    emitter.of_type(bound, NO_FIELD);
                });
            }
            if let Some(default) = &one.default {
                emitter.node(kinds.default_type, fields.value, |emitter| {
                    emitter.sign(Sign::Assign);
                    emitter.of_type(default, NO_FIELD);
                });
            }
        });
    }
}
