//! Python: relative imports, packages, namespace packages, `src` layouts, and folders of scripts.
//!
//! A folder without `__init__.py` above a module is a root that absolute imports may start from.
//! Roots above the importing file are its own; of the others only those that are no tests or examples count, so
//! that a folder of fixtures never shadows a library.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use syntax::Language;
use syntax::facts::Import;

use super::{Places, Resolution, join, parent, top_level_names};
use crate::index::{Index, SourceFile};
use crate::path::is_aside;

const INITS: [&str; 2] = ["__init__.py", "__init__.pyi"];

/// Folders that absolute imports start from, and packages with the names that their own file defines.
pub struct Roots<'a> {
    packages: BTreeMap<&'a str, HashSet<&'a str>>,
    shared: Vec<&'a str>,
}

impl<'a> Roots<'a> {
    pub fn new(index: &'a Index) -> Self {
        let mut packages: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        for file in index
            .files
            .iter()
            .filter(|file| file.language == Language::Python)
        {
            if INITS.contains(&file.path.file_name()) {
                packages
                    .entry(file.path.folder())
                    .or_default()
                    .extend(top_level_names(file));
            }
        }
        let tops = packages
            .keys()
            .copied()
            .filter(|package| !packages.contains_key(parent(package)));
        let roots: BTreeSet<&str> = tops
            .filter(|package| !package.is_empty())
            .map(parent)
            .collect();
        let shared = roots.into_iter().filter(|root| !is_aside(root)).collect();
        Self { packages, shared }
    }
}

pub fn resolve(places: &Places<'_>, file: &SourceFile, import: &Import) -> Resolution {
    let module = import.module.as_str();
    let name = import.name.as_deref().filter(|name| *name != "*");
    let inside = module.trim_start_matches('.');
    let dots = module.len() - inside.len();
    if dots == 0 {
        return absolute(places, file, module, name);
    }
    let mut folder = file.path.folder();
    for _ in 1..dots {
        if folder.is_empty() {
            return Resolution::Unresolved;
        }
        folder = parent(folder);
    }
    let place = if inside.is_empty() {
        folder.to_owned()
    } else {
        join(folder, &inside.replace('.', "/"))
    };
    at(places, &place, name).map_or(Resolution::Unresolved, Resolution::File)
}

fn absolute(
    places: &Places<'_>,
    file: &SourceFile,
    module: &str,
    name: Option<&str>,
) -> Resolution {
    let first = module.split('.').next().unwrap_or(module);
    let inside = module.replace('.', "/");
    let mut ours = false;
    let mut folder = Some(file.path.folder());
    while let Some(root) = folder {
        folder = (!root.is_empty()).then(|| parent(root));
        let top = join(root, first);
        if places.python.packages.contains_key(root)
            || (is_standard(first) && !file.path.is_within(&top))
        {
            continue;
        }
        if let Some(position) = at(places, &join(root, &inside), name) {
            return Resolution::File(position);
        }
        ours |= at(places, &top, None).is_some();
    }
    if is_standard(first) && !ours {
        return Resolution::External(first.to_owned());
    }
    let others = places
        .python
        .shared
        .iter()
        .filter(|root| !file.path.is_within(root));
    let mut found = BTreeSet::new();
    for root in others {
        found.extend(at(places, &join(root, &inside), name));
        ours |= at(places, &join(root, first), None).is_some();
    }
    match found.first() {
        Some(only) if found.len() == 1 => Resolution::File(*only),
        None if !ours => Resolution::External(first.to_owned()),
        _ => Resolution::Unresolved,
    }
}

/// The file of a module, or of the module inside it that `name` means.
fn at(places: &Places<'_>, place: &str, name: Option<&str>) -> Option<u32> {
    let package = |place: &str| {
        INITS
            .iter()
            .find_map(|init| places.file(&join(place, init)))
    };
    let own = |place: &str| {
        [".py", ".pyi"]
            .iter()
            .find_map(|ending| places.file(&format!("{place}{ending}")))
    };
    if let Some(name) = name {
        // What the package's own file defines hides a module of the same name.
        let hidden = places
            .python
            .packages
            .get(place)
            .is_some_and(|names| names.contains(name));
        let below = join(place, name);
        if let Some(inner) = (!hidden)
            .then(|| package(&below).or_else(|| own(&below)))
            .flatten()
        {
            return Some(inner);
        }
    }
    package(place).or_else(|| if place.is_empty() { None } else { own(place) })
}

fn is_standard(module: &str) -> bool {
    STANDARD.binary_search(&module).is_ok()
}

/// Modules of the standard library, sorted; those of recent removals are kept.
#[rustfmt::skip]
const STANDARD: [&str; 221] = [
    "__future__", "_thread", "abc", "aifc", "annotationlib", "antigravity", "argparse", "array", "ast",
    "asynchat", "asyncio", "asyncore", "atexit", "audioop", "base64", "bdb", "binascii", "bisect",
    "builtins", "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code", "codecs",
    "codeop", "collections", "colorsys", "compileall", "compression", "concurrent", "configparser",
    "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses",
    "datetime", "dbm", "decimal", "difflib", "dis", "distutils", "doctest", "email", "encodings",
    "ensurepip", "enum", "errno", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions",
    "ftplib", "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob", "graphlib", "grp",
    "gzip", "hashlib", "heapq", "hmac", "html", "http", "idlelib", "imaplib", "imghdr", "imp", "importlib",
    "inspect", "io", "ipaddress", "itertools", "json", "keyword", "lib2to3", "linecache", "locale",
    "logging", "lzma", "mailbox", "mailcap", "marshal", "math", "mimetypes", "mmap", "modulefinder",
    "msilib", "msvcrt", "multiprocessing", "netrc", "nis", "nntplib", "nt", "ntpath", "nturl2path",
    "numbers", "opcode", "operator", "optparse", "os", "ossaudiodev", "pathlib", "pdb", "pickle",
    "pickletools", "pipes", "pkgutil", "platform", "plistlib", "poplib", "posix", "posixpath", "pprint",
    "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pydoc_data", "pyexpat", "queue",
    "quopri", "random", "re", "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets",
    "select", "selectors", "shelve", "shlex", "shutil", "signal", "site", "smtpd", "smtplib", "sndhdr",
    "socket", "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "stat",
    "statistics", "string", "stringprep", "struct", "subprocess", "sunau", "symtable", "sys", "sysconfig",
    "syslog", "tabnanny", "tarfile", "telnetlib", "tempfile", "termios", "textwrap", "this", "threading",
    "time", "timeit", "tkinter", "token", "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty",
    "turtle", "turtledemo", "types", "typing", "unicodedata", "unittest", "urllib", "uu", "uuid", "venv",
    "warnings", "wave", "weakref", "webbrowser", "winreg", "winsound", "wsgiref", "xdrlib", "xml", "xmlrpc",
    "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];
