//! Imports, and names with dots.

use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Alias, StmtImportFrom};
use ruff_text_size::{Ranged, TextSize};

use super::{Emitter, NO_FIELD};

impl Emitter<'_> {
    pub(super) fn import_from(&mut self, one: &StmtImportFrom) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        let is_future = one.level == 0
            && one
                .module
                .as_ref()
                .is_some_and(|name| name.as_str() == "__future__");
        let kind = if is_future {
            kinds.future_import_statement
        } else {
            kinds.import_from_statement
        };
        self.open(kind, NO_FIELD);
        self.sign();
        if is_future {
            self.leaf(kinds.future, NO_FIELD);
        } else if one.level > 0 {
            self.open(kinds.relative_import, field.module_name);
            self.import_prefix();
            if let Some(module) = &one.module {
                self.dotted_name(module.end(), NO_FIELD);
            }
            self.close();
        } else if let Some(module) = &one.module {
            self.dotted_name(module.end(), field.module_name);
        }
        self.sign();
        let is_bracketed = self.is_next(TokenKind::Lpar);
        if self.is_next(TokenKind::Star) {
            self.wrapped(kinds.wildcard_import, NO_FIELD);
        } else {
            self.imported(&one.names);
        }
        if is_bracketed {
            self.through(TokenKind::Rpar);
        }
        self.close();
    }

    /// The dots before a name, of which the tokens hold one or three.
    fn import_prefix(&mut self) {
        self.open(self.kinds.import_prefix, NO_FIELD);
        while let Some(token) = self.peek()
            && matches!(token.kind(), TokenKind::Dot | TokenKind::Ellipsis)
        {
            let dot = self.kinds.token(TokenKind::Dot);
            for place in token.start().to_usize()..token.end().to_usize() {
                self.out.leaf(dot, NO_FIELD, place, place + 1);
            }
            self.at += 1;
        }
        self.close();
    }

    pub(super) fn imported(&mut self, names: &[Alias]) {
        let (kinds, field) = (self.kinds, &self.kinds.field);
        for name in names {
            self.until(name.start());
            match &name.asname {
                Some(_) => {
                    self.open(kinds.aliased_import, field.name);
                    self.dotted_name(name.name.end(), field.name);
                    self.sign();
                    self.identifier(field.alias);
                    self.close();
                }
                None => self.dotted_name(name.name.end(), field.name),
            }
        }
    }

    pub(super) fn dotted_name(&mut self, end: TextSize, field: u8) {
        self.open(self.kinds.dotted_name, field);
        while !self.gave_up
            && let Some(token) = self.peek().filter(|token| token.start() < end)
        {
            if token.kind() == TokenKind::Dot {
                self.sign();
            } else {
                self.identifier(NO_FIELD);
            }
        }
        self.close();
    }
}
