//! What Rust's own library and prelude name.

/// What a method of a type that holds many, or may hold one, gives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HandsOut {
    /// Something that holds the same.
    Same,
    /// One of what it holds.
    One,
}

/// What a method of this name gives on `Option`, `Result`, `Vec`, iterators and the like, where it is known.
pub fn hands_out(name: &str) -> Option<HandsOut> {
    if SAME.binary_search(&name).is_ok() {
        return Some(HandsOut::Same);
    }
    ONE.binary_search(&name).is_ok().then_some(HandsOut::One)
}

/// Names of the prelude, primitive types, macros and crates of the library, sorted.
#[rustfmt::skip]
pub(in crate::names) const NAMES: [&str; 104] = [
    "AsMut", "AsRef", "Box", "Clone", "Copy", "Debug", "Default", "DoubleEndedIterator", "Drop", "Eq", "Err",
    "ExactSizeIterator", "Extend", "Fn", "FnMut", "FnOnce", "From", "FromIterator", "Hash", "Into",
    "IntoIterator", "Iterator", "None", "Ok", "Option", "Ord", "PartialEq", "PartialOrd", "Result", "Send",
    "Sized", "Some", "String", "Sync", "ToOwned", "ToString", "TryFrom", "TryInto", "Unpin", "Vec", "addr_of",
    "align_of", "align_of_val", "alloc", "assert", "assert_eq", "assert_ne", "bool", "cfg", "char", "column",
    "compile_error", "concat", "core", "dbg", "debug_assert", "debug_assert_eq", "debug_assert_ne", "drop",
    "env", "eprint", "eprintln", "f32", "f64", "file", "format", "format_args", "i128", "i16", "i32", "i64",
    "i8", "include", "include_bytes", "include_str", "is_x86_feature_detected", "isize", "line",
    "macro_rules", "matches", "module_path", "option_env", "panic", "print", "println", "proc_macro",
    "size_of", "size_of_val", "std", "str", "stringify", "thread_local", "todo", "u128", "u16", "u32", "u64",
    "u8", "unimplemented", "unreachable", "usize", "vec", "write", "writeln",
];

/// Methods of much used types of the library, sorted.
#[rustfmt::skip]
pub(in crate::names) const MEMBERS: [&str; 258] = [
    "abs", "add", "add_assign", "all", "and_then", "any", "append", "arg", "args", "as_bytes", "as_bytes_mut",
    "as_deref", "as_deref_mut", "as_mut", "as_path", "as_ptr", "as_ref", "as_slice", "as_str", "borrow",
    "borrow_mut", "build", "by_ref", "bytes", "capacity", "ceil", "chain", "char_indices", "chars",
    "checked_add", "checked_mul", "checked_sub", "chunks", "clear", "clone", "cloned", "cloned_into", "cmp",
    "collect", "concat", "contains", "contains_key", "copied", "copy_from_slice", "count", "current", "cycle",
    "dedup", "default", "deref", "deref_mut", "description", "display", "div", "drain", "drop", "elapsed",
    "ends_with", "entry", "enumerate", "eq", "eq_ignore_ascii_case", "err", "exists", "exit", "expect",
    "extend", "extend_from_slice", "extension", "file_name", "fill", "filter", "filter_map", "find",
    "find_map", "finish", "first", "flat_map", "flatten", "floor", "flush", "fmt", "fold", "for_each", "from",
    "from_iter", "from_str", "ge", "get", "get_mut", "get_or_init", "get_or_insert", "get_or_insert_with",
    "hash", "index", "insert", "inspect", "into", "into_bytes", "into_inner", "into_iter", "into_owned",
    "into_string", "is_ascii", "is_dir", "is_empty", "is_err", "is_file", "is_none", "is_ok", "is_some",
    "is_some_and", "iter", "iter_mut", "join", "keys", "kind", "last", "le", "leak", "len", "lines", "load",
    "lock", "lt", "map", "map_err", "map_or", "map_or_else", "max", "max_by_key", "metadata", "min",
    "min_by_key", "mul", "ne", "neg", "new", "next", "next_back", "next_if", "not", "now", "nth", "ok",
    "ok_or", "ok_or_else", "open", "or", "or_default", "or_else", "or_insert", "or_insert_with", "output",
    "parse", "partial_cmp", "partition", "path", "peek", "peekable", "poll", "pop", "pop_back", "pop_front",
    "position", "pow", "product", "push", "push_back", "push_front", "push_str", "read", "read_line",
    "read_to_end", "read_to_string", "recv", "rem", "remove", "repeat", "replace", "reserve", "resize",
    "retain", "rev", "reverse", "rfind", "round", "rsplit", "run", "saturating_add", "saturating_sub", "send",
    "set", "skip", "skip_while", "sort", "sort_by", "sort_by_key", "sort_unstable", "source", "spawn",
    "split", "split_at", "split_once", "split_whitespace", "splitn", "sqrt", "start", "starts_with", "status",
    "step_by", "store", "strip_prefix", "strip_suffix", "sub", "sum", "swap", "take", "take_while", "then",
    "then_some", "to_bytes", "to_lowercase", "to_owned", "to_path_buf", "to_str", "to_string", "to_uppercase",
    "to_vec", "trim", "trim_end", "trim_start", "truncate", "try_borrow", "try_from", "try_into", "try_lock",
    "type_id", "unwrap", "unwrap_err", "unwrap_or", "unwrap_or_default", "unwrap_or_else", "unzip", "update",
    "upgrade", "values", "values_mut", "wait", "wake", "windows", "with_capacity", "wrapping_add", "write",
    "write_all", "write_fmt", "write_str", "zip",
];

/// Methods after which the same is held, sorted.
#[rustfmt::skip]
const SAME: [&str; 63] = [
    "as_deref", "as_deref_mut", "as_mut", "as_mut_slice", "as_ref", "as_slice", "back", "back_mut", "by_ref",
    "chain", "clone", "cloned", "context", "copied", "cycle", "drain", "filter", "find", "first", "first_mut",
    "front", "front_mut", "fuse", "get", "get_mut", "inspect", "into_boxed_slice", "into_iter", "into_values",
    "iter", "iter_mut", "last", "last_mut", "lock", "map_err", "max_by_key", "min_by_key", "next",
    "next_back", "nth", "ok", "ok_or", "ok_or_else", "peek", "peekable", "pop", "pop_back", "pop_front",
    "read", "rev", "skip", "skip_while", "step_by", "take", "take_while", "to_owned", "to_vec", "try_lock",
    "upgrade", "values", "values_mut", "with_context", "write",
];

/// Methods that give one of what is held, sorted.
#[rustfmt::skip]
const ONE: [&str; 11] = [
    "borrow", "borrow_mut", "expect", "get_or_init", "get_or_insert_with", "swap_remove", "unwrap",
    "unwrap_or", "unwrap_or_default", "unwrap_or_else", "unwrap_unchecked",
];
