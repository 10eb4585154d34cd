//! Parameters, and types where they are declared.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{
    AnyParameterRef, Expr, Operator, Parameter, ParameterWithDefault, Parameters, StmtTypeAlias,
    TypeParam, TypeParams,
};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};
use crate::tree::Kind;

impl Emitter<'_> {
    /// Parameters with what separates them.
    pub(super) fn parameters(&mut self, parameters: &Parameters) {
        for parameter in parameters.iter_source_order() {
            while !self.gave_up && !self.begins_parameter() {
                self.separator();
            }
            match parameter {
                AnyParameterRef::NonVariadic(one) => self.parameter(one),
                AnyParameterRef::Variadic(one) => self.variadic(one),
            }
        }
        while !self.gave_up && !self.is_next(TokenKind::Rpar) && !self.is_next(TokenKind::Colon) {
            self.separator();
        }
    }

    /// A comma, `/` or `*`.
    pub(super) fn separator(&mut self) {
        match self.peek().map(|token| token.kind()) {
            Some(TokenKind::Slash) => self.wrapped(self.kinds.positional_separator, NO_FIELD),
            Some(TokenKind::Star) => self.wrapped(self.kinds.keyword_separator, NO_FIELD),
            Some(TokenKind::Comma) => self.sign(),
            _ => self.gave_up = true,
        }
    }

    /// Whether a parameter begins here: its name, or the stars before it.
    fn begins_parameter(&self) -> bool {
        let mut kinds = self.ahead().map(|token| token.kind());
        match kinds.next() {
            Some(TokenKind::Star) => kinds.next() != Some(TokenKind::Comma),
            Some(TokenKind::Comma | TokenKind::Slash) => false,
            _ => true,
        }
    }

    fn parameter(&mut self, one: &ParameterWithDefault) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        let annotation = one.annotation();
        let kind = match (annotation, one.default()) {
            (None, None) => return self.identifier(NO_FIELD),
            (Some(_), None) => kinds.typed_parameter,
            (None, Some(_)) => kinds.default_parameter,
            (Some(_), Some(_)) => kinds.typed_default_parameter,
        };
        self.open(kind, NO_FIELD);
        self.identifier(if one.default().is_some() {
            field.name
        } else {
            NO_FIELD
        });
        if let Some(annotation) = annotation {
            self.sign();
            self.annotation(annotation, field.kind);
        }
        if let Some(value) = one.default() {
            self.sign();
            self.expression(value, field.value);
        }
        self.close();
    }

    fn variadic(&mut self, one: &Parameter) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        if one.annotation.is_some() {
            self.open(kinds.typed_parameter, NO_FIELD);
        }
        let kind = if self.is_next(TokenKind::DoubleStar) {
            kinds.dictionary_splat_pattern
        } else {
            kinds.list_splat_pattern
        };
        self.open(kind, NO_FIELD);
        self.sign();
        self.identifier(NO_FIELD);
        self.close();
        if let Some(annotation) = &one.annotation {
            self.sign();
            self.annotation(annotation, field.kind);
            self.close();
        }
    }

    /// A type where one is declared.
    pub(super) fn annotation(&mut self, one: &Expr, field: u8) {
        self.open(self.kinds.type_, field);
        self.type_inside(one);
        self.close();
    }

    fn type_inside(&mut self, one: &Expr) {
        let is_bare = self
            .peek()
            .is_some_and(|token| token.start() == one.start());
        if !is_bare || !begins_generic(one) {
            return match one {
                Expr::Starred(starred) => self.splat_type(&starred.value),
                one => self.expression(one, NO_FIELD),
            };
        }
        match one {
            Expr::Subscript(generic) if is_generic(one) => {
                self.open(self.kinds.generic_type, NO_FIELD);
                self.identifier(NO_FIELD);
                self.open(self.kinds.type_parameter, NO_FIELD);
                self.sign();
                match &*generic.slice {
                    Expr::Tuple(several) if !several.parenthesized => {
                        for element in &several.elts {
                            self.type_element(element);
                        }
                    }
                    element => self.type_element(element),
                }
                self.through(TokenKind::Rsqb);
                self.close();
                self.close();
            }
            union => {
                let mut operands = Vec::new();
                if alternatives(union, &mut operands) {
                    self.union_type(&operands);
                } else {
                    self.gave_up = true;
                }
            }
        }
    }

    /// Alternatives of which the first is generic: so are all up to one that is not, and what follows is one type.
    fn union_type(&mut self, operands: &[&Expr]) {
        let is_generic = |operand: &&&Expr| is_generic(operand);
        let generic = operands.iter().take_while(is_generic).count();
        let (generic, rest) = operands.split_at(generic);
        let Some((first, later)) = generic.split_first() else {
            self.gave_up = true;
            return;
        };
        let count = later.len() + usize::from(!rest.is_empty());
        for position in 0..count {
            if position > 0 {
                self.open(self.kinds.type_, NO_FIELD);
            }
            self.open(self.kinds.union_type, NO_FIELD);
        }
        self.annotation(first, NO_FIELD);
        for position in 0..count {
            self.sign();
            match later.get(position) {
                Some(next) => self.annotation(next, NO_FIELD),
                None => {
                    self.gave_up |= rest.first().is_some_and(|first| begins_generic(first));
                    self.open(self.kinds.type_, NO_FIELD);
                    self.alternatives(rest);
                    self.close();
                }
            }
            self.close();
            if position + 1 < count {
                self.close();
            }
        }
    }

    /// `a | b | c` as it would be if nothing stood before it.
    fn alternatives(&mut self, operands: &[&Expr]) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        let Some((first, later)) = operands.split_first() else {
            return;
        };
        for position in 0..later.len() {
            let within = if position == 0 { NO_FIELD } else { field.left };
            self.open(kinds.binary_operator, within);
        }
        self.expression(
            first,
            if later.is_empty() {
                NO_FIELD
            } else {
                field.left
            },
        );
        for operand in later {
            self.sign_as(field.operator);
            self.expression(operand, field.right);
            self.close();
        }
    }

    fn type_element(&mut self, element: &Expr) {
        self.comma();
        self.gave_up |= matches!(element, Expr::Slice(_));
        self.annotation(element, NO_FIELD);
    }

    fn splat_type(&mut self, value: &Expr) {
        self.gave_up |= !matches!(value, Expr::Name(_));
        self.open(self.kinds.splat_type, NO_FIELD);
        self.sign();
        self.identifier(NO_FIELD);
        self.close();
    }

    pub(super) fn type_parameters(&mut self, parameters: &TypeParams) {
        self.type_parameter_list(parameters, self.kinds.field.type_parameters);
    }

    fn type_parameter_list(&mut self, parameters: &TypeParams, field: u8) {
        let kinds = self.kinds;
        self.open(kinds.type_parameter, field);
        self.sign();
        for parameter in &parameters.type_params {
            self.comma();
            // The grammar does not know defaults.
            self.gave_up |= parameter.default().is_some();
            self.open(kinds.type_, NO_FIELD);
            match parameter {
                TypeParam::TypeVar(one) => match &one.bound {
                    None => self.identifier(NO_FIELD),
                    Some(bound) => {
                        self.open(kinds.constrained_type, NO_FIELD);
                        self.named(kinds.type_);
                        self.sign();
                        self.annotation(bound, NO_FIELD);
                        self.close();
                    }
                },
                TypeParam::TypeVarTuple(_) | TypeParam::ParamSpec(_) => {
                    self.open(kinds.splat_type, NO_FIELD);
                    self.sign();
                    self.identifier(NO_FIELD);
                    self.close();
                }
            }
            self.close();
        }
        self.through(TokenKind::Rsqb);
        self.close();
    }

    /// A name in a node of a kind.
    fn named(&mut self, kind: Kind) {
        self.open(kind, NO_FIELD);
        self.identifier(NO_FIELD);
        self.close();
    }

    pub(super) fn type_alias(&mut self, one: &StmtTypeAlias) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        self.open(kinds.type_alias_statement, NO_FIELD);
        self.sign();
        self.open(kinds.type_, field.left);
        match &one.type_params {
            Some(parameters) => {
                self.open(kinds.generic_type, NO_FIELD);
                self.identifier(NO_FIELD);
                self.type_parameter_list(parameters, NO_FIELD);
                self.close();
            }
            None => self.identifier(NO_FIELD),
        }
        self.close();
        self.sign();
        self.annotation(&one.value, field.right);
        self.close();
    }
}

/// Whether an expression is `Name[…]`.
fn is_generic(one: &Expr) -> bool {
    matches!(one, Expr::Subscript(one) if one.value.start() == one.start() && matches!(&*one.value, Expr::Name(_)))
}

/// Whether the first thing in an expression is `Name[…]`, which a grammar of types reads before anything else.
fn begins_generic(one: &Expr) -> bool {
    let mut first = one;
    loop {
        let left = match first {
            one if is_generic(one) => return true,
            Expr::Subscript(one) => &one.value,
            Expr::Attribute(one) => &one.value,
            Expr::Call(one) => &one.func,
            Expr::BinOp(one) => &one.left,
            Expr::Compare(one) => &one.left,
            Expr::If(one) => &one.body,
            Expr::BoolOp(one) => match one.values.first() {
                Some(left) if left.start() == first.start() => {
                    first = left;
                    continue;
                }
                _ => return false,
            },
            _ => return false,
        };
        if left.start() != first.start() {
            return false;
        }
        first = left;
    }
}

/// The operands of `a | b | c`, where there is nothing else.
fn alternatives<'e>(one: &'e Expr, operands: &mut Vec<&'e Expr>) -> bool {
    let mut reversed = Vec::new();
    let mut left = one;
    while let Expr::BinOp(operation) = left {
        if operation.op != Operator::BitOr || operation.left.start() != left.start() {
            return false;
        }
        reversed.push(&*operation.right);
        left = &operation.left;
    }
    operands.push(left);
    operands.extend(reversed.into_iter().rev());
    is_generic(left)
}
