//! The pass over a file that establishes its facts.

use crate::collect::Collected;
use crate::facts::{FileFacts, Problem, ProblemKind};
use crate::language::{Language, Tier};
use crate::parse::{self, Limits, NoTree};
use crate::source::Source;
use crate::{lines, measure, usage, walk};

/// Establish all facts of one file. Never fails and never panics.
///
/// `stop` is asked often, from inside the parser too; once it says yes, or memory runs out, the answer holds line
/// counts (comments counted as code) and [`ProblemKind::ParseTimeout`] or [`ProblemKind::ParseMemory`] only. The cost
/// is linear in the size of the text.
pub fn facts(
    source: &[u8],
    language: Language,
    limits: &Limits,
    stop: &(dyn Fn() -> bool + Sync),
) -> FileFacts {
    established(source, language, limits, true, stop)
}

/// The same without what is counted, the tokens, and what names mean: definitions, imports, calls, references,
/// branches, lines and problems are those of [`facts`].
pub fn declared(
    source: &[u8],
    language: Language,
    limits: &Limits,
    stop: &(dyn Fn() -> bool + Sync),
) -> FileFacts {
    established(source, language, limits, false, stop)
}

fn established(
    source: &[u8],
    language: Language,
    limits: &Limits,
    whole: bool,
    stop: &(dyn Fn() -> bool + Sync),
) -> FileFacts {
    let source = Source::new(source);
    let mut facts = FileFacts::empty(language);
    let problem = |kind, line| Problem { kind, line };
    if let Some(line) = source.invalid_line {
        facts.problems.push(problem(ProblemKind::InvalidUtf8, line));
    }
    if source.utf_16 {
        facts.lines = lines::count(&source.text, &[]);
        return facts;
    }
    match collected(&source.text, language, limits, whole, stop) {
        Ok(mut found) => {
            found.problems.splice(0..0, facts.problems);
            facts = found;
        }
        Err(reason) => {
            facts.lines = lines::count(&source.text, &[]);
            facts.problems.push(match reason {
                NoTree::Stopped => problem(ProblemKind::ParseTimeout, 1),
                NoTree::TooLarge => problem(ProblemKind::ParseMemory, 1),
                NoTree::TooDeep(byte) => {
                    problem(ProblemKind::TooDeep, lines::line_of(&source.text, byte))
                }
            });
        }
    }
    facts.problems.truncate(limits.problems_max as usize);
    facts
}

/// The facts of a text and of what stands in it in other languages.
fn collected(
    text: &str,
    language: Language,
    limits: &Limits,
    whole: bool,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<FileFacts, NoTree> {
    let tree = parse::tree(text, language, None, stop)?;
    let mut out = Collected::new(text, language, limits);
    out = walk::walk(&tree, out, limits, stop).ok_or(NoTree::Stopped)?;
    out.close();
    while let Some(part) = out.next_embedded() {
        match parse::tree(text, part.language, Some(&part), stop) {
            Ok(tree) => {
                out.open(&part);
                out = walk::walk(&tree, out, limits, stop).ok_or(NoTree::Stopped)?;
                out.close();
            }
            Err(NoTree::TooDeep(byte)) => out.too_deep(lines::line_of(text, byte)),
            Err(reason) => return Err(reason),
        }
    }
    let openings = std::mem::take(&mut out.openings);
    let mut facts = out.finish();
    facts.front_end = tree.front_end();
    // Only what all facts are known of is measured and followed by name, and that holds no other language.
    if whole && language.tier() == Tier::A {
        let measures = measure::measure(&tree, text, &facts, &openings, limits, stop);
        (facts.measures, facts.tokens) = measures.ok_or(NoTree::Stopped)?;
        let usage = usage::collect(&tree, text, &facts, limits, stop);
        facts.usage = usage.ok_or(NoTree::Stopped)?;
    }
    Ok(facts)
}
