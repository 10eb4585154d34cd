//! Facts as lines of text, the form in which the corpus keeps them.

use std::fmt::Write;

use syntax::FileFacts;
use syntax::facts::{Call, Definition, Import};

/// Show all facts, one a line, grouped.
pub fn shown(facts: &FileFacts) -> String {
    let mut text = String::new();
    group(
        &mut text,
        "definitions",
        facts.definitions.iter().map(definition),
    );
    group(&mut text, "imports", facts.imports.iter().map(import));
    group(
        &mut text,
        "calls",
        facts.calls.iter().map(|one| call(facts, one)),
    );
    let branches = facts.branches.iter().map(|one| {
        let owner = qualified(facts, one.owner);
        format!(
            "{:>3} {:?} nesting {} in {owner}",
            one.line, one.kind, one.nesting
        )
    });
    group(&mut text, "branches", branches);
    group(&mut text, "references", references(facts).into_iter());
    let lines = &facts.lines;
    let counts = [lines.total, lines.code, lines.comment, lines.blank];
    let names = ["total", "code", "comment", "blank"];
    let counts = names
        .iter()
        .zip(counts)
        .map(|(name, count)| format!("{count:>3} {name}"));
    group(&mut text, "lines", counts);
    let problems = facts
        .problems
        .iter()
        .map(|one| format!("{:>3} {:?}", one.line, one.kind));
    group(&mut text, "problems", problems);
    writeln!(text, "error bytes {}", facts.error_bytes).unwrap();
    text
}

fn group(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        writeln!(text, "{title}\n  {}", lines.join("\n  ")).unwrap();
    }
}

fn definition(one: &Definition) -> String {
    let span = one.span;
    let mut line = format!(
        "{:>3}-{} {:?} {:?} {} | {}",
        span.start_line, span.end_line, one.visibility, one.kind, one.qualified_name, one.signature
    );
    if let Some(count) = one.parameter_count {
        write!(line, " | {count} parameters").unwrap();
    }
    if let Some(documentation) = &one.documentation {
        write!(line, " | {documentation:?}").unwrap();
    }
    line
}

fn import(one: &Import) -> String {
    let mut line = format!("{:>3} {:?} {:?}", one.span.start_line, one.kind, one.module);
    if let Some(name) = &one.name {
        write!(line, " name {name:?}").unwrap();
    }
    if let Some(alias) = &one.alias {
        write!(line, " as {alias:?}").unwrap();
    }
    if one.type_only {
        line.push_str(" for types only");
    }
    line
}

fn call(facts: &FileFacts, one: &Call) -> String {
    let receiver = one.receiver.map_or(String::new(), |receiver| {
        format!("{:?} . ", facts.name(receiver))
    });
    format!(
        "{:>3} {receiver}{} ({}) in {}",
        one.span.start_line,
        facts.name(one.name),
        one.argument_count,
        qualified(facts, one.caller)
    )
}

/// References of one scope on one line of text.
fn references(facts: &FileFacts) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last = None;
    for one in &facts.references {
        let key = (one.line, one.scope);
        if last != Some(key) {
            lines.push(format!(
                "{:>3} in {}:",
                one.line,
                qualified(facts, one.scope)
            ));
            last = Some(key);
        }
        let line = lines.last_mut().unwrap();
        write!(line, " {}", facts.name(one.name)).unwrap();
    }
    lines
}

fn qualified(facts: &FileFacts, index: Option<u32>) -> &str {
    index.map_or("-", |index| {
        &facts.definitions[index as usize].qualified_name
    })
}
