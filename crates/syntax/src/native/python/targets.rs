//! What is assigned to, and assignments.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Stmt, StmtAnnAssign, StmtAssign, StmtAugAssign};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn expression_statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Assign(one) => self.assignment(one),
            Stmt::AugAssign(one) => self.augmented(one),
            Stmt::AnnAssign(one) => self.annotated(one),
            Stmt::Expr(one) => match &*one.value {
                Expr::Tuple(several) if !several.parenthesized => {
                    self.elements(&several.elts, NO_FIELD);
                    self.comma();
                }
                value => self.expression(value, NO_FIELD),
            },
            _ => self.gave_up = true,
        }
    }

    /// `a = b = c` is an assignment to `a` of one to `b`.
    fn assignment(&mut self, one: &StmtAssign) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        for (position, target) in one.targets.iter().enumerate() {
            let within = if position == 0 { NO_FIELD } else { field.right };
            self.open(kinds.assignment, within);
            self.target(target, field.left);
            self.sign();
        }
        self.expressions(&one.value, field.right);
        for _ in &one.targets {
            self.close();
        }
    }

    fn augmented(&mut self, one: &StmtAugAssign) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        self.open(kinds.augmented_assignment, NO_FIELD);
        self.target(&one.target, field.left);
        self.sign_as(field.operator);
        self.expressions(&one.value, field.right);
        self.close();
    }

    fn annotated(&mut self, one: &StmtAnnAssign) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        self.open(kinds.assignment, NO_FIELD);
        self.target(&one.target, field.left);
        self.sign();
        self.annotation(&one.annotation, field.kind);
        if let Some(value) = &one.value {
            self.sign();
            self.expressions(value, field.right);
        }
        self.close();
    }

    /// What is assigned to.
    pub(super) fn target(&mut self, target: &Expr, field: u8) {
        let kinds = self.kinds;
        // Brackets round one target are read as those of several.
        let brackets = self.brackets(target.start(), kinds.tuple_pattern, field);
        let field = if brackets == 0 { field } else { NO_FIELD };
        match target {
            Expr::Tuple(several) if several.parenthesized => {
                self.open(kinds.tuple_pattern, field);
                self.sign();
                self.targets(&several.elts);
                self.through(TokenKind::Rpar);
                self.close();
            }
            Expr::Tuple(several) => {
                self.open(kinds.pattern_list, field);
                self.targets(&several.elts);
                self.comma();
                self.close();
            }
            Expr::List(several) => {
                self.open(kinds.list_pattern, field);
                self.sign();
                self.targets(&several.elts);
                self.through(TokenKind::Rsqb);
                self.close();
            }
            Expr::Starred(one) => {
                // Of anything else tree-sitter takes the star for a part of what comes first in it.
                self.gave_up |= !matches!(&*one.value, Expr::Name(_));
                self.open(kinds.list_splat_pattern, field);
                self.sign();
                self.expression(&one.value, NO_FIELD);
                self.close();
            }
            one => self.expression(one, field),
        }
        self.end_brackets(brackets);
    }

    fn targets(&mut self, targets: &[Expr]) {
        for target in targets {
            self.comma();
            self.target(target, NO_FIELD);
        }
    }
}
