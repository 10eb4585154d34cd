//! Facts against parsing alone, language by language, over the test corpus.
//!
//! The ratio of the two lines of a language is what our own pass costs on top of the grammar.

use divan::Bencher;
use divan::counter::BytesCount;
use syntax::{Language, Limits};

fn main() {
    divan::main();
}

#[divan::bench(args = Language::ALL.map(Language::name))]
fn parse(bencher: Bencher, name: &str) {
    measure(bencher, name, |bytes, language| {
        let _ = benches::parser(language).and_then(|mut parser| parser.parse(bytes, None));
    });
}

#[divan::bench(args = Language::ALL.map(Language::name))]
fn facts(bencher: Bencher, name: &str) {
    measure(bencher, name, |bytes, language| {
        let _ = syntax::facts(bytes, language, &Limits::default(), &|| false);
    });
}

fn measure(bencher: Bencher, name: &str, read: impl Fn(&[u8], Language) + Sync) {
    let Some(language) = Language::ALL
        .into_iter()
        .find(|language| language.name() == name)
    else {
        return;
    };
    let files = benches::corpus(language).unwrap_or_default();
    let size_bytes: usize = files.iter().map(Vec::len).sum();
    bencher.counter(BytesCount::new(size_bytes)).bench(|| {
        for bytes in &files {
            read(bytes, language);
        }
    });
}
