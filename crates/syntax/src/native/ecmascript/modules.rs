//! What is taken in from other modules, and what is given out.

use oxc_ast::ast::{
    Declaration, ExportAllDeclaration, ExportDefaultDeclaration, ExportDefaultDeclarationKind,
    ExportFromDeclaration, ExportNamedDeclaration, ExportSpecifier, ImportAttributeKey,
    ImportDeclaration, ImportDeclarationSpecifier, ImportOrExportKind, ImportSpecifier,
    ModuleDeclaration, ModuleExportName, StringLiteral, WithClause, WithClauseKeyword,
};
use oxc_span::GetSpan;

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn module_declaration(&mut self, one: &ModuleDeclaration<'_>, field: u8) {
        let kinds = self.kinds;
        match one {
            ModuleDeclaration::ImportDeclaration(one) => self.import(one, field),
            ModuleDeclaration::ExportAllDeclaration(one) => self.export_all(one, field),
            ModuleDeclaration::ExportDefaultDeclaration(one) => self.export_default(one, field),
            ModuleDeclaration::ExportDeclaration(one) => {
                self.node(kinds.export_statement, field, |emitter| {
                    if let Declaration::ClassDeclaration(class) = &one.declaration {
                        emitter.decorators_before_export(&class.decorators);
                    }
                    emitter.sign(Sign::Export);
                    emitter.declaration(&one.declaration, kinds.field.declaration);
                });
            }
            ModuleDeclaration::ExportNamedDeclaration(one) => self.export_named(one, field),
            ModuleDeclaration::ExportFromDeclaration(one) => self.export_from(one, field),
            ModuleDeclaration::TSExportAssignment(one) => {
                self.node(kinds.export_statement, field, |emitter| {
                    emitter.sign(Sign::Export);
                    emitter.sign(Sign::Assign);
                    emitter.expression(&one.expression, NO_FIELD);
                    emitter.semicolon(one.span);
                });
            }
            ModuleDeclaration::TSNamespaceExportDeclaration(one) => {
                self.node(kinds.export_statement, field, |emitter| {
                    emitter.sign(Sign::Export);
                    emitter.sign(Sign::As);
                    emitter.sign(Sign::Namespace);
                    emitter.identifier(one.id.span, NO_FIELD);
                    emitter.semicolon(one.span);
                });
            }
        }
    }

    fn import(&mut self, one: &ImportDeclaration<'_>, field: u8) {
        let kinds = self.kinds;
        self.gave_up |= one.phase.is_some();
        self.node(kinds.import_statement, field, |emitter| {
            emitter.sign(Sign::Import);
            emitter.type_word(one.import_kind);
            if let Some(names) = &one.specifiers {
                emitter.node(kinds.import_clause, NO_FIELD, |emitter| {
                    emitter.import_clause(names)
                });
                emitter.sign(Sign::From);
            }
            emitter.source(&one.source);
            emitter.attributes(one.with_clause.as_deref());
            emitter.semicolon(one.span);
        });
    }

    fn type_word(&mut self, kind: ImportOrExportKind) {
        if kind == ImportOrExportKind::Type {
            self.sign(Sign::Type);
        }
    }

    fn source(&mut self, source: &StringLiteral<'_>) {
        self.string(source.span, self.kinds.field.source);
    }

    fn import_clause(&mut self, names: &[ImportDeclarationSpecifier<'_>]) {
        let kinds = self.kinds;
        let mut named = names;
        if let Some((ImportDeclarationSpecifier::ImportDefaultSpecifier(one), others)) =
            names.split_first()
        {
            self.identifier(one.local.span, NO_FIELD);
            named = others;
            if !self.sign_if(Sign::Comma) {
                return;
            }
        }
        if let [ImportDeclarationSpecifier::ImportNamespaceSpecifier(one)] = named {
            self.node(kinds.namespace_import, NO_FIELD, |emitter| {
                emitter.sign(Sign::Multiply);
                emitter.sign(Sign::As);
                emitter.identifier(one.local.span, NO_FIELD);
            });
            return;
        }
        self.braces(kinds.named_imports, NO_FIELD, |emitter| {
            emitter.listed(named, |emitter, one| match one {
                ImportDeclarationSpecifier::ImportSpecifier(one) => emitter.import_specifier(one),
                _ => emitter.gave_up = true,
            });
        });
    }

    fn import_specifier(&mut self, one: &ImportSpecifier<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.import_specifier, NO_FIELD, |emitter| {
            emitter.type_word(one.import_kind);
            emitter.module_name(&one.imported, fields.name);
            if one.local.span != one.imported.span() {
                emitter.sign(Sign::As);
                emitter.identifier(one.local.span, fields.alias);
            }
        });
    }

    fn module_name(&mut self, name: &ModuleExportName<'_>, field: u8) {
        match name {
            ModuleExportName::StringLiteral(one) => self.string(one.span, field),
            _ if !self.typed && self.word() == Sign::Default.text() => {
                self.sign_as(Sign::Default, field)
            }
            other => self.identifier(other.span(), field),
        }
    }

    fn attributes(&mut self, clause: Option<&WithClause<'_>>) {
        let Some(clause) = clause else { return };
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.import_attribute, NO_FIELD, |emitter| {
            emitter.sign(match clause.keyword {
                WithClauseKeyword::With => Sign::With,
                WithClauseKeyword::Assert => Sign::Assert,
            });
            emitter.braces(kinds.object, NO_FIELD, |emitter| {
                emitter.listed(&clause.with_entries, |emitter, entry| {
                    emitter.node(kinds.pair, NO_FIELD, |emitter| {
                        match &entry.key {
                            ImportAttributeKey::Identifier(name) => {
                                emitter.leaf(kinds.property_identifier, fields.key, name.span);
                            }
                            ImportAttributeKey::StringLiteral(name) => {
                                emitter.string(name.span, fields.key)
                            }
                        }
                        emitter.sign(Sign::Colon);
                        emitter.string(entry.value.span, fields.value);
                    });
                });
            });
        });
    }

    fn export_all(&mut self, one: &ExportAllDeclaration<'_>, field: u8) {
        let kinds = self.kinds;
        self.node(kinds.export_statement, field, |emitter| {
            emitter.sign(Sign::Export);
            emitter.type_word(one.export_kind);
            match &one.exported {
                None => emitter.sign(Sign::Multiply),
                Some(name) => emitter.node(kinds.namespace_export, NO_FIELD, |emitter| {
                    emitter.sign(Sign::Multiply);
                    emitter.sign(Sign::As);
                    emitter.module_name(name, NO_FIELD);
                }),
            }
            emitter.sign(Sign::From);
            emitter.source(&one.source);
            emitter.attributes(one.with_clause.as_deref());
            emitter.semicolon(one.span);
        });
    }

    fn export_named(&mut self, one: &ExportNamedDeclaration<'_>, field: u8) {
        self.node(self.kinds.export_statement, field, |emitter| {
            emitter.sign(Sign::Export);
            emitter.type_word(one.export_kind);
            emitter.export_clause(&one.specifiers);
            emitter.semicolon(one.span);
        });
    }

    fn export_from(&mut self, one: &ExportFromDeclaration<'_>, field: u8) {
        self.node(self.kinds.export_statement, field, |emitter| {
            emitter.sign(Sign::Export);
            emitter.type_word(one.export_kind);
            emitter.export_clause(&one.specifiers);
            emitter.sign(Sign::From);
            emitter.source(&one.source);
            emitter.attributes(one.with_clause.as_deref());
            emitter.semicolon(one.span);
        });
    }

    fn export_clause(&mut self, names: &[ExportSpecifier<'_>]) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.braces(kinds.export_clause, NO_FIELD, |emitter| {
            emitter.listed(names, |emitter, one| {
                emitter.node(kinds.export_specifier, NO_FIELD, |emitter| {
                    emitter.type_word(one.export_kind);
                    emitter.module_name(&one.local, fields.name);
                    if one.local.span() != one.exported.span() {
                        emitter.sign(Sign::As);
                        emitter.module_name(&one.exported, fields.alias);
                    }
                });
            });
        });
    }

    fn export_default(&mut self, one: &ExportDefaultDeclaration<'_>, field: u8) {
        let fields = &self.kinds.field;
        self.node(self.kinds.export_statement, field, |emitter| {
            if let ExportDefaultDeclarationKind::ClassDeclaration(class) = &one.declaration {
                emitter.decorators_before_export(&class.decorators);
            }
            emitter.sign(Sign::Export);
            emitter.sign(Sign::Default);
            match &one.declaration {
                ExportDefaultDeclarationKind::FunctionDeclaration(function) => {
                    let named = function.id.is_some();
                    let field = if named {
                        fields.declaration
                    } else {
                        fields.value
                    };
                    emitter.function(function, named, field);
                }
                ExportDefaultDeclarationKind::ClassDeclaration(class) => {
                    // Of a class without a name only an abstract one is no value.
                    let named = class.id.is_some();
                    let field = if named {
                        fields.declaration
                    } else {
                        fields.value
                    };
                    emitter.class(class, named, field);
                }
                ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) => {
                    emitter.interface(interface, fields.declaration);
                }
                other => emitter.maybe_expression(other.as_expression(), fields.value),
            }
            emitter.semicolon(one.span);
        });
    }

    fn decorators_before_export(&mut self, decorators: &[oxc_ast::ast::Decorator<'_>]) {
        for decorator in decorators {
            if self.is_next("@") {
                self.decorators(std::slice::from_ref(decorator));
            }
        }
    }
}
