//! A cheap look at a text that says whether parsing it could end in a blow-up.
//!
//! While thousands of tokens wait to be reduced and error recovery has left many readings of each, tree-sitter
//! may enumerate the readings: quadratic in time and memory, and the progress callback is not asked meanwhile.
//! Mostly that happens at the end of a text, and `parse` sees to the end; brackets and endless expressions make
//! it happen before, so a text with more of either than real code ever has is refused.
//! Is no lexer: it knows strings and comments well enough for such limits.
//! See docs/decisions/0002-parse-limits.md for the figures.

use crate::language::Language;

/// Tokens that may wait for a separator; the most in 20,000 files of real code is 1,100.
const WAITING_MAX: usize = 2_000;
/// Brackets that may be open at one place; the most in 20,000 files of real code is 320.
const OPEN_MAX: usize = 1_000;

/// The byte at which a text gets too deep to be parsed, if it does.
pub(crate) fn too_deep_at(text: &str, language: Language) -> Option<usize> {
    let mut scan = Scan::new(language);
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let skipped = scan.skippable(byte, rest).min(rest.len());
        if skipped > 0 {
            rest = rest.get(skipped..).unwrap_or_default();
        } else {
            scan.byte(byte);
            rest = after;
        }
        if scan.waiting > WAITING_MAX || scan.waiting_outside.len() > OPEN_MAX {
            return Some(text.len() - rest.len());
        }
    }
    None
}

struct Scan {
    /// `//` and `/* */` begin comments; else `#` does.
    slashes: bool,
    /// A line end may end a statement.
    lines_end: bool,
    /// Regular expressions between slashes, text between tags.
    ecmascript: bool,
    /// A line that begins with `#` ends with its line.
    directives: bool,
    language: Language,
    /// Tokens that wait inside the innermost open bracket, and in each one around it.
    waiting_here: usize,
    waiting_outside: Vec<usize>,
    waiting: usize,
    /// The last byte that is not white space; a quote stands for a whole string.
    last: u8,
    in_word: bool,
    in_directive: bool,
    at_line_start: bool,
    in_closing_tag: bool,
}

impl Scan {
    fn new(language: Language) -> Self {
        let ecmascript = matches!(
            language,
            Language::JavaScript | Language::TypeScript | Language::Tsx
        );
        Self {
            slashes: language != Language::Python,
            lines_end: ecmascript || matches!(language, Language::Python | Language::Go),
            ecmascript,
            directives: matches!(language, Language::C | Language::Cpp),
            language,
            waiting_here: 0,
            waiting_outside: Vec::new(),
            waiting: 0,
            last: b' ',
            in_word: false,
            in_directive: false,
            at_line_start: true,
            in_closing_tag: false,
        }
    }

    /// How many bytes a comment or string takes that begins here; 0 when none does.
    fn skippable(&mut self, byte: u8, rest: &[u8]) -> usize {
        let comment = match byte {
            b'#' if !self.slashes => line_length(rest),
            b'/' if self.slashes && rest.starts_with(b"//") => line_length(rest),
            b'/' if self.slashes && rest.starts_with(b"/*") => length_until(rest, 2, b"*/"),
            _ => 0,
        };
        let string = match byte {
            _ if comment > 0 => 0,
            b'"' if self.has_long_strings() && rest.starts_with(b"\"\"\"") => {
                length_until(rest, 3, b"\"\"\"")
            }
            b'\'' if self.language == Language::Python && rest.starts_with(b"'''") => {
                length_until(rest, 3, b"'''")
            }
            b'"' => quoted_length(rest, self.language == Language::Rust),
            b'\'' if self.language != Language::Rust && !self.in_word => quoted_length(rest, false),
            b'`' if self.ecmascript || self.language == Language::Go => quoted_length(rest, true),
            b'/' if self.ecmascript && !self.ends_operand() => regex_length(rest),
            _ => 0,
        };
        if string > 0 {
            // Neighbours and sums of strings are reduced as they come.
            if !matches!(self.last, b'"' | b'+') {
                self.token();
            }
            self.last = b'"';
            self.at_line_start = false;
        }
        if comment + string > 0 {
            self.in_word = false;
        }
        comment + string
    }

    fn has_long_strings(&self) -> bool {
        matches!(self.language, Language::Python | Language::Java)
    }

    /// Whether the last token can end an expression.
    fn ends_operand(&self) -> bool {
        self.last.is_ascii_alphanumeric() || matches!(self.last, b'_' | b'"' | b')' | b']' | b'}')
    }

    fn byte(&mut self, byte: u8) {
        let word = byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
        match byte {
            b'(' | b'[' | b'{' => {
                self.token();
                self.waiting_outside
                    .push(std::mem::take(&mut self.waiting_here));
            }
            b')' | b']' | b'}' => {
                self.settle();
                self.waiting_here = self.waiting_outside.pop().unwrap_or(0);
                if byte == b'}' {
                    self.settle();
                }
            }
            b',' | b';' => self.settle(),
            b'\n' => self.line_end(),
            _ if byte.is_ascii_whitespace() || (word && self.in_word) => {}
            b'+' if self.last == b'"' => {}
            _ => self.token(),
        }
        if byte == b'#' && self.at_line_start {
            self.in_directive = self.directives;
        }
        // Elements side by side are reduced as they close.
        if self.ecmascript && byte == b'>' && (self.in_closing_tag || self.last == b'/') {
            self.settle();
            self.in_closing_tag = false;
        }
        self.in_closing_tag |= byte == b'/' && self.last == b'<';
        self.in_word = word;
        if !byte.is_ascii_whitespace() {
            self.last = byte;
            self.at_line_start = false;
        }
    }

    fn line_end(&mut self) {
        let ended = self.in_directive && self.last != b'\\';
        if ended || (self.lines_end && (self.ends_operand() || self.last == b':')) {
            self.settle();
        }
        self.in_directive &= !ended;
        self.at_line_start = true;
    }

    fn token(&mut self) {
        self.waiting_here += 1;
        self.waiting += 1;
    }

    /// What waited here is reduced.
    fn settle(&mut self) {
        self.waiting -= self.waiting_here;
        self.waiting_here = 0;
    }
}

fn line_length(rest: &[u8]) -> usize {
    rest.iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len())
}

fn length_until(rest: &[u8], from: usize, end: &[u8]) -> usize {
    let inside = rest.get(from..).unwrap_or_default();
    let found = inside.windows(end.len()).position(|window| window == end);
    found.map_or(rest.len(), |at| from + at + end.len())
}

/// A string up to its quote, or to the end of the line unless it may go on.
fn quoted_length(rest: &[u8], goes_on: bool) -> usize {
    let quote = rest.first().copied().unwrap_or_default();
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate().skip(1) {
        match *byte {
            b'\n' if !goes_on && !escaped => return at,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if byte == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A regular expression up to its slash, or to the end of the line.
fn regex_length(rest: &[u8]) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, byte) in rest.iter().enumerate().skip(1) {
        match *byte {
            b'\n' => return at,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return at + 1,
            _ => {}
        }
    }
    rest.len()
}
