//! Loops that count, or go through what is given.

use oxc_ast::ast::{
    Expression, ForInStatement, ForOfStatement, ForStatement, ForStatementInit, ForStatementLeft,
};

use super::Emitter;
use super::kinds::Sign;

impl Emitter<'_> {
    pub(super) fn for_statement(&mut self, one: &ForStatement<'_>, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.node(kinds.for_statement, field, |emitter| {
            emitter.sign(Sign::For);
            emitter.sign(Sign::OpenParen);
            match &one.init {
                None => emitter.empty_statement(fields.initializer),
                Some(ForStatementInit::VariableDeclaration(variables)) => {
                    emitter.variables(variables, true, fields.initializer);
                }
                Some(other) => {
                    emitter.maybe_expression(other.as_expression(), fields.initializer);
                    emitter.sign(Sign::Semicolon);
                }
            }
            match &one.test {
                None => emitter.empty_statement(fields.condition),
                Some(test) => {
                    emitter.expression(test, fields.condition);
                    emitter.sign_as(Sign::Semicolon, fields.condition);
                }
            }
            if let Some(update) = &one.update {
                emitter.expression(update, fields.increment);
            }
            emitter.sign(Sign::CloseParen);
            emitter.statement(&one.body, fields.body);
        });
    }

    pub(super) fn for_in(&mut self, one: &ForInStatement<'_>, field: u8) {
        self.node(self.kinds.for_in_statement, field, |emitter| {
            emitter.sign(Sign::For);
            emitter.for_header(&one.left, Sign::In, &one.right);
            emitter.statement(&one.body, emitter.kinds.field.body);
        });
    }

    pub(super) fn for_of(&mut self, one: &ForOfStatement<'_>, field: u8) {
        self.node(self.kinds.for_in_statement, field, |emitter| {
            emitter.sign(Sign::For);
            if one.r#await {
                emitter.sign(Sign::Await);
            }
            emitter.for_header(&one.left, Sign::Of, &one.right);
            emitter.statement(&one.body, emitter.kinds.field.body);
        });
    }

    fn for_header(&mut self, left: &ForStatementLeft<'_>, word: Sign, right: &Expression<'_>) {
        let fields = &self.kinds.field;
        self.sign(Sign::OpenParen);
        match left {
            ForStatementLeft::VariableDeclaration(variables) => {
                self.variable_words(variables.kind, fields.kind);
                match variables.declarations.as_slice() {
                    [one] if one.type_annotation.is_none() => {
                        self.pattern(&one.id, fields.left);
                        self.initializer(one.init.as_ref());
                    }
                    _ => self.gave_up = true,
                }
            }
            other => match other.as_assignment_target() {
                Some(target) => self.target(target, fields.left),
                None => self.gave_up = true,
            },
        }
        self.sign_as(word, fields.operator);
        self.expression(right, fields.right);
        self.sign(Sign::CloseParen);
    }
}
