//! Statements and blocks.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{
    ElifElseClause, ExceptHandler, ExceptHandlerExceptHandler, Expr, Stmt, StmtClassDef, StmtFor,
    StmtFunctionDef, StmtIf, StmtTry, StmtWhile, StmtWith, WithItem,
};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn statement(&mut self, statement: &Stmt) {
        let kinds = self.kinds;
        match statement {
            Stmt::FunctionDef(one) => {
                self.decorated(&one.decorator_list, kinds.function_definition, |emitter| {
                    emitter.function(one);
                });
            }
            Stmt::ClassDef(one) => {
                self.decorated(&one.decorator_list, kinds.class_definition, |emitter| {
                    emitter.class(one);
                });
            }
            Stmt::If(one) => self.if_statement(one),
            Stmt::For(one) => self.for_statement(one),
            Stmt::While(one) => self.while_statement(one),
            Stmt::Try(one) => self.try_statement(one),
            Stmt::With(one) => self.with_statement(one),
            Stmt::Match(one) => self.match_statement(one),
            Stmt::Import(one) if !one.is_lazy => self.simple(kinds.import_statement, |emitter| {
                emitter.imported(&one.names);
            }),
            Stmt::ImportFrom(one) if !one.is_lazy => self.import_from(one),
            Stmt::Pass(_) => self.wrapped(kinds.pass_statement, NO_FIELD),
            Stmt::Break(_) => self.wrapped(kinds.break_statement, NO_FIELD),
            Stmt::Continue(_) => self.wrapped(kinds.continue_statement, NO_FIELD),
            Stmt::Global(one) => self.names(kinds.global_statement, one.names.len()),
            Stmt::Nonlocal(one) => self.names(kinds.nonlocal_statement, one.names.len()),
            Stmt::TypeAlias(one) => self.type_alias(one),
            Stmt::Expr(_) | Stmt::Assign(_) | Stmt::AugAssign(_) | Stmt::AnnAssign(_) => {
                self.open(kinds.expression_statement, NO_FIELD);
                self.expression_statement(statement);
                self.close();
            }
            other => self.word_statement(other),
        }
    }

    /// A statement that is a word and expressions.
    fn word_statement(&mut self, statement: &Stmt) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        match statement {
            Stmt::Return(one) => self.simple(kinds.return_statement, |emitter| {
                if let Some(value) = &one.value {
                    emitter.expressions(value, NO_FIELD);
                }
            }),
            Stmt::Raise(one) => self.simple(kinds.raise_statement, |emitter| {
                if let Some(raised) = &one.exc {
                    emitter.expressions(raised, NO_FIELD);
                }
                if let Some(cause) = &one.cause {
                    emitter.expression(cause, field.cause);
                }
            }),
            Stmt::Delete(one) => self.simple(kinds.delete_statement, |emitter| {
                emitter.deleted(&one.targets);
            }),
            Stmt::Assert(one) => self.simple(kinds.assert_statement, |emitter| {
                emitter.expression(&one.test, NO_FIELD);
                if let Some(message) = &one.msg {
                    emitter.expression(message, NO_FIELD);
                }
            }),
            // What is left is of no published Python, or of notebooks.
            _ => self.gave_up = true,
        }
    }

    fn simple(&mut self, kind: Kind, inside: impl FnOnce(&mut Self)) {
        self.open(kind, NO_FIELD);
        self.sign();
        inside(self);
        self.close();
    }

    fn names(&mut self, kind: Kind, count: usize) {
        self.simple(kind, |emitter| {
            for position in 0..count {
                if position > 0 {
                    emitter.sign();
                }
                emitter.identifier(NO_FIELD);
            }
        });
    }

    fn deleted(&mut self, targets: &[Expr]) {
        let lists = match targets {
            [only] => self.is_followed_by_comma(only),
            _ => true,
        };
        if lists {
            self.open(self.kinds.expression_list, NO_FIELD);
        }
        for target in targets {
            self.expression(target, NO_FIELD);
        }
        self.comma();
        if lists {
            self.close();
        }
    }

    /// Whether a comma stands right behind an expression that is still to be written.
    fn is_followed_by_comma(&self, one: &Expr) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut behind = rest.iter().skip_while(|token| token.start() < one.end());
        let closing = |kind| {
            matches!(
                kind,
                TokenKind::Rpar | TokenKind::NonLogicalNewline | TokenKind::Comment
            )
        };
        behind
            .find(|token| !closing(token.kind()))
            .is_some_and(|token| token.kind() == TokenKind::Comma)
    }

    fn decorated(
        &mut self,
        decorators: &[ruff_python_ast::Decorator],
        kind: Kind,
        inside: impl FnOnce(&mut Self),
    ) {
        let mut field = NO_FIELD;
        if !decorators.is_empty() {
            self.open(self.kinds.decorated_definition, NO_FIELD);
            for decorator in decorators {
                self.open(self.kinds.decorator, NO_FIELD);
                self.sign();
                self.expression(&decorator.expression, NO_FIELD);
                // A decorator takes its line in.
                self.trailing_comments(None);
                self.close();
            }
            field = self.kinds.field.definition;
        }
        self.open(kind, field);
        inside(self);
        self.close();
        if !decorators.is_empty() {
            self.close();
        }
    }

    fn function(&mut self, function: &StmtFunctionDef) {
        let field = &self.kinds.field;
        self.until(function.name.start());
        self.identifier(field.name);
        if let Some(parameters) = &function.type_params {
            self.type_parameters(parameters);
        }
        self.open(self.kinds.parameters, field.parameters);
        self.sign();
        self.parameters(&function.parameters);
        self.through(TokenKind::Rpar);
        self.close();
        if let Some(result) = &function.returns {
            self.sign();
            self.annotation(result, field.return_type);
        }
        self.block(&function.body, field.body);
    }

    fn class(&mut self, class: &StmtClassDef) {
        let field = &self.kinds.field;
        self.until(class.name.start());
        self.identifier(field.name);
        if let Some(parameters) = &class.type_params {
            self.type_parameters(parameters);
        }
        if let Some(arguments) = &class.arguments {
            self.argument_list(arguments, field.superclasses);
        }
        self.block(&class.body, field.body);
    }

    fn if_statement(&mut self, one: &StmtIf) {
        let field = &self.kinds.field;
        self.open(self.kinds.if_statement, NO_FIELD);
        self.sign();
        self.expression(&one.test, field.condition);
        self.block(&one.body, field.consequence);
        for clause in &one.elif_else_clauses {
            self.clause(clause);
        }
        self.close();
    }

    fn clause(&mut self, clause: &ElifElseClause) {
        let field = &self.kinds.field;
        match &clause.test {
            Some(test) => {
                self.open(self.kinds.elif_clause, field.alternative);
                self.sign();
                self.expression(test, field.condition);
                self.block(&clause.body, field.consequence);
                self.close();
            }
            None => self.otherwise(&clause.body, field.alternative),
        }
    }

    fn otherwise(&mut self, body: &[Stmt], field: u8) {
        if !body.is_empty() {
            self.open(self.kinds.else_clause, field);
            self.block(body, self.kinds.field.body);
            self.close();
        }
    }

    fn for_statement(&mut self, one: &StmtFor) {
        let field = &self.kinds.field;
        self.open(self.kinds.for_statement, NO_FIELD);
        self.through(TokenKind::For);
        self.target(&one.target, field.left);
        self.sign();
        self.expressions(&one.iter, field.right);
        self.block(&one.body, field.body);
        self.otherwise(&one.orelse, field.alternative);
        self.close();
    }

    fn while_statement(&mut self, one: &StmtWhile) {
        let field = &self.kinds.field;
        self.open(self.kinds.while_statement, NO_FIELD);
        self.sign();
        self.expression(&one.test, field.condition);
        self.block(&one.body, field.body);
        self.otherwise(&one.orelse, field.alternative);
        self.close();
    }

    fn try_statement(&mut self, one: &StmtTry) {
        self.open(self.kinds.try_statement, NO_FIELD);
        self.block(&one.body, self.kinds.field.body);
        for handler in &one.handlers {
            let ExceptHandler::ExceptHandler(handler) = handler;
            self.handler(handler);
        }
        self.otherwise(&one.orelse, NO_FIELD);
        if !one.finalbody.is_empty() {
            self.open(self.kinds.finally_clause, NO_FIELD);
            self.block(&one.finalbody, NO_FIELD);
            self.close();
        }
        self.close();
    }

    fn handler(&mut self, handler: &ExceptHandlerExceptHandler) {
        let field = &self.kinds.field;
        self.open(self.kinds.except_clause, NO_FIELD);
        self.sign();
        if self.is_next(TokenKind::Star) {
            self.sign();
        }
        match (&handler.type_, &handler.name) {
            (Some(caught), Some(_)) => {
                self.open(self.kinds.as_pattern, field.value);
                self.expression(caught, NO_FIELD);
                self.sign();
                self.open(self.kinds.as_pattern_target, field.alias);
                self.identifier(NO_FIELD);
                self.close();
                self.close();
            }
            (Some(caught), None) => match &**caught {
                // Several without brackets are fields each, as of Python 3.14.
                Expr::Tuple(several) if !several.parenthesized => {
                    for one in &several.elts {
                        self.expression(one, field.value);
                    }
                }
                one => self.expression(one, field.value),
            },
            (None, _) => {}
        }
        self.block(&handler.body, NO_FIELD);
        self.close();
    }

    fn with_statement(&mut self, one: &StmtWith) {
        let field = &self.kinds.field;
        self.open(self.kinds.with_statement, NO_FIELD);
        self.through(TokenKind::With);
        self.open(self.kinds.with_clause, NO_FIELD);
        let opens = one
            .items
            .first()
            .zip(self.next())
            .is_some_and(|(item, token)| token.start() < item.start());
        let is_list = opens && self.is_with_list(&one.items);
        if is_list {
            self.sign();
        }
        for item in &one.items {
            self.with_item(item);
        }
        if is_list {
            self.through(TokenKind::Rpar);
        }
        self.close();
        self.block(&one.body, field.body);
        self.close();
    }

    /// Whether brackets round all that a `with` takes are its own, and not those of an expression.
    fn is_with_list(&self, items: &[WithItem]) -> bool {
        match items {
            [only] => only.optional_vars.is_some() || self.is_followed_by_comma(&only.context_expr),
            _ => true,
        }
    }

    fn with_item(&mut self, item: &WithItem) {
        let field = &self.kinds.field;
        self.comma();
        self.open(self.kinds.with_item, NO_FIELD);
        match &item.optional_vars {
            Some(target) => {
                self.open(self.kinds.as_pattern, field.value);
                self.expression(&item.context_expr, NO_FIELD);
                self.sign();
                self.open(self.kinds.as_pattern_target, field.alias);
                self.expression(target, NO_FIELD);
                self.close();
                self.close();
            }
            None => self.expression(&item.context_expr, field.value),
        }
        self.close();
    }
}
