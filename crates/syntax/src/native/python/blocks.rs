//! Blocks, and the comments that belong to them.

use ruff_python_ast::Stmt;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::{Ranged, TextSize};

use super::{Emitter, NO_FIELD};

/// How far a tab goes, as tree-sitter's scanner counts.
const TAB_WIDTH: usize = 8;

impl Emitter<'_> {
    pub(super) fn module(&mut self, body: &[Stmt]) {
        self.out.open(self.kinds.module, NO_FIELD, 0);
        self.statements(body);
        // What is left are comments.
        self.gave_up |= self.next().is_some();
        self.close();
    }

    fn statements(&mut self, body: &[Stmt]) {
        for statement in body {
            self.until(statement.start());
            self.statement(statement);
            if self.gave_up {
                return;
            }
        }
        while self.is_next(TokenKind::Semi) {
            self.sign();
        }
    }

    /// The block of a construct, with what stands between the construct's head and it.
    pub(super) fn block(&mut self, body: &[Stmt], field: u8) {
        let Some(first) = body.first() else {
            self.gave_up = true;
            return;
        };
        let line_before = self.tokens.get(self.at..).unwrap_or_default();
        let is_indented = line_before
            .iter()
            .take_while(|token| token.start() < first.start() || token.kind() == TokenKind::Indent)
            .any(|token| token.kind() == TokenKind::Indent);
        self.until(first.start());
        self.open(self.kinds.block, field);
        self.deeper(|emitter| emitter.statements(body));
        let indent = is_indented.then(|| self.indent(first.start()));
        self.trailing_comments(indent);
        self.close();
    }

    /// Comments behind the last statement of a block belong to it on the same line, and as long as they are indented
    /// as far as it is.
    pub(super) fn trailing_comments(&mut self, indent: Option<usize>) {
        let mut is_same_line = true;
        let mut place = self.at;
        while let Some(token) = self.tokens.get(place).copied() {
            place += 1;
            match token.kind() {
                TokenKind::Comment
                    if is_same_line
                        || indent.is_some_and(|indent| self.indent(token.start()) >= indent) =>
                {
                    self.comment(token);
                    self.at = place;
                }
                TokenKind::Newline | TokenKind::NonLogicalNewline => is_same_line = false,
                TokenKind::Indent | TokenKind::Dedent => {}
                _ => break,
            }
        }
    }

    /// How far the line of a place is indented.
    pub(super) fn indent(&self, place: TextSize) -> usize {
        let before = self.text.get(..place.to_usize()).unwrap_or_default();
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let mut width = 0;
        for byte in line.bytes() {
            match byte {
                b' ' => width += 1,
                b'\t' => width += TAB_WIDTH,
                0x0c => width = 0,
                _ => break,
            }
        }
        width
    }
}
