//! Parses every source file below a folder and does nothing else: the floor under a cold index.
//!
//! Prints one line of JSON: files, bytes, and the seconds that parsing took, of the processors and of the wall.
//! Reading the files is not counted.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use benches::Source;
use rustix::time::{ClockId, clock_gettime};

fn main() -> ExitCode {
    let Some(root) = std::env::args_os().nth(1) else {
        eprintln!("usage: parse_only FOLDER");
        return ExitCode::from(2);
    };
    match benches::sources(Path::new(&root)) {
        Ok(sources) => {
            print(&sources);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn print(sources: &[Source]) {
    let size_bytes: usize = sources.iter().map(|source| source.bytes.len()).sum();
    let (start, processors_start_s) = (Instant::now(), processors_s());
    parse_all(sources);
    println!(
        r#"{{"files": {}, "bytes": {size_bytes}, "parse_processor_s": {:.4}, "parse_wall_s": {:.4}}}"#,
        sources.len(),
        processors_s() - processors_start_s,
        start.elapsed().as_secs_f64()
    );
}

/// Seconds of processor time that this process has used.
fn processors_s() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let whole = u64::try_from(spent.tv_sec).unwrap_or(0);
    let nanoseconds = u32::try_from(spent.tv_nsec).unwrap_or(0);
    Duration::new(whole, nanoseconds).as_secs_f64()
}

/// Parse on as many threads as there are processors.
fn parse_all(sources: &[Source]) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| parse_some(sources, &next));
        }
    });
}

fn parse_some(sources: &[Source], next: &AtomicUsize) {
    let mut parsers = BTreeMap::new();
    while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
        let parser = parsers
            .entry(source.language)
            .or_insert_with(|| benches::parser(source.language));
        let _ = parser
            .as_mut()
            .and_then(|parser| parser.parse(&source.bytes, None));
    }
}
