//! Secrets in repository text: found by the formats that those who issue them publish, and blotted out.
//!
//! An answer is looked through as it is sent, so that no tool can forget to. Only what has the format of a secret is
//! taken for one: a password that is a plain word is not found. Lines stay lines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex, bytes};
use serde_json::Value;

/// What stands where a secret stood.
const BLOT: &str = "<redacted>";

/// The shortest value that is taken for a secret because of the name it is given.
const NAMED_BYTES_MIN: usize = 16;

/// Bits a character that random text has at least, and words have not: those of 11 different characters.
const NAMED_BITS_MIN: f64 = 3.4;

/// Formats by themselves. Sources: the issuers' documentation of their tokens, RFC 7468 (keys), RFC 7519 (JWT).
const FORMATS: [&str; 15] = [
    r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b",
    r"\bgithub_pat_[A-Za-z0-9_]{60,255}\b",
    r"\bglpat-[A-Za-z0-9_-]{20,}",
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"hooks\.slack\.com/services/T[A-Za-z0-9_]+/B[A-Za-z0-9_]+/[A-Za-z0-9_]{20,}",
    r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    r"\bAIza[0-9A-Za-z_-]{35}",
    r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    r"\bnpm_[A-Za-z0-9]{36}\b",
    r"\bpypi-AgE[A-Za-z0-9_-]{50,}",
    r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}",
    r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
    r"(?P<begin>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----)(?P<key>[^-]*)",
    r"(?P<scheme>://[^\s:/@'\x22<>]{1,100}:)(?P<password>[^\s:/@'\x22<>]{3,200})@",
];

/// A value that a name says is one.
const NAMED: &str = r#"(?P<name>(?i:password|passwd|secret|token|api_?key|access_?key|private_?key)\w{0,30}["']?\s{0,8}(?::=|=>|[:=])\s{0,8}[rbuf]?["'`])(?P<value>[A-Za-z0-9+/=_.~-]{16,200})(?P<end>["'`])"#;

/// What stands for a password in an example.
const STAND_INS: [&str; 8] = [
    "password", "passwd", "pass", "pwd", "secret", "token", "xxx", "changeme",
];

/// Whether an encoded answer may hold one; strings stand in it as they are but for escapes.
static SUSPECT: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    bytes::Regex::new(
        r"AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|hooks\.slack|k_(?:live|test)_|AIza|sk-|npm_|pypi-AgE|SG\.|eyJ|PRIVATE KEY-----|://[^\s:/@]{1,100}:[^\s:/@]{3,200}@|(?i:passw|secret|token|api_?key|access_?key|private_?key)",
    )
    .ok()
});

static SECRET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!("{}|{NAMED}", FORMATS.join("|"))).ok());

/// Whether an encoded answer must be looked through.
#[must_use]
pub fn may_hold_secrets(encoded: &[u8]) -> bool {
    SUSPECT
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(encoded))
}

/// Blot out the secrets in every text of a value. The depth is that of our own answers.
pub fn blot_out(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(blotted) = blotted(text) {
                *text = blotted;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(blot_out),
        Value::Object(fields) => fields.values_mut().for_each(blot_out),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn blotted(text: &str) -> Cow<'_, str> {
    match SECRET.as_ref() {
        Some(pattern) => pattern.replace_all(text, replacement),
        None => Cow::Borrowed(text),
    }
}

fn replacement(found: &Captures<'_>) -> String {
    let group = |name: &str| found.name(name).map(|group| group.as_str());
    let whole = found.get(0).map_or("", |whole| whole.as_str());
    if let (Some(begin), Some(key)) = (group("begin"), group("key")) {
        return format!("{begin}{}", without_letters(key));
    }
    if let (Some(scheme), Some(password)) = (group("scheme"), group("password")) {
        return if stands_in(password) {
            whole.to_owned()
        } else {
            format!("{scheme}{BLOT}@")
        };
    }
    match (group("name"), group("value"), group("end")) {
        (Some(name), Some(value), Some(end)) if is_random(value) => format!("{name}{BLOT}{end}"),
        (Some(_), ..) => whole.to_owned(),
        _ => BLOT.to_owned(),
    }
}

/// The lines of a key: the first that has anything is blotted out, the others are empty.
fn without_letters(key: &str) -> String {
    let mut is_told = false;
    let mut kept = String::new();
    for (number, line) in key.split('\n').enumerate() {
        if number > 0 {
            kept.push('\n');
        }
        if !is_told && !line.trim().is_empty() {
            is_told = true;
            kept.push_str(BLOT);
        }
    }
    kept
}

fn stands_in(password: &str) -> bool {
    let lower = password.to_lowercase();
    STAND_INS.contains(&lower.as_str())
        || password.contains(['{', '$', '%', '*', '(', '['])
        || lower.bytes().all(|byte| Some(byte) == lower.bytes().next())
}

/// Whether a value looks drawn by lot: letters and digits, of so many kinds that no words are made of them.
fn is_random(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    value.len() >= NAMED_BYTES_MIN && digits >= 2 && letters >= 2 && bits(value) >= NAMED_BITS_MIN
}

/// The entropy of a text in bits a character (C. E. Shannon, "A Mathematical Theory of Communication", 1948).
#[expect(
    clippy::cast_precision_loss,
    reason = "a value has at most 200 characters"
)]
fn bits(text: &str) -> f64 {
    let mut counts: BTreeMap<u8, u32> = BTreeMap::new();
    for byte in text.bytes() {
        *counts.entry(byte).or_default() += 1;
    }
    let total = text.len() as f64;
    let share = |count: &u32| f64::from(*count) / total;
    -counts
        .values()
        .map(share)
        .map(|share| share * share.log2())
        .sum::<f64>()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use serde_json::json;

    use super::{BLOT, SECRET, SUSPECT, blot_out, blotted, may_hold_secrets};

    /// A token made here, so that no text of ours is one.
    fn made(head: &str, length: usize) -> String {
        let alphabet = b"a7Kd9QxR2mZ4vT8wP1cN6bH3yJ5sL0gF";
        let mut text = head.to_owned();
        for at in 0..length {
            let letter = alphabet
                .get(at * 7 % alphabet.len())
                .copied()
                .unwrap_or(b'x');
            let _ = text.write_char(char::from(letter));
        }
        text
    }

    // requirement: Q10
    #[test]
    fn every_published_format_is_blotted_out() {
        assert!(SECRET.is_some() && SUSPECT.is_some());
        let upper = made("", 16)
            .to_uppercase()
            .replace(['0', '1', '8', '9'], "Z");
        let tokens = [
            format!("AKIA{upper}"),
            made("ghp_", 36),
            made("github_pat_", 82),
            made("glpat-", 20),
            made("xoxb-", 24),
            made("https://hooks.slack.com/services/T0AB/B0CD/", 24),
            made("sk_live_", 24),
            made("AIza", 35),
            made("sk-ant-", 40),
            made("npm_", 36),
            made("pypi-AgE", 60),
            format!("{}{}", made("SG.", 22), made(".", 43)),
            format!("{}{}{}", made("eyJ", 12), made(".eyJ", 20), made(".", 43)),
        ];
        for token in tokens {
            for text in [format!("key = \"{token}\""), format!("see {token}, please")] {
                let shown = blotted(&text);
                let rest = token.get(token.len() - 12..).unwrap_or_default();
                assert!(
                    shown.contains(BLOT) && !shown.contains(rest),
                    "{text} -> {shown}"
                );
                assert!(
                    may_hold_secrets(json!(text).to_string().as_bytes()),
                    "{text}"
                );
            }
        }
    }

    // requirement: Q10
    #[test]
    fn a_private_key_keeps_its_lines_and_loses_its_letters() {
        let text =
            "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\nxyz=\n-----END RSA PRIVATE KEY-----\nb\n";
        assert_eq!(
            blotted(text),
            "a\n-----BEGIN RSA PRIVATE KEY-----\n<redacted>\n\n-----END RSA PRIVATE KEY-----\nb\n"
        );
        assert_eq!(
            blotted("-----BEGIN PRIVATE KEY-----\nMIIEcut"),
            "-----BEGIN PRIVATE KEY-----\n<redacted>"
        );
    }

    // requirement: Q10
    #[test]
    fn what_only_names_a_secret_is_shown() {
        let texts = [
            "password = os.environ['PASSWORD']",
            "def token(self, secret: str) -> str:",
            "postgres://user:password@localhost/db",
            "redis://:${SECRET}@host",
            "token = \"refresh_token_has_expired\"",
            "secret_key: 'aaaaaaaaaaaaaaaaaaaaaaaa'",
            "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
            "sk-learn and task-runner and disk-usage",
        ];
        for text in texts {
            assert_eq!(blotted(text), text);
        }
        let named = format!("SECRET_KEY = '{}'", made("", 40));
        assert_eq!(blotted(&named), "SECRET_KEY = '<redacted>'");
        let mut value = json!({"a": ["amqp://guest:x7Kd9Qx2@host", 1, null]});
        blot_out(&mut value);
        assert_eq!(
            value,
            json!({"a": ["amqp://guest:<redacted>@host", 1, null]})
        );
    }
}
