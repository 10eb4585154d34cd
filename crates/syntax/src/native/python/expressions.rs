//! Expressions.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{
    ArgOrKeyword, Arguments, CmpOp, Expr, ExprBoolOp, ExprCall, ExprCompare, ExprLambda, ExprSlice,
    ExprSubscript, Keyword, Number, UnaryOp,
};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    /// An expression, with the brackets round it.
    pub(super) fn expression(&mut self, one: &Expr, field: u8) {
        if self.gave_up {
            return;
        }
        let kind = self.kinds.parenthesized_expression;
        let brackets = self.brackets(one.start(), kind, field);
        let field = if brackets == 0 { field } else { NO_FIELD };
        self.deeper(|emitter| emitter.bare(one, field));
        self.end_brackets(brackets);
    }

    /// An expression, or several with commas and without brackets.
    pub(super) fn expressions(&mut self, one: &Expr, field: u8) {
        match one {
            Expr::Tuple(several) if !several.parenthesized => {
                self.open(self.kinds.expression_list, field);
                self.elements(&several.elts, NO_FIELD);
                self.comma();
                self.close();
            }
            one => self.expression(one, field),
        }
    }

    /// Expressions with signs between them.
    pub(super) fn elements(&mut self, elements: &[Expr], field: u8) {
        for element in elements {
            self.comma();
            self.expression(element, field);
        }
    }

    fn bare(&mut self, one: &Expr, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match one {
            Expr::Name(_) => self.identifier(field),
            Expr::Attribute(one) => self.several(kinds.attribute, field, |emitter| {
                emitter.expression(&one.value, fields.object);
                emitter.sign();
                emitter.identifier(fields.attribute);
            }),
            Expr::Call(one) => self.call(one, field),
            Expr::Subscript(one) => self.subscript(one, field),
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::FString(_) => {
                self.text_literal(one, field);
            }
            Expr::NumberLiteral(one) => self.number(&one.value, field),
            Expr::BooleanLiteral(one) if one.value => self.leaf(kinds.yes, field),
            Expr::BooleanLiteral(_) => self.leaf(kinds.no, field),
            Expr::NoneLiteral(_) => self.leaf(kinds.nothing, field),
            Expr::EllipsisLiteral(_) => self.leaf(kinds.ellipsis, field),
            Expr::Await(one) => self.prefixed(kinds.await_, field, &one.value),
            Expr::Starred(one) => self.prefixed(kinds.list_splat, field, &one.value),
            Expr::Yield(one) => self.several(kinds.yield_, field, |emitter| {
                emitter.sign();
                if let Some(value) = &one.value {
                    emitter.expressions(value, NO_FIELD);
                }
            }),
            Expr::YieldFrom(one) => self.several(kinds.yield_, field, |emitter| {
                emitter.sign();
                emitter.sign();
                emitter.expression(&one.value, NO_FIELD);
            }),
            Expr::BoolOp(one) => self.boolean(one, field),
            Expr::Compare(one) => self.comparison(one, field),
            Expr::Lambda(one) => self.lambda(one, field),
            Expr::BinOp(_) | Expr::UnaryOp(_) | Expr::If(_) | Expr::Named(_) => {
                self.operation(one, field);
            }
            collection => self.collection(collection, field),
        }
    }

    fn operation(&mut self, one: &Expr, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        match one {
            Expr::BinOp(one) => self.several(kinds.binary_operator, field, |emitter| {
                emitter.expression(&one.left, fields.left);
                emitter.sign_as(fields.operator);
                emitter.expression(&one.right, fields.right);
            }),
            Expr::UnaryOp(one) if one.op == UnaryOp::Not => {
                self.several(kinds.not_operator, field, |emitter| {
                    emitter.sign();
                    emitter.expression(&one.operand, fields.argument);
                });
            }
            Expr::UnaryOp(one) => self.several(kinds.unary_operator, field, |emitter| {
                emitter.sign_as(fields.operator);
                emitter.expression(&one.operand, fields.argument);
            }),
            Expr::If(one) => self.several(kinds.conditional_expression, field, |emitter| {
                emitter.expression(&one.body, NO_FIELD);
                emitter.sign();
                emitter.expression(&one.test, NO_FIELD);
                emitter.sign();
                emitter.expression(&one.orelse, NO_FIELD);
            }),
            Expr::Named(one) => self.several(kinds.named_expression, field, |emitter| {
                emitter.expression(&one.target, fields.name);
                emitter.sign();
                emitter.expression(&one.value, fields.value);
            }),
            _ => self.gave_up = true,
        }
    }

    fn several(&mut self, kind: Kind, field: u8, inside: impl FnOnce(&mut Self)) {
        self.open(kind, field);
        inside(self);
        self.close();
    }

    pub(super) fn prefixed(&mut self, kind: Kind, field: u8, value: &Expr) {
        self.open(kind, field);
        self.sign();
        self.expression(value, NO_FIELD);
        self.close();
    }

    pub(super) fn bracketed(
        &mut self,
        kind: Kind,
        field: u8,
        end: TokenKind,
        inside: impl FnOnce(&mut Self),
    ) {
        self.open(kind, field);
        self.sign();
        inside(self);
        self.through(end);
        self.close();
    }

    /// `a and b and c` is `a and b`, and that and `c`.
    fn boolean(&mut self, one: &ExprBoolOp, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        let Some((first, later)) = one.values.split_first() else {
            self.gave_up = true;
            return;
        };
        for position in 0..later.len() {
            let within = if position == 0 { field } else { fields.left };
            self.open(kinds.boolean_operator, within);
        }
        self.expression(first, fields.left);
        for value in later {
            self.sign_as(fields.operator);
            self.expression(value, fields.right);
            self.close();
        }
    }

    fn comparison(&mut self, one: &ExprCompare, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.comparison_operator, field);
        self.expression(&one.left, NO_FIELD);
        for (operator, compared) in one.ops.iter().zip(&one.comparators) {
            let two_words = match operator {
                CmpOp::NotIn => Some(kinds.not_in),
                CmpOp::IsNot => Some(kinds.is_not),
                _ => None,
            };
            match two_words {
                Some(kind) => {
                    self.open(kind, fields.operators);
                    self.sign();
                    self.sign();
                    self.close();
                }
                None => self.sign_as(fields.operators),
            }
            self.expression(compared, NO_FIELD);
        }
        self.close();
    }

    fn lambda(&mut self, one: &ExprLambda, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.lambda, field);
        self.sign();
        if let Some(parameters) = &one.parameters {
            self.open(kinds.lambda_parameters, fields.parameters);
            self.parameters(parameters);
            while !self.gave_up && !self.is_next(TokenKind::Colon) {
                self.separator();
            }
            self.close();
        }
        self.through(TokenKind::Colon);
        self.expression(&one.body, fields.body);
        self.close();
    }

    fn number(&mut self, number: &Number, field: u8) {
        let kinds = self.kinds;
        let kind = match number {
            Number::Int(_) => kinds.integer,
            Number::Float(_) => kinds.float,
            Number::Complex { .. } => {
                let written = self
                    .next()
                    .and_then(|token| self.text.get(token.range().to_std_range()));
                let is_whole = |text: &str| !text.contains(['.', 'e', 'E']);
                if written.is_some_and(is_whole) {
                    kinds.integer
                } else {
                    kinds.float
                }
            }
        };
        self.leaf(kind, field);
    }

    fn call(&mut self, one: &ExprCall, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.call, field);
        self.expression(&one.func, fields.function);
        match (&*one.arguments.args, one.arguments.keywords.as_slice()) {
            ([Expr::Generator(only)], []) if !only.parenthesized => {
                let end = TokenKind::Rpar;
                self.comprehension(
                    kinds.generator_expression,
                    fields.arguments,
                    end,
                    &only.elt,
                    &only.generators,
                );
            }
            _ => self.argument_list(&one.arguments, fields.arguments),
        }
        self.close();
    }

    pub(super) fn argument_list(&mut self, arguments: &Arguments, field: u8) {
        self.bracketed(
            self.kinds.argument_list,
            field,
            TokenKind::Rpar,
            |emitter| {
                for argument in arguments.iter_source_order() {
                    emitter.comma();
                    match argument {
                        ArgOrKeyword::Arg(value) => emitter.expression(value, NO_FIELD),
                        ArgOrKeyword::Keyword(keyword) => emitter.keyword(keyword),
                    }
                }
            },
        );
    }

    fn keyword(&mut self, keyword: &Keyword) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        if keyword.arg.is_some() {
            self.open(kinds.keyword_argument, NO_FIELD);
            self.identifier(fields.name);
            self.sign();
            self.expression(&keyword.value, fields.value);
            self.close();
        } else {
            self.prefixed(kinds.dictionary_splat, NO_FIELD, &keyword.value);
        }
    }

    fn subscript(&mut self, one: &ExprSubscript, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.subscript, field);
        self.expression(&one.value, fields.value);
        self.sign();
        match &*one.slice {
            Expr::Tuple(several) if !several.parenthesized => {
                for element in &several.elts {
                    self.comma();
                    self.index(element);
                }
            }
            index => self.index(index),
        }
        self.through(TokenKind::Rsqb);
        self.close();
    }

    fn index(&mut self, index: &Expr) {
        match index {
            Expr::Slice(slice) => self.slice(slice),
            one => self.expression(one, self.kinds.field.subscript),
        }
    }

    fn slice(&mut self, slice: &ExprSlice) {
        self.open(self.kinds.slice, self.kinds.field.subscript);
        if let Some(lower) = &slice.lower {
            self.expression(lower, NO_FIELD);
        }
        self.sign();
        if let Some(upper) = &slice.upper {
            self.expression(upper, NO_FIELD);
        }
        if self.is_next(TokenKind::Colon) {
            self.sign();
        }
        if let Some(step) = &slice.step {
            self.expression(step, NO_FIELD);
        }
        self.close();
    }
}
