//! Ignore rules: `.gitignore` and `.ignore` of the folders from the root down to a file.
//!
//! As git and ripgrep read them, with less reach: rules outside the root, of the user or of the machine are
//! not read, so that the same tree gives the same files everywhere. `.ignore` is stronger than `.gitignore`.
//! Names that begin with a dot are passed over unless a rule takes them back (`!.github`); `.git` always is.

use std::sync::Arc;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The files that hold rules, the stronger first.
pub const RULE_FILES: [&str; 2] = [".ignore", ".gitignore"];

/// The rules that hold in one folder: its own and those of the folders above.
#[derive(Debug)]
pub struct Rules {
    above: Option<Arc<Rules>>,
    /// Bytes of a path in the repository before the part that these rules match.
    prefix: usize,
    files: [Option<Gitignore>; RULE_FILES.len()],
}

impl Rules {
    /// Rules of a folder (`""` is the root) from the texts of its rule files; those above when it has none.
    /// A line that cannot be read as a rule has no effect.
    pub fn below(
        above: Option<&Arc<Self>>,
        folder: &str,
        texts: &[Option<String>; RULE_FILES.len()],
    ) -> Option<Arc<Self>> {
        if texts.iter().all(Option::is_none) {
            return above.cloned();
        }
        let prefix = if folder.is_empty() {
            0
        } else {
            folder.len() + 1
        };
        let files = texts.each_ref().map(|text| text.as_deref().and_then(parse));
        Some(Arc::new(Self {
            above: above.cloned(),
            prefix,
            files,
        }))
    }

    /// Whether a path, whose last part is `name`, is passed over.
    pub fn ignore(rules: Option<&Arc<Self>>, path: &str, name: &str, is_folder: bool) -> bool {
        if name == ".git" {
            return true;
        }
        let decided = (0..RULE_FILES.len())
            .find_map(|strength| Self::decide(rules, strength, path, is_folder));
        decided.unwrap_or_else(|| name.starts_with('.'))
    }

    /// What the nearest rule of one strength says.
    fn decide(
        rules: Option<&Arc<Self>>,
        strength: usize,
        path: &str,
        is_folder: bool,
    ) -> Option<bool> {
        let chain = std::iter::successors(rules, |rules| rules.above.as_ref());
        chain.into_iter().find_map(|rules| {
            let relative = path.get(rules.prefix..)?;
            match rules
                .files
                .get(strength)?
                .as_ref()?
                .matched(relative, is_folder)
            {
                Match::None => None,
                Match::Ignore(_) => Some(true),
                Match::Whitelist(_) => Some(false),
            }
        })
    }
}

fn parse(text: &str) -> Option<Gitignore> {
    // The root "." tells the builder that paths come relative.
    let mut builder = GitignoreBuilder::new(".");
    for line in text.trim_start_matches('\u{feff}').lines() {
        let _unread = builder.add_line(None, line);
    }
    builder.build().ok()
}
