//! `compile_commands.json`: where the headers of a file are looked for.
//!
//! As <https://clang.llvm.org/docs/JSONCompilationDatabase.html> has it.

use serde::Deserialize;

use super::Compiled;
use crate::resolve::join_relative;

/// Options with a folder of headers behind them, in a word of its own or not.
const OPTIONS: [&str; 5] = ["-iquote", "-isystem", "-idirafter", "-I", "/I"];

#[derive(Deserialize)]
struct Command {
    directory: String,
    file: String,
    #[serde(default)]
    arguments: Vec<String>,
    #[serde(default)]
    command: String,
}

/// All files that are compiled; `None` where the text is nothing of the kind.
pub fn compiled(text: &str) -> Option<Vec<Compiled>> {
    let commands: Vec<Command> = serde_json::from_str(text).ok()?;
    let compiled = commands.iter().filter_map(|command| {
        let path = |written: &str| absolute(&command.directory, written);
        let words = match command.arguments.is_empty() {
            true => shlex::split(&command.command).unwrap_or_default(),
            false => command.arguments.clone(),
        };
        Some(Compiled {
            file: path(&command.file)?,
            folders: folders(&words).filter_map(path).collect(),
        })
    });
    Some(compiled.collect())
}

/// A path from the root of the machine, without the first `/`.
fn absolute(directory: &str, written: &str) -> Option<String> {
    let plain = |path: &str| path.replace('\\', "/");
    let written = plain(written);
    let is_absolute =
        written.starts_with('/') || written.get(1..).is_some_and(|rest| rest.starts_with(":/"));
    let from = if is_absolute {
        String::new()
    } else {
        plain(directory)
    };
    join_relative(&from, &written)
}

fn folders(words: &[String]) -> impl Iterator<Item = &str> {
    let after = words.iter().skip(1).map(Some).chain([None]);
    words.iter().zip(after).filter_map(|(word, after)| {
        let rest = OPTIONS
            .iter()
            .find_map(|option| word.strip_prefix(option))?;
        if rest.is_empty() {
            after.map(String::as_str)
        } else {
            Some(rest)
        }
    })
}
