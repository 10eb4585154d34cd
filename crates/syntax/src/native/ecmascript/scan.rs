//! What stands between tokens.

use super::Emitter;

impl Emitter<'_> {
    /// Where the next token begins; comments before it are written.
    pub(super) fn next(&mut self) -> usize {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) => self.at += 1,
                Some(b'/') => match self.comment_length() {
                    Some(length) => {
                        let end = self.at + length;
                        self.out.extra(self.kinds.comment, self.at, end);
                        self.at = end;
                    }
                    None => return self.at,
                },
                Some(byte) if !byte.is_ascii() => match self.blank_length() {
                    Some(length) => self.at += length,
                    None => return self.at,
                },
                _ => return self.at,
            }
        }
    }

    /// The bytes of the comment that begins here.
    fn comment_length(&self) -> Option<usize> {
        let rest = self.rest();
        if rest.starts_with("//") {
            let ends = |character| matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}');
            return Some(rest.find(ends).unwrap_or(rest.len()));
        }
        let inside = rest.strip_prefix("/*")?;
        Some(inside.find("*/").map_or(rest.len(), |end| end + 4))
    }

    /// The bytes of the white space beyond ASCII that stands here.
    fn blank_length(&self) -> Option<usize> {
        let first = self.rest().chars().next()?;
        let is_blank = first.is_whitespace() || first == '\u{feff}';
        is_blank.then(|| first.len_utf8())
    }

    /// Pass over a word that the grammar has no kind for.
    pub(super) fn skip(&mut self, word: &str) {
        self.gave_up |= !self.is_next(word);
        self.at = (self.at + word.len()).min(self.text.len());
        self.out.pass(self.at);
    }

    /// What is not written yet.
    pub(super) fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Whether a text comes next.
    pub(super) fn is_next(&mut self, text: &str) -> bool {
        let at = self.next();
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        rest.starts_with(text.as_bytes())
    }

    /// The word that comes next; empty where a sign does.
    pub(super) fn word(&mut self) -> &str {
        let at = self.next();
        let rest = self.text.get(at..).unwrap_or_default();
        let is_part =
            |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
        let end = rest.find(|character| !is_part(character));
        rest.get(..end.unwrap_or(rest.len())).unwrap_or_default()
    }
}
