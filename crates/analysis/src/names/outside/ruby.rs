//! Names of Ruby and of its library.

/// Much used classes and modules of the library, sorted.
#[rustfmt::skip]
const CLASSES: [&str; 91] = [
    "ArgumentError", "Array", "BasicObject", "Binding", "Class", "Comparable", "Complex", "Data", "Date",
    "DateTime", "Dir", "ENV", "Encoding", "EncodingError", "Enumerable", "Enumerator", "Exception", "FalseClass",
    "Fiber", "File", "FileTest", "FileUtils", "Float", "FloatDomainError", "FrozenError", "GC", "Hash", "IO",
    "IOError", "IndexError", "Integer", "Interrupt", "JSON", "Kernel", "KeyError", "LoadError", "LocalJumpError",
    "Logger", "Marshal", "MatchData", "Math", "Method", "Module", "Mutex", "NameError", "NilClass",
    "NoMethodError", "NotImplementedError", "Numeric", "Object", "ObjectSpace", "OpenStruct", "Pathname", "Proc",
    "Process", "Ractor", "Random", "Range", "RangeError", "Rational", "Regexp", "RegexpError", "RuntimeError",
    "ScriptError", "SecurityError", "Set", "Signal", "SignalException", "StandardError", "StopIteration",
    "String", "StringIO", "Struct", "Symbol", "SyntaxError", "SystemCallError", "SystemExit", "SystemStackError",
    "Tempfile", "Thread", "ThreadError", "ThreadGroup", "Time", "TracePoint", "TrueClass", "TypeError", "URI",
    "UnboundMethod", "UncaughtThrowError", "YAML", "ZeroDivisionError",
];

/// Functions that are seen everywhere, sorted.
#[rustfmt::skip]
const FUNCTIONS: [&str; 60] = [
    "Array", "Complex", "Float", "Hash", "Integer", "Rational", "String", "__callee__", "__dir__", "__method__",
    "abort", "at_exit", "autoload", "binding", "block_given?", "caller", "caller_locations", "catch", "eval",
    "exec", "exit", "exit!", "fail", "fork", "format", "gem", "gets", "global_variables", "lambda", "load",
    "local_variables", "loop", "open", "p", "pp", "print", "printf", "proc", "putc", "puts", "raise", "rand",
    "readline", "readlines", "require", "require_relative", "select", "set_trace_func", "sleep", "spawn",
    "sprintf", "srand", "syscall", "system", "test", "throw", "trace_var", "trap", "untrace_var", "warn",
];

/// Methods that every object has, sorted.
#[rustfmt::skip]
const MEMBERS_OF_ALL: [&str; 43] = [
    "!", "!=", "<=>", "==", "===", "=~", "__id__", "__send__", "define_singleton_method", "display", "enum_for",
    "eql?", "equal?", "extend", "hash", "inspect", "instance_eval", "instance_exec", "instance_of?",
    "instance_variable_defined?", "instance_variable_get", "instance_variable_names", "instance_variable_set",
    "instance_variables", "is_a?", "kind_of?", "method", "methods", "nil?", "object_id", "private_methods",
    "protected_methods", "public_method", "public_methods", "public_send", "remove_instance_variable",
    "respond_to?", "send", "singleton_class", "singleton_method", "singleton_methods", "to_enum", "to_s",
];

/// Methods that every class or module has, sorted.
#[rustfmt::skip]
const MEMBERS_OF_CLASSES: [&str; 54] = [
    "alias_method", "allocate", "ancestors", "attr", "attr_accessor", "attr_reader", "attr_writer", "autoload",
    "class_eval", "class_exec", "class_variable_defined?", "class_variable_get", "class_variable_set",
    "class_variables", "const_defined?", "const_get", "const_missing", "const_set", "const_source_location",
    "constants", "define_method", "deprecate_constant", "extend", "freeze", "include", "include?",
    "included_modules", "instance_method", "instance_methods", "method_defined?", "module_eval", "module_exec",
    "module_function", "name", "prepend", "private", "private_class_method", "private_constant",
    "private_instance_methods", "private_method_defined?", "protected", "public", "public_class_method",
    "public_instance_method", "public_instance_methods", "public_method_defined?", "refine",
    "remove_class_variable", "remove_const", "remove_method", "subclasses", "superclass", "undef_method", "using",
];

/// Methods of much used types of the library, sorted.
#[rustfmt::skip]
const COMMON: [&str; 229] = [
    "%", "*", "+", "-", "/", "<<", "[]", "[]=", "add", "all?", "any?", "append", "args", "basename", "body",
    "call", "ceil", "chars", "chomp", "chop", "clear", "close", "code", "collect", "compact", "concat",
    "configure", "content", "count", "data", "debug", "decode", "delete", "delete_at", "delete_if", "detect",
    "dig", "dirname", "downcase", "dump", "each", "each_key", "each_pair", "each_value", "each_with_index",
    "each_with_object", "empty?", "encode", "encoding", "end_with?", "entries", "eof?", "error", "even?",
    "exist?", "expand_path", "ext", "fetch", "file", "filter", "filter_map", "find", "find_all", "find_index",
    "first", "flat_map", "flatten", "floor", "flush", "force_encoding", "format", "get", "gets", "gsub", "gsub!",
    "has_key?", "has_value?", "headers", "id", "include?", "index", "info", "inject", "insert", "invert", "io",
    "join", "keep_if", "key", "key?", "keys", "kind", "last", "length", "lines", "ljust", "load", "lookup",
    "lstrip", "map", "map!", "match", "match?", "max", "max_by", "mb_chars", "member?", "merge", "merge!",
    "message", "method", "min", "min_by", "mode", "mtime", "name", "names", "new", "none?", "now", "odd?", "one?",
    "open", "options", "ord", "parse", "partition", "path", "pop", "pos", "position", "pread", "presence",
    "present?", "push", "put", "puts", "rand", "read", "readline", "readlines", "reduce", "reject", "reject!",
    "replace", "request", "rescue", "response", "rest", "reverse", "rewind", "rindex", "rjust", "rotate", "round",
    "rstrip", "run", "scan", "select", "select!", "set", "setup", "shift", "size", "skip", "slice", "sort",
    "sort_by", "split", "squeeze", "start", "start_with?", "stat", "status", "step", "stop", "store", "strip",
    "sub", "sub!", "succ", "sum", "swapcase", "sync", "synchronize", "tag", "take", "tally", "test", "text",
    "then", "time", "times", "title", "to_a", "to_ary", "to_d", "to_f", "to_h", "to_i", "to_json", "to_proc",
    "to_r", "to_set", "to_str", "to_sym", "to_yaml", "token", "tr", "transform_keys", "transform_values", "type",
    "uniq", "unpack", "unshift", "upcase", "update", "url", "value", "value?", "values", "values_at", "version",
    "wait", "warn", "with_index", "write", "year", "zip",
];

/// Whether a class is one of the library, so that a file only adds to it.
pub(in super::super) fn is_class(name: &str) -> bool {
    CLASSES.binary_search(&name).is_ok()
}

/// Whether a function is seen everywhere.
pub(in super::super) fn is_function(name: &str) -> bool {
    FUNCTIONS.binary_search(&name).is_ok() || is_member_of_all(name)
}

/// Whether every object has a method.
pub(in super::super) fn is_member_of_all(name: &str) -> bool {
    MEMBERS_OF_ALL.binary_search(&name).is_ok()
        || FUNCTIONS.binary_search(&name).is_ok()
        || gives_itself(name)
}

/// Whether every class has a method.
pub(in super::super) fn is_member_of_classes(name: &str) -> bool {
    MEMBERS_OF_CLASSES.binary_search(&name).is_ok() || is_member_of_all(name)
}

/// Whether a method of every object gives that object.
pub(in super::super) fn gives_itself(name: &str) -> bool {
    matches!(name, "clone" | "dup" | "freeze" | "itself" | "tap")
}

/// Whether objects of the library have members of this name, so that it alone says nothing.
pub(super) fn is_common(name: &str) -> bool {
    COMMON.binary_search(&name).is_ok() || is_member_of_classes(name)
}

/// Whether the library has a method that others are meant to add to.
pub(in super::super) fn is_hook(name: &str) -> bool {
    matches!(
        name,
        "initialize"
            | "inherited"
            | "included"
            | "extended"
            | "prepended"
            | "method_missing"
            | "method_added"
            | "respond_to_missing?"
            | "const_missing"
            | "initialize_copy"
    ) || is_member_of_all(name)
}
