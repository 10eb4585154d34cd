//! Words of questions, names and paths, brought into one form.
//!
//! `CsrfViewMiddleware`, `csrf_view` and "the CSRF view" meet in `csrf` and `view`; endings are cut by rule, the
//! same way on both sides, so that "checked" meets `_check_token`.

use std::collections::BTreeSet;

/// Words of a question that say nothing of what is looked for.
const EMPTY: [&str; 87] = [
    "a", "about", "actually", "after", "all", "an", "and", "any", "are", "as", "at", "be", "been",
    "before", "being", "between", "but", "by", "can", "code", "could", "did", "do", "does",
    "doing", "each", "every", "exactly", "for", "from", "happen", "has", "have", "how", "i", "if",
    "in", "into", "is", "it", "its", "made", "make", "may", "me", "much", "must", "my", "not",
    "of", "on", "one", "only", "or", "our", "out", "over", "place", "show", "should", "so", "some",
    "than", "that", "the", "their", "them", "then", "there", "these", "this", "those", "to",
    "under", "use", "used", "was", "we", "what", "when", "where", "which", "who", "why", "will",
    "with", "work",
];

/// Words of a question, at most.
const WORDS_MAX: usize = 24;
/// Letters of a word, at most.
const LETTERS_MAX: usize = 64;

/// The words of a name, a path or a sentence, in small letters, ending cut, in order.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    parts(text).map(|part| stem(&part.to_lowercase()))
}

/// The words that a question is about, each once, sorted; where it has no other, the empty ones.
#[must_use]
pub fn asked(question: &str) -> BTreeSet<String> {
    let all: Vec<String> = parts(question).map(|part| part.to_lowercase()).collect();
    let telling = all.iter().filter(|word| !EMPTY.contains(&word.as_str()));
    let chosen: BTreeSet<String> = telling.take(WORDS_MAX).map(|word| stem(word)).collect();
    if chosen.is_empty() {
        all.iter().take(WORDS_MAX).map(|word| stem(word)).collect()
    } else {
        chosen
    }
}

/// Runs of letters and digits, cut where capitals begin a word: `HTTPServer2` is `HTTP`, `Server2`.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
        .flat_map(capitals)
        .filter(|part| !part.is_empty() && part.len() <= LETTERS_MAX)
}

fn capitals(run: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = run.char_indices().collect();
    let mut cuts = vec![0];
    for window in letters.windows(2) {
        let [(_, before), (at, now)] = window else {
            continue;
        };
        let behind = run
            .get(at + now.len_utf8()..)
            .and_then(|rest| rest.chars().next());
        let begins = now.is_uppercase()
            && (before.is_lowercase()
                || before.is_numeric()
                || behind.is_some_and(char::is_lowercase));
        if begins {
            cuts.push(*at);
        }
    }
    cuts.push(run.len());
    cuts.windows(2)
        .filter_map(|cut| run.get(*cut.first()?..*cut.last()?))
        .collect()
}

/// A word without its ending, as far as three letters are left.
fn stem(word: &str) -> String {
    let cut = |ending: &str| {
        word.strip_suffix(ending)
            .filter(|rest| rest.chars().count() >= 3)
    };
    let rest = if let Some(rest) = cut("ies") {
        return format!("{rest}y");
    } else if let Some(rest) = cut("ing")
        .or_else(|| cut("ed"))
        .or_else(|| cut("ers"))
        .or_else(|| cut("er"))
    {
        undoubled(rest)
    } else if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        word
    } else {
        cut("es").or_else(|| cut("s")).unwrap_or(word)
    };
    rest.strip_suffix('e')
        .filter(|rest| rest.chars().count() >= 3)
        .unwrap_or(rest)
        .to_owned()
}

/// `runn` is `run`.
fn undoubled(word: &str) -> &str {
    let mut ends = word.chars().rev();
    match (ends.next(), ends.next()) {
        (Some(last), Some(before)) if last == before && !"sl".contains(last) => {
            word.get(..word.len() - last.len_utf8()).unwrap_or(word)
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::{asked, words};

    #[test]
    fn names_fall_into_words() {
        let cases = [
            ("CsrfViewMiddleware", "csrf view middlewar"),
            ("_check_token", "check token"),
            ("HTTPServer2", "http server2"),
            ("django/middleware/csrf.py", "django middlewar csrf py"),
            ("checked checks checking check", "check check check check"),
            (
                "running cache caches caching classes class",
                "run cach cach cach class class",
            ),
            ("queries query status", "query query status"),
            ("naïveÉtat", "naïv état"),
        ];
        for (text, expected) in cases {
            assert_eq!(
                words(text).collect::<Vec<_>>().join(" "),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_question_is_about_its_telling_words() {
        let about = |question: &str| asked(question).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(
            about("Where is the CSRF token checked?"),
            "check csrf token"
        );
        assert_eq!(about("what is it"), "is it what");
        assert_eq!(about("?!"), "");
    }
}
