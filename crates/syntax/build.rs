//! Compiles `src/bounded.c`, which is between tree-sitter and its memory.

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by the environment"
)]
fn main() {
    println!("cargo:rerun-if-changed=src/bounded.c");
    let mut build = cc::Build::new();
    if let Ok(headers) = std::env::var("DEP_TREE_SITTER_INCLUDE") {
        build.include(headers);
    }
    build
        .std("c11")
        .flag_if_supported("-fvisibility=hidden")
        .file("src/bounded.c")
        .compile("bounded");
}
