//! Statements and blocks.

use oxc_ast::ast::{
    BlockStatement, CatchClause, Directive, Expression, FunctionBody, IfStatement, LabelIdentifier,
    Program, Statement, SwitchStatement, TryStatement, VariableDeclaration,
    VariableDeclarationKind, VariableDeclarator,
};
use oxc_span::Span;

use super::kinds::Sign;
use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn program(&mut self, program: &Program<'_>) {
        self.out.open(self.kinds.program, NO_FIELD, 0);
        if program.hashbang.is_some() {
            let line = self.text.lines().next().map_or(0, str::len);
            self.piece(self.kinds.hash_bang_line, NO_FIELD, line);
        }
        self.directives(&program.directives);
        self.statements(&program.body, NO_FIELD);
        self.gave_up |= self.next() != self.text.len();
        self.close();
    }

    pub(super) fn statements(&mut self, statements: &[Statement<'_>], field: u8) {
        for statement in statements {
            self.statement(statement, field);
        }
    }

    pub(super) fn directives(&mut self, directives: &[Directive<'_>]) {
        for directive in directives {
            self.node(self.kinds.expression_statement, NO_FIELD, |emitter| {
                emitter.string(directive.expression.span, NO_FIELD);
                emitter.semicolon(directive.span);
            });
        }
    }

    /// Write the semicolon that ends what has a span, where there is one.
    pub(super) fn semicolon(&mut self, span: Span) {
        if self.at < span.end as usize {
            self.sign(Sign::Semicolon);
        }
    }

    pub(super) fn statement(&mut self, statement: &Statement<'_>, field: u8) {
        self.deeper(|emitter| match statement {
            Statement::ExpressionStatement(one) => {
                emitter.node(emitter.kinds.expression_statement, field, |emitter| {
                    emitter.expression(&one.expression, NO_FIELD);
                    emitter.semicolon(one.span);
                });
            }
            Statement::BlockStatement(one) => emitter.block(one, field),
            Statement::IfStatement(one) => emitter.if_statement(one, field),
            Statement::ForStatement(one) => emitter.for_statement(one, field),
            Statement::ForInStatement(one) => emitter.for_in(one, field),
            Statement::ForOfStatement(one) => emitter.for_of(one, field),
            Statement::SwitchStatement(one) => emitter.switch(one, field),
            Statement::TryStatement(one) => emitter.try_statement(one, field),
            other if emitter.namespace_statement(other, field) => {}
            other => match (other.as_declaration(), other.as_module_declaration()) {
                (Some(one), _) => emitter.declaration(one, field),
                (_, Some(one)) => emitter.module_declaration(one, field),
                _ => emitter.word_statement(other, field),
            },
        });
    }

    /// A statement that begins with a word and holds little.
    fn word_statement(&mut self, statement: &Statement<'_>, field: u8) {
        let kinds = self.kinds;
        match statement {
            Statement::ReturnStatement(one) => {
                self.word_and_value(
                    kinds.return_statement,
                    Sign::Return,
                    one.argument.as_ref(),
                    one.span,
                    field,
                );
            }
            Statement::ThrowStatement(one) => {
                self.word_and_value(
                    kinds.throw_statement,
                    Sign::Throw,
                    Some(&one.argument),
                    one.span,
                    field,
                );
            }
            Statement::DebuggerStatement(one) => {
                self.word_and_value(
                    kinds.debugger_statement,
                    Sign::Debugger,
                    None,
                    one.span,
                    field,
                );
            }
            Statement::BreakStatement(one) => {
                self.jump(
                    kinds.break_statement,
                    Sign::Break,
                    one.label.as_ref(),
                    one.span,
                    field,
                );
            }
            Statement::ContinueStatement(one) => {
                self.jump(
                    kinds.continue_statement,
                    Sign::Continue,
                    one.label.as_ref(),
                    one.span,
                    field,
                );
            }
            Statement::EmptyStatement(_) => self.empty_statement(field),
            other => self.statement_round_another(other, field),
        }
    }

    /// A statement that holds one other.
    fn statement_round_another(&mut self, statement: &Statement<'_>, field: u8) {
        let kinds = self.kinds;
        match statement {
            Statement::LabeledStatement(one) => {
                self.node(kinds.labeled_statement, field, |emitter| {
                    emitter.label(&one.label);
                    emitter.sign(Sign::Colon);
                    emitter.statement(&one.body, kinds.field.body);
                })
            }
            Statement::WhileStatement(one) => self.node(kinds.while_statement, field, |emitter| {
                emitter.sign(Sign::While);
                emitter.condition(&one.test, kinds.field.condition);
                emitter.statement(&one.body, kinds.field.body);
            }),
            Statement::DoWhileStatement(one) => self.node(kinds.do_statement, field, |emitter| {
                emitter.sign(Sign::Do);
                emitter.statement(&one.body, kinds.field.body);
                emitter.sign(Sign::While);
                emitter.condition(&one.test, kinds.field.condition);
                emitter.semicolon(one.span);
            }),
            Statement::WithStatement(one) => self.node(kinds.with_statement, field, |emitter| {
                emitter.sign(Sign::With);
                emitter.condition(&one.object, kinds.field.object);
                emitter.statement(&one.body, kinds.field.body);
            }),
            _ => self.gave_up = true,
        }
    }

    fn word_and_value(
        &mut self,
        kind: Kind,
        word: Sign,
        value: Option<&Expression<'_>>,
        span: Span,
        field: u8,
    ) {
        self.node(kind, field, |emitter| {
            emitter.sign(word);
            if let Some(value) = value {
                emitter.expression(value, NO_FIELD);
            }
            emitter.semicolon(span);
        });
    }

    fn jump(
        &mut self,
        kind: Kind,
        word: Sign,
        label: Option<&LabelIdentifier<'_>>,
        span: Span,
        field: u8,
    ) {
        self.node(kind, field, |emitter| {
            emitter.sign(word);
            if let Some(label) = label {
                emitter.label(label);
            }
            emitter.semicolon(span);
        });
    }

    fn label(&mut self, label: &LabelIdentifier<'_>) {
        self.leaf(
            self.kinds.statement_identifier,
            self.kinds.field.label,
            label.span,
        );
    }

    pub(super) fn empty_statement(&mut self, field: u8) {
        self.node(self.kinds.empty_statement, field, |emitter| {
            emitter.sign(Sign::Semicolon)
        });
    }

    pub(super) fn block(&mut self, block: &BlockStatement<'_>, field: u8) {
        self.braces(self.kinds.statement_block, field, |emitter| {
            emitter.statements(&block.body, NO_FIELD);
        });
    }

    pub(super) fn function_body(&mut self, body: &FunctionBody<'_>, field: u8) {
        self.braces(self.kinds.statement_block, field, |emitter| {
            emitter.directives(&body.directives);
            emitter.statements(&body.statements, NO_FIELD);
        });
    }

    pub(super) fn braces(&mut self, kind: Kind, field: u8, inside: impl FnOnce(&mut Self)) {
        self.node(kind, field, |emitter| {
            emitter.sign(Sign::OpenBrace);
            inside(emitter);
            emitter.sign(Sign::CloseBrace);
        });
    }

    /// What a statement depends on, in its parentheses.
    fn condition(&mut self, value: &Expression<'_>, field: u8) {
        self.node(self.kinds.parenthesized_expression, field, |emitter| {
            emitter.sign(Sign::OpenParen);
            emitter.expression(value, NO_FIELD);
            emitter.sign(Sign::CloseParen);
        });
    }

    fn if_statement(&mut self, one: &IfStatement<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.if_statement, field, |emitter| {
            emitter.sign(Sign::If);
            emitter.condition(&one.test, fields.condition);
            emitter.statement(&one.consequent, fields.consequence);
            if let Some(alternate) = &one.alternate {
                emitter.node(kinds.else_clause, fields.alternative, |emitter| {
                    emitter.sign(Sign::Else);
                    emitter.statement(alternate, NO_FIELD);
                });
            }
        });
    }

    fn switch(&mut self, one: &SwitchStatement<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.switch_statement, field, |emitter| {
            emitter.sign(Sign::Switch);
            emitter.condition(&one.discriminant, fields.value);
            emitter.braces(kinds.switch_body, fields.body, |emitter| {
                for case in &one.cases {
                    match &case.test {
                        Some(test) => {
                            emitter.open(kinds.switch_case, NO_FIELD);
                            emitter.sign(Sign::Case);
                            emitter.expression(test, fields.value);
                        }
                        None => {
                            emitter.open(kinds.switch_default, NO_FIELD);
                            emitter.sign(Sign::Default);
                        }
                    }
                    emitter.sign(Sign::Colon);
                    emitter.statements(&case.consequent, fields.body);
                    emitter.close();
                }
            });
        });
    }

    fn try_statement(&mut self, one: &TryStatement<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.try_statement, field, |emitter| {
            emitter.sign(Sign::Try);
            emitter.block(&one.block, fields.body);
            if let Some(handler) = &one.handler {
                emitter.catch(handler);
            }
            if let Some(block) = &one.finalizer {
                emitter.node(kinds.finally_clause, fields.finalizer, |emitter| {
                    emitter.sign(Sign::Finally);
                    emitter.block(block, fields.body);
                });
            }
        });
    }

    fn catch(&mut self, one: &CatchClause<'_>) {
        let fields = &self.kinds.field;
        self.node(self.kinds.catch_clause, fields.handler, |emitter| {
            emitter.sign(Sign::Catch);
            if let Some(parameter) = &one.param {
                emitter.sign(Sign::OpenParen);
                emitter.pattern(&parameter.pattern, fields.parameter);
                emitter.annotation(parameter.type_annotation.as_deref(), fields.type_);
                emitter.sign(Sign::CloseParen);
            }
            emitter.block(&one.body, fields.body);
        });
    }

    /// A declaration of variables; in the head of a loop it has a semicolon of its own.
    pub(super) fn variables(&mut self, one: &VariableDeclaration<'_>, in_head: bool, field: u8) {
        let kinds = self.kinds;
        let (kind, word_field) = match one.kind {
            VariableDeclarationKind::Var => (kinds.variable_declaration, NO_FIELD),
            VariableDeclarationKind::Let | VariableDeclarationKind::Const => {
                (kinds.lexical_declaration, kinds.field.kind)
            }
            _ => (kinds.using_declaration, kinds.field.kind),
        };
        self.node(kind, field, |emitter| {
            emitter.variable_words(one.kind, word_field);
            emitter.separated(&one.declarations, Self::declarator);
            if in_head {
                emitter.sign(Sign::Semicolon);
            } else {
                emitter.semicolon(one.span);
            }
        });
    }

    pub(super) fn variable_words(&mut self, kind: VariableDeclarationKind, field: u8) {
        let word = match kind {
            VariableDeclarationKind::Var => Sign::Var,
            VariableDeclarationKind::Let => Sign::Let,
            VariableDeclarationKind::Const => Sign::Const,
            VariableDeclarationKind::Using => Sign::Using,
            VariableDeclarationKind::AwaitUsing => {
                self.sign_as(Sign::Await, field);
                Sign::Using
            }
        };
        self.sign_as(word, field);
    }

    fn declarator(&mut self, one: &VariableDeclarator<'_>) {
        let fields = &self.kinds.field;
        self.node(self.kinds.variable_declarator, NO_FIELD, |emitter| {
            emitter.pattern(&one.id, fields.name);
            if one.definite {
                emitter.sign(Sign::Exclamation);
            }
            emitter.annotation(one.type_annotation.as_deref(), fields.type_);
            emitter.initializer(one.init.as_ref());
        });
    }

    /// The equals sign and the value behind it, where there is one.
    pub(super) fn initializer(&mut self, value: Option<&Expression<'_>>) {
        if let Some(value) = value {
            self.sign(Sign::Assign);
            self.expression(value, self.kinds.field.value);
        }
    }
}
