//! Reads the commits of a repository as the engine does, for `python -m benches.analyze_history`.
//!
//! `commits` finds what every commit touched and which paths change together; `lines` also counts all lines, and
//! prints them as `git log --numstat` does; `increment` prints what one new commit costs, in milliseconds.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use analysis::churn::{Churn, Compared, Pair};
use analysis::coupling::coupled;
use analysis::ledger::{Ledger, Reach, Shelf};
use analysis::{Control, Limits, Past, Repository};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

const REACH: Reach = Reach {
    commits_max: usize::MAX,
    touches_max: usize::MAX / 8,
};

fn main() -> Outcome {
    let mut arguments = std::env::args().skip(1);
    let (Some(mode), Some(root)) = (arguments.next(), arguments.next()) else {
        return Err("give a mode and a repository".into());
    };
    let disk = repo::Disk::new(Path::new(&root), Limits::default())?;
    match mode.as_str() {
        "increment" => increment(&disk),
        "lines" => lines(&disk),
        _ => {
            let (_, ledger) = opened(&disk, &Shelf::default())?;
            let pairs = coupled(
                ledger.commits.iter().map(|entry| &**entry),
                ledger.paths.count(),
            );
            Ok(writeln!(
                io::stdout(),
                "{} commits, {} pairs",
                ledger.commits.len(),
                pairs.len()
            )?)
        }
    }
}

fn opened(disk: &repo::Disk, shelf: &Shelf) -> Outcome<(Box<dyn Past>, std::sync::Arc<Ledger>)> {
    let past = disk.past()?;
    let head = past.head().ok_or("there is no commit")?;
    let ledger = shelf.ledger(&*past, head, REACH, &Control::new())?;
    Ok((past, ledger))
}

fn increment(disk: &repo::Disk) -> Outcome {
    let shelf = Shelf::default();
    let before = disk.past()?;
    let parent = before
        .commit_named("HEAD~1")?
        .ok_or("there is no commit before")?;
    shelf.ledger(&*before, parent, REACH, &Control::new())?;
    let start = Instant::now();
    opened(disk, &shelf)?;
    Ok(writeln!(
        io::stdout(),
        "{:.3}",
        start.elapsed().as_secs_f64() * 1_000.0
    )?)
}

fn lines(disk: &repo::Disk) -> Outcome {
    let (past, ledger) = opened(disk, &Shelf::default())?;
    let mut touches: Vec<_> = ledger
        .commits
        .iter()
        .flat_map(|entry| entry.touches().iter().map(move |touch| (touch, entry.id)))
        .collect();
    // Those of one path together, newest first.
    touches.sort_by_key(|(touch, _)| touch.path);
    let pairs: Vec<Pair> = touches
        .iter()
        .map(|(touch, _)| (touch.before, touch.after))
        .collect();
    let churns = Compared::default().all(&*past, &pairs, &Control::new())?;
    let mut out = BufWriter::new(io::stdout().lock());
    for ((touch, id), churn) in touches.iter().zip(churns) {
        let path = ledger.paths.text(touch.path);
        match churn {
            Churn::Lines { added, removed } => writeln!(out, "{id}\t{added}\t{removed}\t{path}")?,
            Churn::Binary => writeln!(out, "{id}\t-\t-\t{path}")?,
            Churn::Unmeasured => writeln!(out, "{id}\t?\t?\t{path}")?,
        }
    }
    Ok(out.flush()?)
}
