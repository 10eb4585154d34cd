//! Whether a header is one of C++: what its text says that no text of C can say.
//!
//! Looks at words and signs, not at comments, strings, macros, nor at what stands under `#ifdef __cplusplus`, which
//! headers of C have as well. Knows nothing of other files.

/// One word or sign of a text, and whether it is the first of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Token<'a> {
    text: &'a [u8],
    begins_line: bool,
    /// It stands right behind the one before.
    joined: bool,
}

/// Whether a text is of C++ and not of C.
pub(crate) fn says_cpp(text: &[u8]) -> bool {
    let mut reader = Reader::new(text);
    let mut last = [Token::NONE; 4];
    while let Some(next) = reader.next() {
        match next {
            Part::Token(token) => {
                last.rotate_left(1);
                if let Some(end) = last.last_mut() {
                    *end = token;
                }
                if reader.is_guarded() {
                    last = [Token::NONE; 4];
                } else if is_of_cpp(last) {
                    return true;
                }
            }
            Part::Cpp if !reader.is_guarded() => return true,
            Part::Cpp => {}
        }
    }
    false
}

/// Whether four words and signs in a row, or the last of them, can only be of C++.
fn is_of_cpp([first, second, third, fourth]: [Token<'_>; 4]) -> bool {
    let (a, b, c, d) = (first.text, second.text, third.text, fourth.text);
    // Attributes of C have such names too: `[[gnu::packed]]`.
    let is_scope = d == b"::" && third.is_word() && b != b"[" && b != b",";
    let is_type = match b {
        b"class" => third.is_word() && (fourth.is_word() || matches!(d, b"{" | b":" | b";")),
        b"struct" => third.is_word() && d == b":",
        _ => false,
    };
    let is_spaced = match c {
        b"namespace" => fourth.is_word() || d == b"{",
        b"template" => d == b"<",
        b"using" => third.begins_line && fourth.is_word(),
        b"public" | b"private" | b"protected" => third.begins_line && d == b":",
        b"virtual" => fourth.is_word() || d == b"~",
        b"typename" | b"explicit" | b"friend" => fourth.is_word(),
        b"decltype" | b"noexcept" => matches!(d, b"(" | b";" | b"{"),
        b"static_cast" | b"dynamic_cast" | b"const_cast" | b"reinterpret_cast" => d == b"<",
        b"operator" => {
            fourth.joined && !fourth.is_word() && !matches!(b, b"." | b">" | b"(" | b",")
        }
        _ => false,
    };
    let is_given = b == b"=" && matches!(c, b"default" | b"delete") && d == b";";
    let is_reference = a == b"const" && second.is_word() && c == b"&" && fourth.is_word();
    let is_method = b == b")" && c == b"const" && matches!(d, b";" | b"{" | b"=");
    let is_destructor =
        matches!(a, b";" | b"{" | b"}" | b":") && b == b"~" && third.is_word() && d == b"(";
    let is_linkage = c == b"extern" && d == b"\"C\"";
    is_scope
        || is_type
        || is_spaced
        || is_given
        || is_reference
        || is_method
        || is_destructor
        || is_linkage
}

impl Token<'_> {
    const NONE: Self = Self {
        text: b"",
        begins_line: false,
        joined: false,
    };

    fn is_word(&self) -> bool {
        let first = self.text.first();
        first.is_some_and(|sign| sign.is_ascii_alphabetic() || *sign == b'_')
    }
}

/// Whom a condition lets read what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Anybody,
    Cpp,
    C,
    /// It asks for C++ among other things.
    Nobody,
}

impl Guard {
    /// What a condition asks for, without `#if`.
    fn asked(condition: &[u8], denied: bool) -> Self {
        let mut words = condition
            .split(|sign| !sign.is_ascii_alphanumeric() && *sign != b'_')
            .filter(|word| !word.is_empty() && *word != b"defined");
        let signs = condition.iter().filter(|sign| **sign == b'!').count();
        match (words.any(|word| word == b"__cplusplus"), words.next()) {
            (false, _) => Self::Anybody,
            (true, None) if condition_is_plain(condition) => match denied != (signs == 1) {
                true => Self::C,
                false => Self::Cpp,
            },
            (true, _) => Self::Nobody,
        }
    }

    fn other(self) -> Self {
        match self {
            Self::Cpp => Self::C,
            Self::C => Self::Cpp,
            Self::Anybody | Self::Nobody => self,
        }
    }
}

/// Whether a condition asks for one thing alone.
fn condition_is_plain(condition: &[u8]) -> bool {
    !condition
        .iter()
        .any(|sign| matches!(sign, b'&' | b'|' | b'<' | b'>' | b'='))
}

enum Part<'a> {
    Token(Token<'a>),
    /// A directive that only C++ has.
    Cpp,
}

/// Reads a text from its beginning to its end.
struct Reader<'a> {
    text: &'a [u8],
    at: usize,
    begins_line: bool,
    /// For each condition that is open who reads what stands here.
    guards: Vec<Guard>,
    /// The last condition is `#ifndef __cplusplus`, and nothing stands behind it yet.
    refuses_c: bool,
}

/// Conditions inside conditions that are looked at.
const GUARDS_MAX: usize = 1_000;

impl<'a> Reader<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            begins_line: true,
            guards: Vec::new(),
            refuses_c: false,
        }
    }

    /// Whether what stands here is for C++ alone, in a header that C may read.
    fn is_guarded(&self) -> bool {
        let is_closed = |guard: &Guard| matches!(guard, Guard::Cpp | Guard::Nobody);
        self.guards.iter().any(is_closed)
    }

    fn rest(&self) -> &'a [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<Part<'a>> {
        let mut joined = true;
        loop {
            let rest = self.rest();
            let first = *rest.first()?;
            if first == b'\n' {
                self.begins_line = true;
                self.at += 1;
            } else if first.is_ascii_whitespace() || first == b'\\' {
                self.at += 1;
            } else if rest.starts_with(b"//") {
                self.at += until(rest, b"\n");
            } else if rest.starts_with(b"/*") {
                self.at += until(rest.get(2..).unwrap_or_default(), b"*/") + 4;
            } else if first == b'#' && self.begins_line {
                let line = self.line();
                if self.directive(line) {
                    return Some(Part::Cpp);
                }
            } else {
                return Some(Part::Token(self.token(first, joined)));
            }
            joined = false;
        }
    }

    fn token(&mut self, first: u8, joined: bool) -> Token<'a> {
        let rest = self.rest();
        let in_word = |sign: &u8| sign.is_ascii_alphanumeric() || *sign == b'_' || *sign >= 0x80;
        let length = match first {
            b'"' | b'\'' => quoted(rest, first),
            _ if in_word(&first) => rest.iter().take_while(|sign| in_word(sign)).count(),
            b':' if rest.starts_with(b"::") => 2,
            _ => 1,
        };
        let token = Token {
            text: rest.get(..length).unwrap_or_default(),
            begins_line: self.begins_line,
            joined,
        };
        self.at += length;
        self.begins_line = false;
        self.refuses_c = false;
        token
    }

    /// A directive with the lines that it goes on to, by itself or by a comment.
    fn line(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let mut length = 0;
        while let Some(sign) = rest.get(length) {
            let behind = rest.get(length..).unwrap_or_default();
            length += match sign {
                b'\n' => break,
                b'\\' => 2 + usize::from(behind.starts_with(b"\\\r\n")),
                b'/' if behind.starts_with(b"/*") => {
                    until(behind.get(2..).unwrap_or_default(), b"*/") + 4
                }
                _ => 1,
            };
        }
        self.at += length;
        rest.get(..length.min(rest.len())).unwrap_or_default()
    }

    /// Take in a directive; whether only C++ has it.
    fn directive(&mut self, line: &[u8]) -> bool {
        let line = line.get(1..).unwrap_or_default().trim_ascii();
        let length = line
            .iter()
            .take_while(|sign| sign.is_ascii_alphabetic())
            .count();
        let (word, rest) = line.split_at_checked(length).unwrap_or_default();
        let refused = std::mem::take(&mut self.refuses_c);
        match word {
            b"if" | b"ifdef" | b"ifndef" if self.guards.len() < GUARDS_MAX => {
                let guard = Guard::asked(rest, word == b"ifndef");
                self.guards.push(guard);
                self.refuses_c = guard == Guard::C;
            }
            b"else" => {
                if let Some(last) = self.guards.last_mut() {
                    *last = last.other();
                }
            }
            b"elif" => {
                if let Some(last) = self.guards.last_mut() {
                    let asked = Guard::asked(rest, false);
                    *last = match (*last, asked) {
                        (Guard::Anybody, asked) => asked,
                        _ => Guard::Nobody,
                    };
                }
            }
            b"endif" => {
                self.guards.pop();
            }
            b"error" => return refused,
            b"include" => {
                let named = rest.trim_ascii().strip_prefix(b"<");
                let name = named.and_then(|name| name.split(|sign| *sign == b'>').next());
                return name.is_some_and(|name| !name.is_empty() && !name.contains(&b'.'));
            }
            _ => {}
        }
        false
    }
}

/// Bytes before the first of these, or all.
fn until(text: &[u8], end: &[u8]) -> usize {
    let found = text.windows(end.len()).position(|part| part == end);
    found.unwrap_or(text.len())
}

/// Bytes of a text in quotes; it ends with its line.
fn quoted(text: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while let Some(sign) = text.get(at) {
        match *sign {
            b'\\' => at += 1,
            b'\n' => return at,
            sign if sign == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
