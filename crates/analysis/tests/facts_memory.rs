//! What an engine keeps of a tree: facts, a few times the source at most; never the text, never a syntax tree.
//!
//! What tree-sitter allocates is not counted here: it is given back with each file (`crates/syntax/src/bounded.c`).

#![expect(
    clippy::disallowed_methods,
    reason = "the files are on disk; the engine gets them from memory"
)]

mod counting;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::{Control, Engine, Format, Limits, Memory};
use counting::Counting;
use support::{HandClock, files, path};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The source of this project: dense code, which takes more than most.
const SOURCES: [&str; 3] = ["crates", "python", "tests"];

fn index(engine: &Engine) {
    let answer = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(answer.is_ok(), "{answer:?}");
}

// requirement: E13
#[test]
fn facts_take_at_most_six_times_the_source() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources: Vec<PathBuf> = SOURCES
        .iter()
        .flat_map(|folder| files(&root.join(folder)))
        .collect();
    sources.retain(|path| {
        path.extension()
            .is_some_and(|end| end == "rs" || end == "py")
    });
    assert!(sources.len() > 500);
    let memory = Memory::new("project");
    let mut source_bytes = 0;
    for file in sources {
        let text = fs::read_to_string(&file).unwrap();
        source_bytes += text.len();
        let relative = file.strip_prefix(&root).unwrap();
        memory.write(path(&relative.to_str().unwrap().replace('\\', "/")), text);
    }
    let memory = Arc::new(memory);
    let engine = || {
        Engine::new(
            memory.clone(),
            Arc::new(HandClock::default()),
            Limits::default(),
        )
    };
    // What the first call of a process makes for all later ones does not count.
    index(&engine());
    let before = counting::begin();
    let engine = engine();
    index(&engine);
    let kept = (counting::now() - before) as f64 / source_bytes as f64;
    let most = (counting::most() - before) as f64 / source_bytes as f64;
    println!("kept {kept:.2} x, at most {most:.2} x of {source_bytes} bytes");
    assert!(kept > 0.5 && kept <= most, "{kept} {most}");
    assert!(most <= 6.0, "{most}");
    drop(engine);
    let left = counting::now().saturating_sub(before);
    assert!(left < source_bytes / 10, "{left}");
}
