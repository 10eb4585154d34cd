//! `match` and its patterns.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{
    Expr, MatchCase, Pattern, PatternMatchClass, PatternMatchMapping, PatternOrKeyword, StmtMatch,
};
use ruff_text_size::Ranged;

use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn match_statement(&mut self, one: &StmtMatch) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        self.open(kinds.match_statement, NO_FIELD);
        self.sign();
        match &*one.subject {
            Expr::Tuple(several) if !several.parenthesized => {
                self.elements(&several.elts, field.subject);
                self.comma();
            }
            subject => self.expression(subject, field.subject),
        }
        self.through(TokenKind::Colon);
        // The block takes its indent in, and so begins right behind the line.
        self.trailing_comments(None);
        let start = self.out.end();
        self.out.open(kinds.block, field.body, start);
        let indent = one.cases.first().map(|case| case.start());
        for case in &one.cases {
            self.case(case);
        }
        if let Some(first) = indent {
            let indent = Some(self.indent(first));
            self.trailing_comments(indent);
        }
        self.close();
        self.close();
    }

    fn case(&mut self, case: &MatchCase) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        self.open(kinds.case_clause, field.alternative);
        self.sign();
        match &case.pattern {
            Pattern::MatchSequence(several) if !self.is_bracketed(&case.pattern) => {
                for pattern in &several.patterns {
                    self.in_case_pattern(pattern, NO_FIELD);
                }
            }
            pattern => self.in_case_pattern(pattern, NO_FIELD),
        }
        self.comma();
        if let Some(guard) = &case.guard {
            self.open(kinds.if_clause, field.guard);
            self.sign();
            self.expression(guard, NO_FIELD);
            self.close();
        }
        self.block(&case.body, field.consequence);
        self.close();
    }

    /// Whether a pattern begins with a bracket that ends at its end: `(a), (b)` does not.
    fn is_bracketed(&self, pattern: &Pattern) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let inside = rest
            .iter()
            .skip_while(|token| token.start() < pattern.start())
            .take_while(|token| token.end() < pattern.end());
        let mut depth = 0_i32;
        for token in inside {
            match token.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
            if depth <= 0 {
                return false;
            }
        }
        true
    }

    fn in_case_pattern(&mut self, pattern: &Pattern, field: u8) {
        self.comma();
        self.open(self.kinds.case_pattern, field);
        self.pattern(pattern, NO_FIELD);
        self.close();
    }

    fn pattern(&mut self, pattern: &Pattern, field: u8) {
        let kinds = self.kinds;
        let mut brackets = 0;
        while !self.gave_up
            && let Some(token) = self.next().filter(|token| token.start() < pattern.start())
        {
            if token.kind() == TokenKind::Lpar {
                self.open(
                    kinds.tuple_pattern,
                    if brackets == 0 { field } else { NO_FIELD },
                );
                self.sign();
                self.open(kinds.case_pattern, NO_FIELD);
                brackets += 1;
            } else {
                self.sign();
            }
        }
        let field = if brackets == 0 { field } else { NO_FIELD };
        self.deeper(|emitter| emitter.bare_pattern(pattern, field));
        for _ in 0..brackets {
            self.close();
            self.through(TokenKind::Rpar);
            self.close();
        }
    }

    fn bare_pattern(&mut self, pattern: &Pattern, field: u8) {
        let kinds = self.kinds;
        match pattern {
            Pattern::MatchValue(one) => self.value_pattern(&one.value, field),
            Pattern::MatchSingleton(one) => {
                let kind = match one.value {
                    ruff_python_ast::Singleton::None => kinds.nothing,
                    ruff_python_ast::Singleton::True => kinds.yes,
                    ruff_python_ast::Singleton::False => kinds.no,
                };
                self.leaf(kind, field);
            }
            Pattern::MatchSequence(several) => self.sequence_pattern(&several.patterns, field),
            Pattern::MatchMapping(one) => self.mapping_pattern(one, field),
            Pattern::MatchClass(one) => self.class_pattern(one, field),
            Pattern::MatchStar(_) => self.splat(field),
            Pattern::MatchAs(one) => match (&one.pattern, &one.name) {
                (Some(inner), Some(_)) => {
                    self.open(kinds.as_pattern, field);
                    self.in_case_pattern(inner, NO_FIELD);
                    self.sign();
                    self.identifier(NO_FIELD);
                    self.close();
                }
                (None, Some(name)) => self.dotted_name(name.end(), field),
                _ => self.leaf(kinds.underscore, field),
            },
            Pattern::MatchOr(one) => {
                self.open(kinds.union_pattern, field);
                for (position, inner) in one.patterns.iter().enumerate() {
                    if position > 0 {
                        self.sign();
                    }
                    self.pattern(inner, NO_FIELD);
                }
                self.close();
            }
        }
    }

    fn sequence_pattern(&mut self, patterns: &[Pattern], field: u8) {
        let kinds = self.kinds;
        let (kind, end) = match self.is_next(TokenKind::Lsqb) {
            true => (kinds.list_pattern, TokenKind::Rsqb),
            false => (kinds.tuple_pattern, TokenKind::Rpar),
        };
        self.bracketed(kind, field, end, |emitter| {
            for pattern in patterns {
                emitter.in_case_pattern(pattern, NO_FIELD);
            }
        });
    }

    fn value_pattern(&mut self, value: &Expr, field: u8) {
        match value {
            Expr::Attribute(one) => self.dotted_name(one.end(), field),
            Expr::UnaryOp(one) => {
                self.sign();
                self.expression(&one.operand, field);
            }
            Expr::BinOp(one) => {
                self.open(self.kinds.complex_pattern, field);
                match &*one.left {
                    Expr::UnaryOp(negative) => {
                        self.sign();
                        self.expression(&negative.operand, NO_FIELD);
                    }
                    left => self.expression(left, NO_FIELD),
                }
                self.sign();
                self.expression(&one.right, NO_FIELD);
                self.close();
            }
            one => self.expression(one, field),
        }
    }

    fn splat(&mut self, field: u8) {
        self.open(self.kinds.splat_pattern, field);
        self.sign();
        let is_nothing = self
            .next()
            .and_then(|token| self.text.get(token.range().to_std_range()))
            == Some("_");
        if is_nothing {
            self.leaf(self.kinds.underscore, NO_FIELD);
        } else {
            self.identifier(NO_FIELD);
        }
        self.close();
    }

    fn mapping_pattern(&mut self, one: &PatternMatchMapping, field: u8) {
        let (kinds, fields) = (self.kinds, &self.kinds.field);
        self.open(kinds.dict_pattern, field);
        self.sign();
        let rest_place = one.rest.as_ref().map(Ranged::start);
        let mut rest_written = rest_place.is_none();
        for (key, value) in one.keys.iter().zip(&one.patterns) {
            self.comma();
            if !rest_written && rest_place.is_some_and(|place| place < key.start()) {
                self.splat(NO_FIELD);
                rest_written = true;
                self.sign();
            }
            self.value_pattern(key, fields.key);
            self.sign();
            self.in_case_pattern(value, fields.value);
        }
        if !rest_written {
            self.comma();
            self.splat(NO_FIELD);
        }
        self.through(TokenKind::Rbrace);
        self.close();
    }

    fn class_pattern(&mut self, one: &PatternMatchClass, field: u8) {
        let kinds = self.kinds;
        self.open(kinds.class_pattern, field);
        self.dotted_name(one.cls.end(), NO_FIELD);
        self.sign();
        for argument in one.arguments.iter_source_order() {
            self.comma();
            match argument {
                PatternOrKeyword::Pattern(pattern) => self.in_case_pattern(pattern, NO_FIELD),
                PatternOrKeyword::Keyword(keyword) => {
                    self.open(kinds.case_pattern, NO_FIELD);
                    self.open(kinds.keyword_pattern, NO_FIELD);
                    self.identifier(NO_FIELD);
                    self.sign();
                    self.pattern(&keyword.pattern, NO_FIELD);
                    self.close();
                    self.close();
                }
            }
        }
        self.through(TokenKind::Rpar);
        self.close();
    }
}
