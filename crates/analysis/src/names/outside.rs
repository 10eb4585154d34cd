//! Names that belong to a language and not to a repository.

use syntax::Language;

/// Whether a name that nothing in a file binds is one of the language.
pub(super) fn is_builtin(language: Language, name: &str) -> bool {
    match language {
        Language::Python => PYTHON.binary_search(&name).is_ok(),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ECMASCRIPT.binary_search(&name).is_ok()
        }
        _ => false,
    }
}

/// Whether objects of the language's own types have members of this name, so that it alone says nothing.
pub(super) fn is_common_member(language: Language, name: &str) -> bool {
    match language {
        Language::Python => {
            PYTHON_MEMBERS.binary_search(&name).is_ok()
                || (name.starts_with("__") && name.ends_with("__"))
        }
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ECMASCRIPT_MEMBERS.binary_search(&name).is_ok()
        }
        _ => false,
    }
}

/// What Python's `builtins` holds, sorted, with the names that every module has.
#[rustfmt::skip]
const PYTHON: [&str; 166] = [
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException", "BaseExceptionGroup",
    "BlockingIOError", "BrokenPipeError", "BufferError", "BytesWarning", "ChildProcessError",
    "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError", "ConnectionResetError",
    "DeprecationWarning", "EOFError", "Ellipsis", "EncodingWarning", "EnvironmentError", "Exception",
    "ExceptionGroup", "False", "FileExistsError", "FileNotFoundError", "FloatingPointError", "FutureWarning",
    "GeneratorExit", "IOError", "ImportError", "ImportWarning", "IndentationError", "IndexError",
    "InterruptedError", "IsADirectoryError", "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError",
    "ModuleNotFoundError", "NameError", "None", "NotADirectoryError", "NotImplemented", "NotImplementedError",
    "OSError", "OverflowError", "PendingDeprecationWarning", "PermissionError", "ProcessLookupError",
    "RecursionError", "ReferenceError", "ResourceWarning", "RuntimeError", "RuntimeWarning",
    "StopAsyncIteration", "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError", "SystemExit",
    "TabError", "TimeoutError", "True", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
    "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning", "UserWarning",
    "ValueError", "Warning", "ZeroDivisionError", "__annotations__", "__build_class__", "__builtins__",
    "__cached__", "__class__", "__debug__", "__doc__", "__file__", "__import__", "__loader__", "__module__",
    "__name__", "__package__", "__path__", "__qualname__", "__spec__", "abs", "aiter", "all", "anext", "any",
    "ascii", "bin", "bool", "breakpoint", "bytearray", "bytes", "callable", "chr", "classmethod", "compile",
    "complex", "copyright", "credits", "delattr", "dict", "dir", "divmod", "enumerate", "eval", "exec", "exit",
    "filter", "float", "format", "frozenset", "getattr", "globals", "hasattr", "hash", "help", "hex", "id",
    "input", "int", "isinstance", "issubclass", "iter", "len", "license", "list", "locals", "map", "max",
    "memoryview", "min", "next", "object", "oct", "open", "ord", "pow", "print", "property", "quit", "range",
    "repr", "reveal_type", "reversed", "round", "set", "setattr", "slice", "sorted", "staticmethod", "str",
    "sum", "super", "tuple", "type", "vars", "zip",
];

/// Members of Python's own types and of much used ones of its library, sorted.
#[rustfmt::skip]
const PYTHON_MEMBERS: [&str; 331] = [
    "absolute", "acquire", "acquire_lock", "add", "addFilter", "addHandler", "add_note", "anchor", "append",
    "appendleft", "args", "as_integer_ratio", "as_posix", "as_uri", "astimezone", "bit_count", "bit_length",
    "buffer", "c_contiguous", "callHandlers", "capitalize", "casefold", "cast", "center", "chmod", "clear",
    "close", "closed", "combine", "conjugate", "contiguous", "copy", "count", "critical", "ctime", "cwd",
    "daemon", "date", "day", "days", "debug", "decode", "denominator", "detach", "difference",
    "difference_update", "discard", "drive", "dst", "elements", "empty", "encode", "encoding", "end", "endpos",
    "endswith", "error", "errors", "exception", "exists", "expand", "expandtabs", "expanduser", "extend",
    "extendleft", "f_contiguous", "fatal", "fileno", "filter", "find", "findCaller", "findall", "finditer",
    "flags", "flush", "fold", "format", "format_map", "from_bytes", "fromhex", "fromisocalendar",
    "fromisoformat", "fromkeys", "fromordinal", "fromtimestamp", "full", "fullmatch", "get", "getChild",
    "getEffectiveLevel", "getName", "get_nowait", "getbuffer", "getvalue", "gi_code", "gi_frame", "gi_running",
    "gi_suspended", "gi_yieldfrom", "glob", "group", "groupdict", "groupindex", "groups", "handle",
    "hardlink_to", "hasHandlers", "hex", "home", "hour", "ident", "imag", "index", "indices", "info", "insert",
    "intersection", "intersection_update", "isDaemon", "isEnabledFor", "is_absolute", "is_alive",
    "is_block_device", "is_char_device", "is_dir", "is_fifo", "is_file", "is_integer", "is_mount",
    "is_relative_to", "is_reserved", "is_socket", "is_symlink", "isalnum", "isalpha", "isascii", "isatty",
    "isdecimal", "isdigit", "isdisjoint", "isidentifier", "islower", "isnumeric", "isocalendar", "isoformat",
    "isoweekday", "isprintable", "isspace", "issubset", "issuperset", "istitle", "isupper", "items", "itemsize",
    "iterdir", "join", "joinpath", "keys", "lastgroup", "lastindex", "lchmod", "line_buffering", "link_to",
    "ljust", "locked", "locked_lock", "log", "lower", "lstat", "lstrip", "makeRecord", "maketrans", "manager",
    "match", "max", "maxlen", "microsecond", "microseconds", "min", "minute", "mkdir", "mode", "month",
    "most_common", "move_to_end", "name", "native_id", "nbytes", "ndim", "newlines", "now", "numerator", "obj",
    "open", "owner", "parent", "parents", "partition", "parts", "pattern", "peek", "pop", "popitem", "popleft",
    "pos", "put", "put_nowait", "qsize", "raw", "re", "read", "read1", "read_bytes", "read_text", "readable",
    "readinto", "readinto1", "readline", "readlines", "readlink", "readonly", "real", "reconfigure", "regs",
    "relative_to", "release", "release_lock", "remove", "removeFilter", "removeHandler", "removeprefix",
    "removesuffix", "rename", "replace", "resolution", "resolve", "reverse", "rfind", "rglob", "rindex",
    "rjust", "rmdir", "root", "rotate", "rpartition", "rsplit", "rstrip", "run", "samefile", "scanner",
    "search", "second", "seconds", "seek", "seekable", "send", "setDaemon", "setLevel", "setName", "setdefault",
    "shape", "sort", "span", "split", "splitlines", "start", "startswith", "stat", "stem", "step", "stop",
    "strftime", "strides", "string", "strip", "strptime", "sub", "subn", "suboffsets", "subtract", "suffix",
    "suffixes", "swapcase", "symlink_to", "symmetric_difference", "symmetric_difference_update", "task_done",
    "tell", "throw", "time", "timestamp", "timetuple", "timetz", "title", "to_bytes", "tobytes", "today",
    "tolist", "toordinal", "toreadonly", "total", "total_seconds", "touch", "translate", "truncate", "tzinfo",
    "tzname", "union", "unlink", "update", "upper", "utcfromtimestamp", "utcnow", "utcoffset", "utctimetuple",
    "values", "warn", "warning", "weekday", "with_name", "with_stem", "with_suffix", "with_traceback",
    "writable", "write", "write_bytes", "write_text", "write_through", "writelines", "year", "zfill",
];

/// Names that `JavaScript` and its surroundings give to every file, sorted.
#[rustfmt::skip]
const ECMASCRIPT: [&str; 134] = [
    "AbortController", "AbortSignal", "Array", "ArrayBuffer", "Atomics", "BigInt", "Blob", "Boolean", "Buffer",
    "CustomEvent", "DOMException", "DataView", "Date", "Document", "Element", "Error", "EvalError", "Event",
    "EventTarget", "FinalizationRegistry", "Float32Array", "Float64Array", "FormData", "Function",
    "HTMLElement", "Headers", "Image", "Infinity", "Int16Array", "Int32Array", "Int8Array", "Intl", "JSON",
    "Map", "Math", "MutationObserver", "NaN", "Node", "Number", "Object", "Omit", "Parameters", "Partial",
    "Pick", "Promise", "Proxy", "RangeError", "Readonly", "ReadonlyArray", "Record", "ReferenceError",
    "Reflect", "RegExp", "Request", "Required", "Response", "ReturnType", "Set", "String", "Symbol",
    "SyntaxError", "TextDecoder", "TextEncoder", "TypeError", "URL", "URLSearchParams", "Uint16Array",
    "Uint32Array", "Uint8Array", "WeakMap", "WeakRef", "WeakSet", "WebSocket", "Worker", "XMLHttpRequest",
    "__dirname", "__filename", "afterAll", "afterEach", "alert", "arguments", "atob", "beforeAll", "beforeEach",
    "btoa", "cancelAnimationFrame", "clearImmediate", "clearInterval", "clearTimeout", "confirm", "console",
    "crypto", "decodeURI", "decodeURIComponent", "describe", "document", "encodeURI", "encodeURIComponent",
    "escape", "eval", "expect", "exports", "fetch", "global", "globalThis", "history", "import", "isFinite",
    "isNaN", "it", "jest", "localStorage", "location", "module", "navigator", "parseFloat", "parseInt",
    "performance", "process", "prompt", "queueMicrotask", "requestAnimationFrame", "require", "screen", "self",
    "sessionStorage", "setImmediate", "setInterval", "setTimeout", "structuredClone", "test", "undefined",
    "unescape", "window",
];

/// Members of `JavaScript`'s own types and of much used ones around it, sorted.
#[rustfmt::skip]
const ECMASCRIPT_MEMBERS: [&str; 98] = [
    "abort", "add", "addEventListener", "all", "allSettled", "any", "apply", "assign", "at", "bind", "call",
    "catch", "charAt", "charCodeAt", "clear", "concat", "create", "debug", "defineProperty", "delete", "emit",
    "endsWith", "entries", "error", "every", "exec", "fill", "filter", "finally", "find", "findIndex",
    "findLast", "flat", "flatMap", "forEach", "freeze", "from", "get", "getTime", "has", "hasOwnProperty",
    "includes", "indexOf", "info", "isArray", "join", "keys", "lastIndexOf", "length", "log", "map", "match",
    "matchAll", "now", "of", "on", "once", "padEnd", "padStart", "parse", "pop", "push", "querySelector",
    "race", "reduce", "reduceRight", "reject", "remove", "removeEventListener", "repeat", "replace",
    "replaceAll", "resolve", "reverse", "search", "set", "shift", "slice", "some", "sort", "splice", "split",
    "startsWith", "stringify", "substring", "test", "then", "toFixed", "toISOString", "toLowerCase", "toString",
    "toUpperCase", "trim", "unshift", "valueOf", "values", "warn", "write",
];
