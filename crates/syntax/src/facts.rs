//! What one pass over a file establishes.
//!
//! Everything else the product answers is a pure function of these values.
//! Lines are 1-based, bytes 0-based, ranges half-open in bytes and inclusive in lines.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::measures::Measures;
use crate::texts::Texts;
use crate::tokens::TokenStream;
use crate::usage::Usage;

/// Raised whenever the same bytes could give other facts than before.
pub const FACTS_VERSION: u32 = 20;

/// What is known of one file after one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// The language the file was read as.
    pub language: Language,
    /// What parsed it.
    pub front_end: FrontEnd,
    /// Definitions in source order; a parent precedes its children.
    pub definitions: Vec<Definition>,
    /// Imports in source order, one entry a bound name.
    pub imports: Vec<Import>,
    /// Each identifier that calls and references mention, once, by first use.
    pub names: Texts,
    /// Call sites in source order.
    pub calls: Vec<Call>,
    /// Identifiers that are neither a definition's own name nor part of an import, in source order.
    pub references: Vec<Reference>,
    /// What its names mean as far as the file itself says.
    pub usage: Usage,
    /// Decision points, in source order.
    pub branches: Vec<Branch>,
    /// How many lines are what.
    pub lines: LineCounts,
    /// What is counted of it and of its types and functions.
    pub measures: Measures,
    /// Its tokens, to find duplicates in.
    pub tokens: TokenStream,
    /// What went wrong while reading, at most [`Limits::problems_max`](crate::parse::Limits).
    pub problems: Vec<Problem>,
    /// Bytes inside syntax errors; 0 means the file parsed cleanly.
    pub error_bytes: u32,
}

impl FileFacts {
    /// The facts of an empty file.
    #[must_use]
    pub fn empty(language: Language) -> Self {
        Self {
            language,
            front_end: FrontEnd::TreeSitter,
            definitions: Vec::new(),
            imports: Vec::new(),
            names: Texts::default(),
            calls: Vec::new(),
            references: Vec::new(),
            usage: Usage::default(),
            branches: Vec::new(),
            lines: LineCounts::default(),
            measures: Measures::default(),
            tokens: TokenStream::default(),
            problems: Vec::new(),
            error_bytes: 0,
        }
    }

    /// The text of a name index of a call or a reference; empty for an index of another file.
    pub fn name(&self, index: u32) -> &str {
        self.names.get(index as usize).unwrap_or_default()
    }
}

/// What parses a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrontEnd {
    /// A parser made for its language.
    Native,
    /// tree-sitter, which reads what is not valid as well.
    TreeSitter,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start_byte: u32,
    /// One past the last byte.
    pub end_byte: u32,
    /// First line, 1-based.
    pub start_line: u32,
    /// Last line, inclusive.
    pub end_line: u32,
}

/// What a definition is, by one vocabulary for all languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefinitionKind {
    /// A free function.
    Function,
    /// A function that belongs to a type.
    Method,
    /// A class.
    Class,
    /// A struct or record.
    Struct,
    /// An enumeration.
    Enum,
    /// A union.
    Union,
    /// An interface or protocol.
    Interface,
    /// A trait.
    Trait,
    /// An implementation block.
    Implementation,
    /// A module, namespace or package declared in source.
    Module,
    /// A type alias.
    TypeAlias,
    /// A constant.
    Constant,
    /// A variable at module or class level.
    Variable,
    /// A field of a type.
    Field,
    /// A macro.
    Macro,
    /// A heading of a document, with all that stands under it.
    Heading,
    /// A key of data.
    Key,
    /// A block of a configuration.
    Block,
    /// A rule of a style sheet, by its selectors.
    Rule,
    /// A table or view of a database.
    Table,
    /// A stage of a build.
    Stage,
    /// An element of a page that has an id.
    Element,
}

/// Who can see a definition, as far as the syntax says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Visible outside its module or package.
    Public,
    /// Visible to a part of the program: package, crate, subclass.
    Restricted,
    /// Visible inside its file, module or type only.
    Private,
}

/// A named thing that the file defines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its own name.
    pub name: String,
    /// Names of its parents and its own, joined by a dot in every language.
    pub qualified_name: String,
    /// What it is.
    pub kind: DefinitionKind,
    /// The whole definition, decorators and attributes included, leading comments not.
    pub span: Span,
    /// Where the name stands.
    pub name_span: Span,
    /// The head of the definition on one line, body left out, at most 400 bytes.
    pub signature: String,
    /// First line of its documentation.
    pub documentation: Option<String>,
    /// Index of the enclosing definition.
    pub parent: Option<u32>,
    /// Who can see it.
    pub visibility: Visibility,
    /// Number of parameters, for things that are called; `self` and `this` count when written.
    pub parameter_count: Option<u32>,
}

/// One name that the file takes from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The module as written: `a.b`, `..pkg`, `./x`, `crate::a::b`, `vector`, `"util.h"` without quotes.
    pub module: String,
    /// The name taken out of the module; `None` takes the module itself, `*` takes all.
    pub name: Option<String>,
    /// The name it is bound to here, where that differs.
    pub alias: Option<String>,
    /// How it is written.
    pub kind: ImportKind,
    /// Used for types only (`import type`, `if TYPE_CHECKING`).
    pub type_only: bool,
    /// Where it stands.
    pub span: Span,
}

/// The forms of import that resolve differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// A plain import.
    Import,
    /// An import that exports again: `export … from`, `pub use`.
    Reexport,
    /// A module file declared by this file: Rust's `mod x;`.
    Submodule,
    /// A load by a call: `require("x")`, `import("x")`, with a literal argument.
    Call,
    /// A C include in quotes.
    IncludeQuoted,
    /// A C include in angle brackets.
    IncludeSystem,
    /// The package that the file itself belongs to (Java, Go), kept for resolution.
    Package,
}

/// A call site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The name that is called, without receiver, as an index into [`FileFacts::names`].
    pub name: u32,
    /// What stands before the name (`self`, `a.b`), as written, at most 80 bytes, as such an index.
    pub receiver: Option<u32>,
    /// Number of arguments written.
    pub argument_count: u32,
    /// Index of the enclosing definition.
    pub caller: Option<u32>,
    /// Where the name stands.
    pub span: Span,
}

/// A use of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The identifier, as an index into [`FileFacts::names`].
    pub name: u32,
    /// Index of the enclosing definition.
    pub scope: Option<u32>,
    /// Line, 1-based.
    pub line: u32,
}

/// A decision point or a thing that nests, as written; what counts for which metric is decided above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BranchKind {
    /// `if`.
    If,
    /// `elif`, `else if`.
    ElseIf,
    /// `for`, `while`, `do`, `loop`.
    Loop,
    /// `else` of a loop.
    LoopElse,
    /// A case or match arm that tests something.
    Case,
    /// `default`, `_`.
    DefaultCase,
    /// `except`, `catch`.
    Catch,
    /// `else` of a `try`.
    TryElse,
    /// A conditional expression.
    Ternary,
    /// One `and`, `or`, `&&`, `||` operator.
    BooleanOperator,
    /// One `for` of a comprehension.
    Comprehension,
    /// One `if` of a comprehension.
    ComprehensionIf,
    /// `assert` as a statement of the language.
    Assert,
    /// Rust's `?`.
    TryOperator,
}

/// One decision point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// What it is.
    pub kind: BranchKind,
    /// Index of the innermost enclosing function or method; `None` is the file's own code.
    pub owner: Option<u32>,
    /// How many nesting constructs (if, loop, match, catch, ternary) of the same owner stand round it.
    pub nesting: u32,
    /// Line, 1-based.
    pub line: u32,
}

/// How many lines are what. `code + comment + blank == total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCounts {
    /// All lines; a last line without line end counts.
    pub total: u32,
    /// Lines with anything but white space and comments; a documentation string counts as code.
    pub code: u32,
    /// Lines with comments only.
    pub comment: u32,
    /// Lines with white space only.
    pub blank: u32,
}

/// What went wrong while a file was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Line, 1-based; the first one where it concerns the whole file.
    pub line: u32,
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Text that the grammar does not accept here.
    SyntaxError,
    /// Something the grammar expects is missing.
    MissingToken,
    /// Bytes that are not UTF-8; read as replacement characters.
    InvalidUtf8,
    /// Parsing took longer than allowed; facts are empty but for lines.
    ParseTimeout,
    /// Nested deeper than allowed; facts below the limit are missing.
    TooDeep,
    /// More facts than allowed; the rest is missing.
    TooManyFacts,
    /// Parsing needs more memory than allowed; facts are empty but for lines.
    ParseMemory,
}
