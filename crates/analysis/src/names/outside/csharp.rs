//! Names of C# and of the library of .NET.

/// Much used types of .NET's library, and names that C# reads itself, sorted.
#[rustfmt::skip]
pub(super) const NAMES: [&str; 166] = [
    "Action", "Activator", "ActivatorUtilities", "AggregateException", "AppContext", "AppDomain",
    "ArgumentException", "ArgumentNullException", "ArgumentOutOfRangeException", "Array", "ArraySegment",
    "Assembly", "Attribute", "AttributeUsage", "Base64FormattingOptions", "BinaryReader", "BinaryWriter",
    "BindingFlags", "BitConverter", "Boolean", "Buffer", "Byte", "CancellationToken", "CancellationTokenSource",
    "Char", "Comparer", "Comparison", "ConcurrentBag", "ConcurrentDictionary", "ConcurrentQueue",
    "ConditionalWeakTable", "Console", "Convert", "CultureInfo", "DateTime", "DateTimeKind", "DateTimeOffset",
    "Debug", "Decimal", "Delegate", "Dictionary", "Directory", "DirectoryInfo", "Double", "Encoding", "Enum",
    "Enumerable", "Environment", "EqualityComparer", "EventArgs", "EventHandler", "Exception", "File", "FileInfo",
    "FileMode", "FileStream", "FlagsAttribute", "Func", "GC", "Guid", "HashCode", "HashSet", "HttpClient",
    "IAsyncDisposable", "IAsyncEnumerable", "ICollection", "IComparable", "IComparer", "IDictionary",
    "IDisposable", "IEnumerable", "IEnumerator", "IEqualityComparer", "IEquatable", "IFormatProvider",
    "IFormattable", "IList", "IOException", "IReadOnlyCollection", "IReadOnlyDictionary", "IReadOnlyList",
    "IServiceProvider", "ISet", "Index", "IndexOutOfRangeException", "Int16", "Int32", "Int64", "IntPtr",
    "Interlocked", "InvalidCastException", "InvalidOperationException", "KeyNotFoundException", "KeyValuePair",
    "Lazy", "LinkedList", "List", "Marshal", "Match", "Math", "MemberInfo", "MemoryStream", "MethodInfo",
    "Monitor", "NotImplementedException", "NotSupportedException", "NullReferenceException", "Nullable", "Object",
    "ObjectDisposedException", "OperationCanceledException", "Path", "Predicate", "Process", "PropertyInfo",
    "Queue", "Random", "Range", "ReadOnlyMemory", "ReadOnlySpan", "Regex", "RegexOptions", "Single",
    "SortedDictionary", "SortedSet", "Span", "Stack", "Stopwatch", "Stream", "StreamReader", "StreamWriter",
    "String", "StringBuilder", "StringComparer", "StringComparison", "StringReader", "StringWriter",
    "SynchronizationContext", "Task", "TaskCompletionSource", "TextReader", "TextWriter", "Thread", "ThreadLocal",
    "ThreadPool", "TimeSpan", "TimeZoneInfo", "Timer", "Trace", "Tuple", "Type", "UInt16", "UInt32", "UInt64",
    "UnauthorizedAccessException", "Uri", "ValueTask", "ValueTuple", "Version", "WeakReference", "dynamic",
    "nameof", "nint", "notnull", "nuint", "unmanaged",
];

/// Members of much used types of .NET's library, sorted.
#[rustfmt::skip]
pub(super) const MEMBERS: [&str; 144] = [
    "Add", "AddRange", "All", "Any", "Append", "AppendFormat", "AppendLine", "AsSpan", "Average", "BeginInvoke",
    "Build", "Cancel", "Cast", "Clear", "Clone", "Close", "Combine", "Compare", "CompareTo", "Concat",
    "ConfigureAwait", "Contains", "ContainsKey", "ContainsValue", "Copy", "CopyTo", "Count", "Create",
    "CreateInstance", "Current", "Delete", "Dequeue", "Dispose", "DisposeAsync", "Distinct", "Empty", "EndsWith",
    "Enqueue", "Equals", "Except", "Execute", "Exists", "Find", "First", "FirstOrDefault", "Flush", "ForEach",
    "Format", "FromResult", "Get", "GetAsync", "GetAwaiter", "GetEnumerator", "GetHashCode", "GetName",
    "GetResult", "GetService", "GetType", "GetTypeInfo", "GetValue", "GroupBy", "Handle", "HasValue", "IndexOf",
    "Insert", "Intersect", "Invoke", "IsMatch", "IsNullOrEmpty", "Join", "Key", "Keys", "Last", "LastIndexOf",
    "LastOrDefault", "Length", "Load", "Match", "Max", "Message", "Min", "MoveNext", "Name", "Next", "Open",
    "OrderBy", "OrderByDescending", "Parse", "Path", "Peek", "Pop", "Push", "Read", "ReadAsync", "ReadLine",
    "Remove", "RemoveAll", "RemoveAt", "Replace", "Reset", "Result", "Reverse", "Run", "Save", "Select",
    "SelectMany", "Send", "SendAsync", "SequenceEqual", "Set", "SetValue", "Single", "SingleOrDefault", "Skip",
    "Sort", "Split", "Start", "StartsWith", "Stop", "Substring", "Sum", "Take", "ThenBy", "ToArray",
    "ToDictionary", "ToList", "ToLower", "ToString", "ToUpper", "Trim", "TryAdd", "TryGetValue", "TryParse",
    "Type", "Union", "Update", "Value", "Values", "Wait", "Where", "Write", "WriteAsync", "WriteLine", "Zip",
];
