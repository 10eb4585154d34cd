//! Declarations, those of TypeScript among them.

use oxc_ast::ast::{
    BindingIdentifier, Declaration, Statement, TSEnumDeclaration, TSEnumMember, TSEnumMemberName,
    TSExternalModuleDeclaration, TSImportEqualsDeclaration, TSInterfaceDeclaration, TSModuleBlock,
    TSModuleReference, TSNamespaceDeclaration, TSNamespaceDeclarationBody,
    TSNamespaceDeclarationKind, TSTypeAliasDeclaration,
};

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn declaration(&mut self, one: &Declaration<'_>, field: u8) {
        let kinds = self.kinds;
        if one.declare() || matches!(one, Declaration::TSGlobalDeclaration(_)) {
            self.node(kinds.ambient_declaration, field, |emitter| {
                emitter.sign(Sign::Declare);
                emitter.declared(one, NO_FIELD);
            });
        } else {
            self.declared(one, field);
        }
        if let Declaration::TSExternalModuleDeclaration(one) = one
            && self.at < one.span.end as usize
        {
            // The grammars have the semicolon for a statement of its own.
            self.empty_statement(NO_FIELD);
        }
    }

    /// A declaration, without the word that it has no values.
    fn declared(&mut self, one: &Declaration<'_>, field: u8) {
        match one {
            Declaration::VariableDeclaration(one) => self.variables(one, false, field),
            Declaration::FunctionDeclaration(one) => self.function(one, true, field),
            Declaration::ClassDeclaration(one) => self.class(one, true, field),
            Declaration::TSTypeAliasDeclaration(one) => self.type_alias(one, field),
            Declaration::TSInterfaceDeclaration(one) => self.interface(one, field),
            Declaration::TSEnumDeclaration(one) => self.enumeration(one, field),
            Declaration::TSExternalModuleDeclaration(one) => self.external_module(one, field),
            Declaration::TSNamespaceDeclaration(one) => self.namespace(one, field),
            Declaration::TSGlobalDeclaration(one) => {
                self.sign(Sign::Global);
                self.module_block(&one.body, NO_FIELD);
            }
            Declaration::TSImportEqualsDeclaration(one) => self.import_equals(one, field),
        }
    }

    fn type_name(&mut self, name: &BindingIdentifier<'_>) {
        self.leaf(self.kinds.type_identifier, self.kinds.field.name, name.span);
    }

    fn type_alias(&mut self, one: &TSTypeAliasDeclaration<'_>, field: u8) {
        let kinds = self.kinds;
        self.node(kinds.type_alias_declaration, field, |emitter| {
            emitter.sign(Sign::Type);
            emitter.type_name(&one.id);
            emitter.type_parameters(one.type_parameters.as_deref());
            emitter.sign(Sign::Assign);
            emitter.of_type(&one.type_annotation, kinds.field.value);
            emitter.semicolon(one.span);
        });
    }

    pub(super) fn interface(&mut self, one: &TSInterfaceDeclaration<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.interface_declaration, field, |emitter| {
            emitter.sign(Sign::Interface);
            emitter.type_name(&one.id);
            emitter.type_parameters(one.type_parameters.as_deref());
            if !one.extends.is_empty() {
                emitter.node(kinds.extends_type_clause, NO_FIELD, |emitter| {
                    emitter.sign(Sign::Extends);
                    emitter.separated(&one.extends, |emitter, parent| {
                        emitter.named_type(
                            &parent.type_name,
                            parent.type_arguments.as_deref(),
                            fields.type_,
                        );
                    });
                });
            }
            emitter.signatures(kinds.interface_body, fields.body, &one.body.body);
        });
    }

    fn enumeration(&mut self, one: &TSEnumDeclaration<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.enum_declaration, field, |emitter| {
            if one.r#const {
                emitter.sign(Sign::Const);
            }
            emitter.sign(Sign::Enum);
            emitter.identifier(one.id.span, fields.name);
            emitter.braces(kinds.enum_body, fields.body, |emitter| {
                emitter.listed(&one.body.members, Self::enum_member);
            });
        });
    }

    fn enum_member(&mut self, one: &TSEnumMember<'_>) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let name = |emitter: &mut Self| match &one.id {
            TSEnumMemberName::Identifier(name) => {
                emitter.leaf(kinds.property_identifier, fields.name, name.span)
            }
            TSEnumMemberName::String(name) => emitter.string(name.span, fields.name),
            _ => emitter.gave_up = true,
        };
        match &one.initializer {
            None => name(self),
            Some(value) => self.node(kinds.enum_assignment, NO_FIELD, |emitter| {
                name(emitter);
                emitter.initializer(Some(value));
            }),
        }
    }

    fn module_block(&mut self, block: &TSModuleBlock<'_>, field: u8) {
        self.braces(self.kinds.statement_block, field, |emitter| {
            emitter.directives(&block.directives);
            emitter.statements(&block.body, NO_FIELD);
        });
    }

    fn external_module(&mut self, one: &TSExternalModuleDeclaration<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.module, field, |emitter| {
            emitter.sign(Sign::Module);
            emitter.string(one.id.span, fields.name);
            if let Some(body) = &one.body {
                emitter.module_block(body, fields.body);
            }
        });
    }

    pub(super) fn namespace(&mut self, one: &TSNamespaceDeclaration<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let (kind, word) = match one.kind {
            TSNamespaceDeclarationKind::Module => (kinds.module, Sign::Module),
            TSNamespaceDeclarationKind::Namespace => (kinds.internal_module, Sign::Namespace),
        };
        let mut names = vec![&one.id];
        let mut body = &one.body;
        while let TSNamespaceDeclarationBody::TSNamespaceDeclaration(inner) = body {
            names.push(&inner.id);
            body = &inner.body;
        }
        self.node(kind, field, |emitter| {
            emitter.sign(word);
            let spans: Vec<_> = names.iter().map(|name| name.span).collect();
            emitter.dotted(&spans, fields.name);
            if let TSNamespaceDeclarationBody::TSModuleBlock(block) = body {
                emitter.module_block(block, fields.body);
            }
        });
    }

    fn import_equals(&mut self, one: &TSImportEqualsDeclaration<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let is_require = matches!(
            one.module_reference,
            TSModuleReference::ExternalModuleReference(_)
        );
        let kind = if is_require {
            kinds.import_statement
        } else {
            kinds.import_alias
        };
        self.node(kind, field, |emitter| {
            emitter.sign(Sign::Import);
            if one.import_kind == oxc_ast::ast::ImportOrExportKind::Type {
                emitter.sign(Sign::Type);
            }
            if is_require {
                emitter.open(kinds.import_require_clause, NO_FIELD);
            }
            emitter.identifier(one.id.span, NO_FIELD);
            emitter.sign(Sign::Assign);
            match &one.module_reference {
                TSModuleReference::ExternalModuleReference(reference) => {
                    emitter.sign(Sign::Require);
                    emitter.sign(Sign::OpenParen);
                    emitter.string(reference.expression.span, fields.source);
                    emitter.sign(Sign::CloseParen);
                    emitter.close();
                }
                TSModuleReference::IdentifierReference(name) => {
                    emitter.identifier(name.span, NO_FIELD)
                }
                TSModuleReference::QualifiedName(name) => {
                    emitter.nested_name(name, kinds.nested_identifier, NO_FIELD)
                }
            }
            emitter.semicolon(one.span);
        });
    }

    /// A namespace that stands as a statement is a value to tree-sitter's grammar.
    pub(super) fn namespace_statement(&mut self, statement: &Statement<'_>, field: u8) -> bool {
        match statement {
            Statement::TSNamespaceDeclaration(one)
                if !one.declare && one.kind == TSNamespaceDeclarationKind::Namespace =>
            {
                self.node(self.kinds.expression_statement, field, |emitter| {
                    emitter.namespace(one, NO_FIELD);
                });
                true
            }
            _ => false,
        }
    }
}
