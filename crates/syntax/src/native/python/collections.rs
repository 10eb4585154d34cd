//! Collections and comprehensions.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Comprehension, DictItem, Expr, ExprDictComp};

use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    pub(super) fn collection(&mut self, one: &Expr, field: u8) {
        let kinds = self.kinds;
        match one {
            Expr::Tuple(several) if several.parenthesized => {
                self.listed(kinds.tuple, field, TokenKind::Rpar, &several.elts);
            }
            Expr::List(one) => self.listed(kinds.list, field, TokenKind::Rsqb, &one.elts),
            Expr::Set(one) => self.listed(kinds.set, field, TokenKind::Rbrace, &one.elts),
            Expr::Dict(one) => {
                self.bracketed(kinds.dictionary, field, TokenKind::Rbrace, |emitter| {
                    for item in &one.items {
                        emitter.dictionary_item(item);
                    }
                })
            }
            Expr::ListComp(one) => {
                self.comprehension(
                    kinds.list_comprehension,
                    field,
                    TokenKind::Rsqb,
                    &one.elt,
                    &one.generators,
                );
            }
            Expr::SetComp(one) => {
                self.comprehension(
                    kinds.set_comprehension,
                    field,
                    TokenKind::Rbrace,
                    &one.elt,
                    &one.generators,
                );
            }
            Expr::Generator(one) if one.parenthesized => {
                self.comprehension(
                    kinds.generator_expression,
                    field,
                    TokenKind::Rpar,
                    &one.elt,
                    &one.generators,
                );
            }
            Expr::DictComp(one) => self.dictionary_comprehension(one, field),
            // What is left stands elsewhere, or tree-sitter's grammar does not know it.
            _ => self.gave_up = true,
        }
    }

    fn listed(&mut self, kind: Kind, field: u8, end: TokenKind, elements: &[Expr]) {
        self.bracketed(kind, field, end, |emitter| {
            emitter.elements(elements, NO_FIELD)
        });
    }

    fn dictionary_item(&mut self, item: &DictItem) {
        self.comma();
        match &item.key {
            Some(key) => self.pair(key, &item.value, NO_FIELD),
            None => self.prefixed(self.kinds.dictionary_splat, NO_FIELD, &item.value),
        }
    }

    fn pair(&mut self, key: &Expr, value: &Expr, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.pair, field);
        self.expression(key, fields.key);
        self.sign();
        self.expression(value, fields.value);
        self.close();
    }

    fn dictionary_comprehension(&mut self, one: &ExprDictComp, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let Some(key) = &one.key else {
            self.gave_up = true;
            return;
        };
        self.bracketed(
            kinds.dictionary_comprehension,
            field,
            TokenKind::Rbrace,
            |emitter| {
                emitter.pair(key, &one.value, fields.body);
                emitter.clauses(&one.generators);
            },
        );
    }

    pub(super) fn comprehension(
        &mut self,
        kind: Kind,
        field: u8,
        end: TokenKind,
        element: &Expr,
        clauses: &[Comprehension],
    ) {
        self.bracketed(kind, field, end, |emitter| {
            emitter.expression(element, emitter.kinds.field.body);
            emitter.clauses(clauses);
        });
    }

    fn clauses(&mut self, clauses: &[Comprehension]) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        for clause in clauses {
            self.open(kinds.for_in_clause, NO_FIELD);
            self.through(TokenKind::For);
            self.target(&clause.target, fields.left);
            self.sign();
            self.expression(&clause.iter, fields.right);
            self.close();
            for condition in &clause.ifs {
                self.prefixed(kinds.if_clause, NO_FIELD, condition);
            }
        }
    }
}
