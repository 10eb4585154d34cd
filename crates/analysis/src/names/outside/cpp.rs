//! Names of the library of C++.

/// Types and constants that headers of the library give without a namespace, sorted.
#[rustfmt::skip]
pub(in crate::names) const NAMES: [&str; 53] = [
    "FILE", "INT16_MAX", "INT32_MAX", "INT64_MAX", "INT_MAX", "INT_MIN", "LONG_MAX", "NULL", "SIZE_MAX",
    "UINT16_MAX", "UINT32_MAX", "UINT64_MAX", "UINT_MAX", "__func__", "char16_t", "char32_t", "clock_t",
    "div_t", "double_t", "errno_t", "fpos_t", "int16_t", "int32_t", "int64_t", "int8_t", "intmax_t",
    "intptr_t", "jmp_buf", "max_align_t", "mbstate_t", "mode_t", "nullptr_t", "off_t", "pid_t", "ptrdiff_t",
    "size_t", "socklen_t", "ssize_t", "stdin", "stdout", "time_t", "timespec", "timeval", "tm", "uint16_t",
    "uint32_t", "uint64_t", "uint8_t", "uintmax_t", "uintptr_t", "va_list", "wchar_t", "wint_t",
];

/// Members of much used types of the library, sorted.
#[rustfmt::skip]
pub(in crate::names) const MEMBERS: [&str; 128] = [
    "append", "assign", "at", "back", "before_begin", "begin", "bucket_count", "c_str", "capacity", "cbegin",
    "cend", "clear", "close", "compare", "contains", "copy", "count", "crbegin", "crend", "data", "detach",
    "emplace", "emplace_back", "emplace_front", "emplace_hint", "end", "equal_range", "erase", "exchange",
    "exists", "extract", "fail", "fetch_add", "fetch_sub", "find", "find_first_not_of", "find_first_of",
    "find_last_not_of", "find_last_of", "first", "flags", "flush", "front", "get", "getline", "good",
    "has_value", "imbue", "insert", "insert_or_assign", "is_open", "join", "joinable", "key_comp", "length",
    "load", "lock", "lower_bound", "max_load_factor", "max_size", "merge", "name", "notify_all", "notify_one",
    "open", "operator()", "operator*", "operator=", "operator==", "operator[]", "owns_lock", "peek", "pop",
    "pop_back", "pop_front", "position", "precision", "push", "push_back", "push_front", "put", "rbegin",
    "rdbuf", "read", "rehash", "release", "remove", "remove_if", "rend", "replace", "reserve", "reset",
    "resize", "reverse", "rfind", "second", "seekg", "seekp", "set_value", "shrink_to_fit", "size", "sort",
    "splice", "starts_with", "status", "store", "str", "substr", "suffix", "swap", "tellg", "tellp", "test",
    "top", "try_emplace", "try_lock", "type", "unget", "unique", "unlock", "upper_bound", "use_count",
    "value", "value_or", "wait", "what", "width", "write",
];

/// Whether a member of what holds something gives that.
pub(in crate::names) fn hands_out(name: &str) -> bool {
    matches!(name, "at" | "back" | "front" | "top" | "value")
}

/// Whether a member of what points to something gives what points to the same.
pub(in crate::names) fn points_on(name: &str) -> bool {
    matches!(name, "get" | "lock" | "release")
}
