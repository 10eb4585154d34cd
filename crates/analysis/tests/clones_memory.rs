//! What looking for duplicates takes of memory, beside the source: bounded also where everything is one.

mod counting;
mod support;

use std::fmt::Write;
use std::sync::Arc;

use analysis::{Control, Engine, Format, Limits, Memory};
use counting::Counting;
use support::{HandClock, path};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that may be taken for a byte of source.
const TIMES_MAX: usize = 8;

const FILES: usize = 12;
const FILE_BYTES: usize = 16 * 1024;

/// A file of statements; `line` writes one by its number.
fn file(line: impl Fn(&mut String, usize)) -> String {
    let mut text = String::from("def f(a, b, c):\n");
    for number in 0.. {
        if text.len() >= FILE_BYTES {
            break;
        }
        line(&mut text, number);
    }
    text
}

/// The most that a question takes over what was there before, for each byte of source.
fn times(kind: &str, text: impl Fn(usize) -> String) -> usize {
    let memory = Memory::new("copies");
    let mut source_bytes = 0;
    for number in 0..FILES {
        let text = text(number);
        source_bytes += text.len();
        memory.write(path(&format!("m{number}.py")), text);
    }
    let engine = Engine::new(
        Arc::new(memory),
        Arc::new(HandClock::default()),
        Limits::default(),
    );
    let read = engine.call("index", b"{}", Format::Json, &Control::new());
    assert!(read.is_ok());
    let before = counting::begin();
    let request = format!(r#"{{"kind": "{kind}", "max_tokens": 2000}}"#);
    let answer = engine.call("clones", request.as_bytes(), Format::Json, &Control::new());
    assert!(answer.is_ok(), "{answer:?}");
    (counting::most() - before) / source_bytes
}

// requirement: E7
#[test]
fn looking_for_duplicates_takes_a_few_times_the_source() {
    let statement = |text: &mut String, number: usize, names: usize| {
        let name = number % names;
        let written = writeln!(
            text,
            "    if a.x{name} > {number} and b[{name}]:\n        c = g(a.y{name}, b, c + {number})"
        );
        assert!(written.is_ok());
    };
    // What the first call of a process makes for all later ones does not count.
    times("exact", |_| {
        file(|text, number| statement(text, number, 50))
    });
    for kind in ["exact", "renamed", "gapped"] {
        // Every file is every other.
        let copies = times(kind, |_| file(|text, number| statement(text, number, 50)));
        // One row over and over, as tables have it.
        let table = times(kind, |_| {
            file(|text, _| text.push_str("    g(\"a\", 1, [2, 3])\n"))
        });
        // Alike everywhere, and the same nowhere.
        let alike = times(kind, |at| {
            file(|text, number| statement(text, number * (at + 2), 7 + at))
        });
        // Each file is the others with a statement more here and there.
        let gaps = times(kind, |at| {
            file(|text, number| {
                statement(text, number, 50);
                if number % (at + 5) == 0 {
                    text.push_str("    print(c)\n");
                }
            })
        });
        let most = [copies, table, alike, gaps];
        assert!(
            most.iter().all(|times| *times <= TIMES_MAX),
            "{kind}: {most:?}"
        );
    }
}
