//! What is counted of a file and of each of its types and functions, before any formula is applied.
//!
//! Numbers only: which of them make which metric is decided above this crate.

use serde::{Deserialize, Serialize};

use crate::texts::Texts;

/// The counts of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measures {
    /// The file first, then its types and functions in source order.
    pub spaces: Vec<Space>,
    /// What makes code hard to follow, in source order.
    pub increments: Vec<Increment>,
    /// The texts that the lists below mention.
    pub names: Texts,
    /// Fields and methods of its own type that a function uses, each once, by function.
    pub member_uses: Vec<NameUse>,
    /// Names that may be other types, used inside a type, each once, by type; of a method that stands outside its
    /// type, by that method.
    pub type_uses: Vec<NameUse>,
}

/// The counts of a stretch of code. What is nested is part of it unless said otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    /// Index of the type or function; `None` is the file.
    pub definition: Option<u32>,
    /// How many lines are what.
    pub lines: SpaceLines,
    /// Statements and declarations.
    pub statements: u32,
    /// Operators and operands.
    pub halstead: Halstead,
    /// Assignments, branches and conditions; without nested types and functions.
    pub abc: Abc,
    /// `return`, and `?` in Rust; without nested functions.
    pub exits: u32,
    /// `switch` and `match`; without nested functions.
    pub switches: u32,
    /// `finally`; without nested functions.
    pub finals: u32,
    /// `where` clauses; without nested functions.
    pub wheres: u32,
    /// Functions without a name of their own; without those in nested functions.
    pub closures: u32,
    /// The parameters of these.
    pub closure_parameters: u32,
    /// How deep a function stands in the function that encloses it, for cognitive complexity; `None` where none
    /// does, or where that one is but a frame for it.
    pub nested_at: Option<u32>,
    /// A function that calls itself, directly or through others of the file.
    pub recursive: bool,
    /// A type that cannot be made, only derived from.
    pub abstracted: bool,
}

/// Lines of a space. `code + comment + blank == total`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceLines {
    /// From the first to the last.
    pub total: u32,
    /// With code.
    pub code: u32,
    /// With comments only.
    pub comment: u32,
    /// With white space only.
    pub blank: u32,
    /// With a comment, code beside it or not.
    pub commented: u32,
}

/// Halstead's four counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halstead {
    /// Different operators.
    pub operators_distinct: u32,
    /// Different operands.
    pub operands_distinct: u32,
    /// Operators in all.
    pub operators: u32,
    /// Operands in all.
    pub operands: u32,
}

/// Fitzpatrick's three counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abc {
    /// `=`, `+=`, `++` and their like.
    pub assignments: u32,
    /// Calls.
    pub branches: u32,
    /// Comparisons, `else`, `case`, `try`, `catch` and the conditional expression.
    pub conditions: u32,
}

/// One reason why code is harder to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Increment {
    /// Index of the innermost function round it; `None` is the file's own code.
    pub owner: Option<u32>,
    /// What it is.
    pub reason: Reason,
    /// How deep it stands in its owner; it counts this much more, where its reason counts nesting.
    pub nesting: u32,
    /// Line, 1-based.
    pub line: u32,
}

/// What is hard to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// `if`.
    If,
    /// `else if`.
    ElseIf,
    /// `else`.
    Else,
    /// A loop.
    Loop,
    /// `switch`, `match`, `select`.
    Switch,
    /// `catch`, `except`.
    Catch,
    /// A conditional expression.
    Ternary,
    /// A run of one boolean operator.
    BooleanRun,
    /// `goto`, and `break` or `continue` to a label.
    Jump,
    /// A call of itself, directly or in a circle.
    Recursion,
}

impl Reason {
    /// Whether it counts more the deeper it stands.
    #[must_use]
    pub fn nests(self) -> bool {
        match self {
            Self::If | Self::Loop | Self::Switch | Self::Catch | Self::Ternary => true,
            Self::ElseIf | Self::Else | Self::BooleanRun | Self::Jump | Self::Recursion => false,
        }
    }
}

/// A name and where it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameUse {
    /// Index of the definition that uses it.
    pub definition: u32,
    /// The name, as an index into [`Measures::names`].
    pub name: u32,
}
