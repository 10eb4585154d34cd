//! Names of Kotlin that every file sees, and members of much used types of its library.

/// Types and functions that are imported without being written, and packages of the library, sorted.
#[rustfmt::skip]
pub(super) const NAMES: [&str; 230] = [
    "Annotation", "Any", "ArithmeticException", "Array", "ArrayDeque", "ArrayList", "AssertionError",
    "AutoCloseable", "Boolean", "BooleanArray", "BuilderInference", "Byte", "ByteArray", "Char", "CharArray",
    "CharRange", "CharSequence", "Class", "ClassCastException", "Cloneable", "ClosedRange", "Collection",
    "Comparable", "Comparator", "ConcurrentModificationException", "DeepRecursiveFunction", "Deprecated",
    "DeprecationLevel", "Double", "DoubleArray", "DslMarker", "Enum", "Error", "Exception",
    "ExperimentalStdlibApi", "ExperimentalUnsignedTypes", "Float", "FloatArray", "Function", "HashMap", "HashSet",
    "IllegalArgumentException", "IllegalStateException", "IndexOutOfBoundsException", "IndexedValue", "Int",
    "IntArray", "IntRange", "InterruptedException", "Iterable", "Iterator", "JvmDefault", "JvmField", "JvmInline",
    "JvmName", "JvmOverloads", "JvmStatic", "JvmSuppressWarnings", "JvmSynthetic", "JvmWildcard", "KClass",
    "KotlinVersion", "Lazy", "LazyThreadSafetyMode", "LinkedHashMap", "LinkedHashSet", "List", "ListIterator",
    "Long", "LongArray", "LongRange", "Map", "MatchGroup", "MatchResult", "Math", "MutableCollection",
    "MutableIterable", "MutableIterator", "MutableList", "MutableListIterator", "MutableMap", "MutableSet",
    "NoSuchElementException", "NotImplementedError", "Nothing", "NullPointerException", "Number",
    "NumberFormatException", "Object", "OptIn", "OutOfMemoryError", "OverloadResolutionByLambdaReturnType",
    "Override", "Pair", "Process", "ProcessBuilder", "PublishedApi", "RandomAccess", "Regex", "RegexOption",
    "ReplaceWith", "RequiresOptIn", "Result", "Retention", "Runnable", "Runtime", "RuntimeException",
    "SafeVarargs", "SecurityException", "Sequence", "Set", "Short", "ShortArray", "SinceKotlin",
    "StackOverflowError", "StackTraceElement", "Strictfp", "String", "StringBuffer", "StringBuilder", "Suppress",
    "Synchronized", "System", "Target", "Thread", "ThreadLocal", "Throwable", "Throws", "Transient",
    "Triple", "TypeCastException", "Typography", "UByte", "UByteArray", "UInt", "UIntArray", "ULong",
    "ULongArray", "UShort", "UninitializedPropertyAccessException", "Unit", "UnsafeVariance",
    "UnsupportedOperationException", "UseExperimental", "Void", "Volatile", "android", "androidx", "appendLine",
    "arrayListOf", "arrayOf", "arrayOfNulls", "assert", "booleanArrayOf", "buildList", "buildMap", "buildSet",
    "buildString", "byteArrayOf", "charArrayOf", "check", "checkNotNull", "compareBy", "compareByDescending",
    "compareValues", "compareValuesBy", "createTempDir", "createTempFile", "doubleArrayOf", "emptyArray",
    "emptyList", "emptyMap", "emptySequence", "emptySet", "enumValueOf", "enumValues", "error", "false",
    "floatArrayOf", "generateSequence", "hashMapOf", "hashSetOf", "intArrayOf", "iterator", "java", "javax",
    "kotlin", "kotlinx", "lazy", "lazyOf", "linkedMapOf", "linkedSetOf", "listOf", "listOfNotNull", "longArrayOf",
    "mapOf", "maxOf", "minOf", "mutableListOf", "mutableMapOf", "mutableSetOf", "naturalOrder", "nullsFirst",
    "nullsLast", "print", "println", "readLine", "readln", "readlnOrNull", "repeat", "require", "requireNotNull",
    "reverseOrder", "run", "runCatching", "sequence", "sequenceOf", "setOf", "setOfNotNull", "shortArrayOf",
    "sortedMapOf", "sortedSetOf", "suspend", "synchronized", "true", "ubyteArrayOf", "uintArrayOf",
    "ulongArrayOf", "ushortArrayOf", "with",
];

/// Members of the types of the library that are much used, sorted.
#[rustfmt::skip]
pub(super) const MEMBERS: [&str; 306] = [
    "accept", "add", "addAll", "all", "also", "any", "append", "appendLine", "apply", "asIterable", "asList",
    "asReversed", "asSequence", "associate", "associateBy", "associateWith", "average", "await", "binarySearch",
    "build", "cancel", "capitalize", "ceil", "charAt", "chunked", "clear", "close", "code", "coerceAtLeast",
    "coerceAtMost", "coerceIn", "collect", "compareTo", "component1", "component2", "component3", "contains",
    "containsAll", "containsKey", "containsValue", "contentEquals", "copy", "count", "create", "dec",
    "decapitalize", "delete", "digitToInt", "distinct", "distinctBy", "div", "drop", "dropLast", "dropLastWhile",
    "dropWhile", "elementAt", "elementAtOrNull", "emit", "endsWith", "entries", "equals", "execute", "exists",
    "filter", "filterIndexed", "filterIsInstance", "filterKeys", "filterNot", "filterNotNull", "filterTo",
    "filterValues", "find", "findLast", "first", "firstOrNull", "flatMap", "flatten", "flush", "fold", "forEach",
    "forEachIndexed", "format", "from", "get", "getClass", "getKey", "getName", "getOrDefault", "getOrElse",
    "getOrNull", "getOrPut", "getValue", "groupBy", "groupValues", "groupingBy", "hasNext", "hashCode", "id",
    "ifBlank", "ifEmpty", "inc", "index", "indexOf", "indexOfFirst", "indexOfLast", "indices", "init",
    "intersect", "invoke", "isBlank", "isDigit", "isEmpty", "isFailure", "isLetter", "isLowerCase", "isNotBlank",
    "isNotEmpty", "isNullOrBlank", "isNullOrEmpty", "isSuccess", "isUpperCase", "isWhitespace", "iterator",
    "java", "javaClass", "join", "joinTo", "joinToString", "key", "keys", "last", "lastIndex", "lastIndexOf",
    "lastOrNull", "launch", "length", "let", "lineSequence", "lines", "list", "lowercase", "map", "mapIndexed",
    "mapIndexedNotNull", "mapKeys", "mapNotNull", "mapNotNullTo", "mapTo", "mapValues", "match", "matchEntire",
    "matches", "max", "maxBy", "maxByOrNull", "maxOf", "maxOrNull", "message", "min", "minBy", "minByOrNull",
    "minOf", "minOrNull", "minus", "minusAssign", "name", "next", "none", "not", "of", "onEach", "open", "orElse",
    "orEmpty", "ordinal", "padEnd", "padStart", "parse", "partition", "path", "plus", "plusAssign", "poll", "pop",
    "print", "println", "push", "put", "putAll", "putIfAbsent", "qualifiedName", "random", "range", "rangeTo",
    "read", "readText", "reduce", "remove", "removeAll", "removeAt", "removeFirst", "removeIf", "removeLast",
    "removePrefix", "removeSuffix", "repeat", "replace", "replaceAll", "replaceFirst", "requireNotNull", "reset",
    "resume", "retainAll", "reverse", "reversed", "run", "runCatching", "send", "set", "simpleName", "single",
    "singleOrNull", "size", "skip", "slice", "sort", "sortBy", "sortWith", "sorted", "sortedBy",
    "sortedByDescending", "sortedDescending", "sortedWith", "split", "splitToSequence", "start", "startsWith",
    "stop", "stream", "submit", "substring", "substringAfter", "substringAfterLast", "substringBefore",
    "substringBeforeLast", "subtract", "sum", "sumOf", "take", "takeIf", "takeLast", "takeLastWhile",
    "takeUnless", "takeWhile", "test", "text", "times", "to", "toArray", "toBoolean", "toByteArray",
    "toCharArray", "toDouble", "toFloat", "toHashSet", "toInt", "toIntOrNull", "toList", "toLong", "toLowerCase",
    "toMap", "toMutableList", "toMutableMap", "toMutableSet", "toPair", "toRegex", "toSet", "toSortedMap",
    "toSortedSet", "toString", "toTypedArray", "toUpperCase", "toUri", "trim", "trimEnd", "trimIndent",
    "trimMargin", "trimStart", "unaryMinus", "union", "until", "update", "uppercase", "use", "useLines", "value",
    "valueOf", "values", "wait", "windowed", "with", "withIndex", "write", "writeText", "zip", "zipWithNext",
];

/// Whether every object has this member: those of `Any`, and the library's functions on whatever there is.
pub(in super::super) fn is_member_of_all(name: &str) -> bool {
    matches!(
        name,
        "equals" | "hashCode" | "javaClass" | "to" | "toString"
    ) || given_by(name).is_some()
}

/// What a function of the library gives that is called on whatever there is, or without an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Given {
    /// What it is called on.
    Object,
    /// What its lambda or its argument gives.
    Argument,
}

/// What such a function gives; nothing where it is none.
pub(in super::super) fn given_by(name: &str) -> Option<Given> {
    match name {
        "also" | "apply" | "takeIf" | "takeUnless" => Some(Given::Object),
        "checkNotNull" | "let" | "requireNotNull" | "run" | "runCatching" | "synchronized"
        | "use" | "with" => Some(Given::Argument),
        _ => None,
    }
}
