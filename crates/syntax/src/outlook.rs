//! A cheap look at a text that says whether parsing it could end in a blow-up.
//!
//! While thousands of tokens wait to be reduced and error recovery has left many readings of each, tree-sitter
//! may enumerate the readings: quadratic in time and memory, and the progress callback is not asked meanwhile.
//! Mostly that happens at the end of a text, and `parse` sees to the end; brackets and endless expressions make
//! it happen before, so a text with more of either than real code ever has is refused.
//! Is no lexer: it knows strings and comments well enough for such limits.
//! See docs/decisions/0002-parse-limits.md for the figures.

use crate::language::{Language, Lexis, Quotes};

/// Tokens that may wait for a separator; the most in 20,000 files of real code is 1,100.
const WAITING_MAX: usize = 2_000;
/// Brackets that may be open at one place; the most in 20,000 files of real code is 320.
const OPEN_MAX: usize = 1_000;

/// Tokens that may wait, ends of lines and strings in a row counted in, for a parser that makes a level of each.
const SHALLOW_WAITING_MAX: usize = 1_000;
/// Brackets that may be open for such a parser.
const SHALLOW_OPEN_MAX: usize = 100;

/// What a text looks like.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Outlook {
    /// The byte at which it gets too deep to be parsed, if it does.
    pub too_deep_at: Option<usize>,
    /// A parser that recurses may read it.
    pub is_shallow: bool,
}

/// Look at a text.
pub(crate) fn outlook(text: &str, language: Language) -> Outlook {
    if !language.row().lexis.code {
        return Outlook::default();
    }
    let (mut chained_most, mut open_most) = (0, 0);
    let mut scan = Scan::new(language);
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        if let Some(run) = scan.run(rest) {
            rest = rest.get(run..).unwrap_or_default();
            continue;
        }
        let skipped = scan.skippable(byte, rest).min(rest.len());
        if skipped > 0 {
            rest = rest.get(skipped..).unwrap_or_default();
        } else {
            scan.byte(byte);
            rest = after;
        }
        chained_most = chained_most.max(scan.chained.sum);
        open_most = open_most.max(scan.waiting.outside.len());
        if scan.waiting.sum > WAITING_MAX || open_most > OPEN_MAX {
            return Outlook {
                too_deep_at: Some(text.len() - rest.len()),
                is_shallow: false,
            };
        }
    }
    Outlook {
        too_deep_at: None,
        is_shallow: chained_most <= SHALLOW_WAITING_MAX && open_most <= SHALLOW_OPEN_MAX,
    }
}

/// Tokens that wait inside the innermost open bracket, and in each one around it.
#[derive(Default)]
struct Waiting {
    here: usize,
    outside: Vec<usize>,
    sum: usize,
}

impl Waiting {
    fn token(&mut self) {
        self.here += 1;
        self.sum += 1;
    }

    /// What waited here is reduced.
    fn settle(&mut self) {
        self.sum -= self.here;
        self.here = 0;
    }

    fn open(&mut self) {
        self.outside.push(std::mem::take(&mut self.here));
    }

    fn close(&mut self) {
        self.settle();
        self.here = self.outside.pop().unwrap_or(0);
    }
}

struct Scan {
    lexis: Lexis,
    waiting: Waiting,
    /// The same, but for what only a comma, a semicolon, a bracket or the end of a statement settles.
    chained: Waiting,
    /// The last byte that is not white space; a quote stands for a whole string.
    last: u8,
    in_word: bool,
    in_directive: bool,
    at_line_start: bool,
    in_closing_tag: bool,
    in_text: bool,
}

impl Scan {
    fn new(language: Language) -> Self {
        let lexis = language.row().lexis;
        Self {
            in_text: lexis.code_between.is_some(),
            lexis,
            waiting: Waiting::default(),
            chained: Waiting::default(),
            last: b' ',
            in_word: false,
            in_directive: false,
            at_line_start: true,
            in_closing_tag: false,
        }
    }

    /// Go over what is left of a word or of white space in a line, of which each byte would say nothing new.
    fn run(&mut self, rest: &[u8]) -> Option<usize> {
        let first = *rest.first().filter(|_| !self.in_text)?;
        let is_same: fn(&u8) -> bool = match first {
            b' ' => |byte| *byte == b' ',
            _ if self.in_word && is_word(first) => |byte| is_word(*byte),
            _ => return None,
        };
        let run = rest.iter().take_while(|byte| is_same(byte)).count();
        self.in_word = first != b' ';
        if self.in_word {
            self.last = *rest.get(run - 1)?;
        }
        Some(run)
    }

    /// How many bytes a comment, string or text takes that begins here; 0 when none does.
    fn skippable(&mut self, byte: u8, rest: &[u8]) -> usize {
        if let Some(text) = self.text_length(byte, rest) {
            return text;
        }
        let comment = match byte {
            b'#' if self.lexis.hashes => line_length(rest),
            b'/' if self.lexis.slashes && rest.starts_with(b"//") => line_length(rest),
            b'/' if self.lexis.slashes && rest.starts_with(b"/*") => length_until(rest, 2, b"*/"),
            _ => 0,
        };
        let string = if comment > 0 {
            0
        } else {
            self.string_length(byte, rest)
        };
        if string > 0 {
            // Neighbours and sums of strings are reduced as they come.
            if !matches!(self.last, b'"' | b'+') {
                self.waiting.token();
            }
            self.chained.token();
            self.last = b'"';
            self.at_line_start = false;
        }
        if comment + string > 0 {
            self.in_word = false;
        }
        comment + string
    }

    /// The text round code, where there is such.
    fn text_length(&mut self, byte: u8, rest: &[u8]) -> Option<usize> {
        let [open, close] = self.lexis.code_between?;
        if self.in_text {
            self.in_text = false;
            return Some(length_until(rest, 0, open.as_bytes()));
        }
        if close.as_bytes().first() == Some(&byte) && rest.starts_with(close.as_bytes()) {
            self.in_text = true;
            self.settle();
            return Some(close.len());
        }
        None
    }

    fn string_length(&self, byte: u8, rest: &[u8]) -> usize {
        if self.lexis.tripled.contains(&byte) && rest.starts_with(&[byte; 3]) {
            return length_until(rest, 3, &[byte; 3]);
        }
        let [double, single, back] = self.lexis.quotes;
        let quotes = match byte {
            b'"' => double,
            // Where three of them make a string, one in a word ends a prefix.
            b'\'' if !self.in_word || self.lexis.tripled.contains(&byte) => single,
            b'`' => back,
            b'/' if self.lexis.ecmascript && !self.ends_operand() => return regex_length(rest),
            _ => return 0,
        };
        match quotes {
            Quotes::Nothing => 0,
            Quotes::Line => quoted_length(rest, false),
            Quotes::Lines => quoted_length(rest, true),
        }
    }

    /// Whether the last token can end an expression.
    fn ends_operand(&self) -> bool {
        self.last.is_ascii_alphanumeric() || matches!(self.last, b'_' | b'"' | b')' | b']' | b'}')
    }

    fn byte(&mut self, byte: u8) {
        let word = is_word(byte);
        match byte {
            b'(' | b'[' | b'{' => {
                self.token();
                self.waiting.open();
                self.chained.open();
            }
            b')' | b']' | b'}' => {
                self.waiting.close();
                self.chained.close();
                if byte == b'}' {
                    self.waiting.settle();
                }
            }
            b',' | b';' => self.settle(),
            b'\n' => self.line_end(),
            _ if byte.is_ascii_whitespace() || (word && self.in_word) => {}
            b'+' if self.last == b'"' => self.chained.token(),
            _ => self.token(),
        }
        if byte == b'#' && self.at_line_start {
            self.in_directive = self.lexis.directives;
        }
        // Elements side by side are reduced as they close.
        if self.lexis.ecmascript && byte == b'>' && (self.in_closing_tag || self.last == b'/') {
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
        if ended || (self.lexis.lines_end && (self.ends_operand() || self.last == b':')) {
            self.waiting.settle();
        }
        if self.chained.outside.is_empty() && self.last != b'\\' {
            self.chained.settle();
        }
        self.in_directive &= !ended;
        self.at_line_start = true;
    }

    fn token(&mut self) {
        self.waiting.token();
        self.chained.token();
    }

    fn settle(&mut self) {
        self.waiting.settle();
        self.chained.settle();
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
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
