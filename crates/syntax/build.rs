//! Compiles what is between us and tree-sitter in C: `src/bounded.c`, its memory, `src/dense.c`, its tables, and
//! `src/flat.c`, its trees.

use std::path::Path;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by the environment"
)]
fn main() {
    println!("cargo:rerun-if-changed=src/bounded.c");
    println!("cargo:rerun-if-changed=src/dense.c");
    println!("cargo:rerun-if-changed=src/flat.c");
    let mut build = cc::Build::new();
    if let Ok(headers) = std::env::var("DEP_TREE_SITTER_INCLUDE") {
        build.include(Path::new(&headers).with_file_name("src"));
        build.include(headers);
    }
    build
        .std("c11")
        .flag_if_supported("-fvisibility=hidden")
        .file("src/bounded.c")
        .file("src/dense.c")
        .file("src/flat.c")
        .compile("between");
}
