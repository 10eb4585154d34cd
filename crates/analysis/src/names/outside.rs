//! Names that belong to a language and not to a repository.

pub(super) mod cpp;
mod csharp;
mod kotlin;
pub(super) mod ruby;
mod rust;

use syntax::Language;

pub(super) use kotlin::{Given, given_by, is_member_of_all};
pub(super) use rust::{HandsOut, hands_out};

/// Whether a name that nothing in a file binds is one of the language.
pub(super) fn is_builtin(language: Language, name: &str) -> bool {
    match language {
        Language::Python => PYTHON.binary_search(&name).is_ok(),
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            ECMASCRIPT.binary_search(&name).is_ok()
        }
        Language::Go => GO.binary_search(&name).is_ok(),
        Language::Java => JAVA.binary_search(&name).is_ok(),
        Language::Rust => rust::NAMES.binary_search(&name).is_ok(),
        Language::C => C.binary_search(&name).is_ok() || name.starts_with("__builtin_"),
        Language::Cpp => is_builtin(Language::C, name) || cpp::NAMES.binary_search(&name).is_ok(),
        Language::CSharp => csharp::NAMES.binary_search(&name).is_ok(),
        Language::Kotlin => {
            kotlin::NAMES.binary_search(&name).is_ok() || name == concat!("TO", "DO")
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
        Language::Go => GO_MEMBERS.binary_search(&name).is_ok(),
        Language::Kotlin => kotlin::MEMBERS.binary_search(&name).is_ok(),
        Language::Cpp => cpp::MEMBERS.binary_search(&name).is_ok(),
        Language::Ruby => ruby::is_common(name),
        Language::Java => JAVA_MEMBERS.binary_search(&name).is_ok(),
        Language::CSharp => csharp::MEMBERS.binary_search(&name).is_ok(),
        Language::Rust => rust::MEMBERS.binary_search(&name).is_ok() || hands_out(name).is_some(),
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

/// Names that Go declares itself, sorted.
#[rustfmt::skip]
const GO: [&str; 44] = [
    "any", "append", "bool", "byte", "cap", "clear", "close", "comparable", "complex", "complex128",
    "complex64", "copy", "delete", "error", "false", "float32", "float64", "imag", "int", "int16", "int32",
    "int64", "int8", "iota", "len", "make", "max", "min", "new", "nil", "panic", "print", "println", "real",
    "recover", "rune", "string", "true", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
];

/// Methods of much used types of Go's library, sorted.
#[rustfmt::skip]
const GO_MEMBERS: [&str; 115] = [
    "Add", "AddDate", "Addr", "After", "Append", "Before", "Bool", "Bytes", "Cancel", "Close", "Cookie",
    "Cookies", "Count", "Deadline", "Decode", "Del", "Delete", "Do", "Done", "Encode", "Equal", "Err", "Error",
    "Errorf", "Exec", "Fatal", "Fatalf", "Find", "Float", "Float64", "Flush", "Format", "Get", "Handle", "Has",
    "Header", "Hijack", "Index", "Info", "Int", "Int64", "Is", "IsNil", "IsZero", "Join", "Key", "Kind", "Len",
    "Less", "Load", "LoadOrStore", "Lock", "Log", "Logf", "Lookup", "Marshal", "Match", "Method", "Name",
    "Next", "Now", "Open", "Parse", "Path", "Pop", "Print", "Printf", "Println", "Push", "Query", "QueryRow",
    "Range", "Read", "ReadAll", "ReadByte", "ReadFrom", "ReadString", "Reset", "Run", "Scan", "Seek", "Send",
    "Serve", "ServeHTTP", "Set", "Shutdown", "Size", "Skip", "Sleep", "Split", "Start", "Stat", "Stop", "Store",
    "String", "Sub", "Sum", "Swap", "Sync", "Time", "Truncate", "Type", "URL", "Unix", "Unlock", "Unmarshal",
    "Unwrap", "Update", "Value", "Wait", "Write", "WriteByte", "WriteHeader", "WriteString", "WriteTo",
];

/// Functions and macros of C's library and of POSIX that are much used, sorted.
#[rustfmt::skip]
const C: [&str; 243] = [
    "abort", "abs", "accept", "access", "acos", "alloca", "asin", "assert", "atan", "atan2", "atexit", "atof",
    "atoi", "atol", "atoll", "bcmp", "bcopy", "bind", "bsearch", "bzero", "calloc", "ceil", "chdir", "chmod",
    "chown", "clearerr", "clock", "clock_gettime", "close", "closedir", "connect", "cos", "ctime", "dup",
    "dup2", "errno", "execl", "execle", "execlp", "execv", "execve", "execvp", "exit", "exp", "fabs", "fclose",
    "fcntl", "fdopen", "feof", "ferror", "fflush", "fgetc", "fgets", "fileno", "floor", "fmod", "fopen", "fork",
    "fprintf", "fputc", "fputs", "fread", "free", "freopen", "fscanf", "fseek", "fseeko", "fstat", "fsync",
    "ftell", "ftello", "ftruncate", "fwrite", "getc", "getchar", "getcwd", "getenv", "getopt", "getopt_long",
    "getpid", "getppid", "gettimeofday", "getuid", "gmtime", "gmtime_r", "htonl", "htons", "inet_ntop",
    "inet_pton", "ioctl", "isalnum", "isalpha", "isatty", "iscntrl", "isdigit", "isgraph", "islower", "isprint",
    "ispunct", "isspace", "isupper", "isxdigit", "kill", "labs", "ldexp", "link", "listen", "localtime",
    "localtime_r", "log", "log10", "log2", "longjmp", "lseek", "lstat", "malloc", "memchr", "memcmp", "memcpy",
    "memmem", "memmove", "memset", "mkdir", "mktime", "mmap", "munmap", "nanosleep", "ntohl", "ntohs",
    "offsetof", "open", "opendir", "perror", "pipe", "poll", "posix_memalign", "pow", "printf",
    "pthread_cond_broadcast", "pthread_cond_destroy", "pthread_cond_init", "pthread_cond_signal",
    "pthread_cond_wait", "pthread_create", "pthread_join", "pthread_mutex_destroy", "pthread_mutex_init",
    "pthread_mutex_lock", "pthread_mutex_unlock", "putc", "putchar", "puts", "qsort", "raise", "rand", "read",
    "readdir", "readlink", "realloc", "realpath", "recv", "recvfrom", "remove", "rename", "rewind", "rmdir",
    "round", "scanf", "select", "send", "sendto", "setenv", "setjmp", "setsockopt", "setvbuf", "shutdown",
    "sigaction", "signal", "sin", "sizeof", "sleep", "snprintf", "socket", "sprintf", "sqrt", "srand", "sscanf",
    "stat", "stderr", "stdin", "stdout", "strcasecmp", "strcat", "strchr", "strcmp", "strcoll", "strcpy",
    "strcspn", "strdup", "strerror", "strftime", "strlen", "strncasecmp", "strncat", "strncmp", "strncpy",
    "strnlen", "strpbrk", "strrchr", "strsep", "strspn", "strstr", "strtod", "strtof", "strtok", "strtok_r",
    "strtol", "strtoll", "strtoul", "strtoull", "symlink", "sysconf", "system", "tan", "time", "tmpfile",
    "tolower", "toupper", "ungetc", "unlink", "unsetenv", "usleep", "va_arg", "va_copy", "va_end", "va_start",
    "vfprintf", "vprintf", "vsnprintf", "vsprintf", "wait", "waitpid", "write",
];

/// Types of `java.lang` that are much used, sorted.
#[rustfmt::skip]
const JAVA: [&str; 51] = [
    "ArithmeticException", "AssertionError", "AutoCloseable", "Boolean", "Byte", "CharSequence", "Character",
    "Class", "ClassCastException", "CloneNotSupportedException", "Cloneable", "Comparable", "Deprecated",
    "Double", "Enum", "Error", "Exception", "Float", "FunctionalInterface", "IllegalArgumentException",
    "IllegalStateException", "IndexOutOfBoundsException", "Integer", "InterruptedException", "Iterable", "Long",
    "Math", "NullPointerException", "Number", "NumberFormatException", "Object", "Override", "Process",
    "ProcessBuilder", "Record", "Runnable", "Runtime", "RuntimeException", "SafeVarargs", "Short",
    "StackTraceElement", "String", "StringBuffer", "StringBuilder", "SuppressWarnings", "System", "Thread",
    "ThreadLocal", "Throwable", "UnsupportedOperationException", "Void",
];

/// Methods of much used types of Java's library, sorted.
#[rustfmt::skip]
const JAVA_MEMBERS: [&str; 101] = [
    "accept", "add", "addAll", "all", "append", "apply", "asList", "build", "charAt", "clear", "clone", "close",
    "collect", "compareTo", "contains", "containsKey", "containsValue", "count", "create", "delete", "entrySet",
    "equals", "execute", "exists", "filter", "find", "findFirst", "first", "flush", "forEach", "format", "from",
    "get", "getClass", "getKey", "getName", "getOrDefault", "getValue", "hasNext", "hashCode", "indexOf",
    "init", "isEmpty", "isPresent", "iterator", "join", "keySet", "length", "limit", "list", "map", "match",
    "max", "min", "name", "next", "of", "open", "orElse", "orElseThrow", "ordinal", "parse", "peek", "poll",
    "print", "printf", "println", "put", "putAll", "putIfAbsent", "read", "reduce", "remove", "replace",
    "reset", "run", "set", "size", "skip", "sort", "split", "start", "startsWith", "stop", "stream", "submit",
    "substring", "sum", "test", "toArray", "toList", "toLowerCase", "toString", "toUpperCase", "trim", "update",
    "value", "valueOf", "values", "wait", "write",
];
