//! What is answered about metrics.
//!
//! Every number has the name of its definition; `docs/metrics.md` says what each counts.

use schemars::JsonSchema;
use serde::Serialize;
use syntax::facts::DefinitionKind;
use syntax::measures::Reason;

/// Result of `complexity`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ComplexityResult {
    /// What was counted.
    pub definition: String,
    /// The most complex first; where functions were asked for.
    pub functions: Vec<FunctionComplexity>,
    /// The most complex first; where types, files or packages were asked for.
    pub groups: Vec<GroupComplexity>,
    /// Over all functions asked for.
    pub summary: ComplexitySummary,
}

/// How complex a function is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FunctionComplexity {
    /// Its own name.
    pub name: String,
    /// Names of its parents and its own, joined by dots.
    pub qualified_name: String,
    /// Function or method.
    #[schemars(with = "String")]
    pub kind: DefinitionKind,
    /// Its file.
    pub path: String,
    /// First line, from 1.
    pub line: u32,
    /// Last line, included.
    pub end_line: u32,
    /// One and the number of its decision points.
    pub cyclomatic: u32,
    /// How hard it is to follow, nested functions included.
    pub cognitive: u32,
    /// The deepest nesting of its branches.
    pub nesting_max: u32,
    /// Lines from first to last.
    pub lines: u32,
    /// Number of its parameters.
    pub parameters: u32,
    /// All else that is measured, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// What `cognitive` is made of, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increments: Option<Vec<CognitiveIncrement>>,
}

/// One part of a cognitive complexity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CognitiveIncrement {
    /// The line, from 1.
    pub line: u32,
    /// What stands there.
    #[schemars(with = "String")]
    pub reason: Reason,
    /// What it adds.
    pub adds: u32,
    /// How much of that is nesting.
    pub nesting: u32,
}

/// How complex a type, file or package is.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GroupComplexity {
    /// Name of the type, or the path.
    pub name: String,
    /// Kind of the type, `file` or `package`.
    pub kind: String,
    /// Its file or folder.
    pub path: String,
    /// First line of a type, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Functions and methods in it.
    pub functions: u32,
    /// Sum over its functions; of files and packages with the decisions outside of functions.
    pub cyclomatic: u32,
    /// The highest of a function in it.
    pub cyclomatic_max: u32,
    /// Sum over its functions, nested ones counted once; of files and packages with the code outside of functions.
    pub cognitive: u32,
    /// All else that is measured, where it was asked for; not of packages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
    /// How a type is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub design: Option<TypeDesign>,
    /// What a file or package hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupling: Option<Coupling>,
}

/// What is measured beside complexity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Metrics {
    /// Cyclomatic complexity by other definitions.
    pub variants: Variants,
    /// Halstead's measures.
    pub halstead: HalsteadMetrics,
    /// Four maintainability indices.
    pub maintainability: Maintainability,
    /// Lines by kind.
    pub loc: LocKinds,
    /// Assignments, branches, conditions.
    pub abc: AbcMetrics,
    /// Functions without a name.
    pub closures: u32,
    /// Parameters of these.
    pub closure_parameters: u32,
    /// Places that return.
    pub exits: u32,
}

/// Cyclomatic complexity as others count it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Variants {
    /// As the Python package mccabe and ruff's C901.
    pub mccabe: u32,
    /// As lizard.
    pub lizard: u32,
    /// Each `switch` or `match` counts one, whatever its cases.
    pub modified: u32,
}

/// Halstead's measures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct HalsteadMetrics {
    /// Different operators.
    pub operators_distinct: u32,
    /// Different operands.
    pub operands_distinct: u32,
    /// Operators in all.
    pub operators: u32,
    /// Operands in all.
    pub operands: u32,
    /// Length times the binary logarithm of the vocabulary.
    pub volume: f64,
    /// Half the different operators, times operands for each different one.
    pub difficulty: f64,
    /// Volume times difficulty.
    pub effort: f64,
    /// Effort by 18 a second.
    pub time_s: f64,
    /// Volume by 3000.
    pub bugs_v: f64,
    /// Effort to the power of two thirds, by 3000.
    pub bugs_e: f64,
}

/// Maintainability by four formulas; null where one is not defined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Maintainability {
    /// Oman and Hagemeister, without comments.
    pub original: Option<f64>,
    /// Software Engineering Institute, with the share of comments.
    pub sei: Option<f64>,
    /// Visual Studio: the original between 0 and 100.
    pub visual_studio: Option<f64>,
    /// Radon's formula, on the statements and comments counted here.
    pub radon: Option<f64>,
}

/// Lines by kind: `ploc + comment_only + blank == sloc`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LocKinds {
    /// From the first line to the last.
    pub sloc: u32,
    /// With code.
    pub ploc: u32,
    /// Statements.
    pub lloc: u32,
    /// With a comment, code beside it or not.
    pub cloc: u32,
    /// With comments only.
    pub comment_only: u32,
    /// With white space only.
    pub blank: u32,
}

/// Assignments, branches, conditions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
pub struct AbcMetrics {
    /// Changes of variables.
    pub assignments: u32,
    /// Calls.
    pub branches: u32,
    /// Comparisons and alternatives.
    pub conditions: u32,
    /// Root of the sum of the squares.
    pub magnitude: f64,
}

/// How a type is made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct TypeDesign {
    /// Sum of the cyclomatic complexities of its methods.
    pub wmc: u32,
    /// Methods.
    pub nom: u32,
    /// Public methods.
    pub npm: u32,
    /// Fields, constants and variables of its own.
    pub attributes: u32,
    /// Public ones of these.
    pub npa: u32,
    /// Groups of methods that share no member with one another; null without methods.
    pub lcom4: Option<u32>,
    /// Share of pairs of public methods that use a field in common; null for less than two.
    pub tcc: Option<f64>,
    /// Other types of the repository that it mentions.
    pub cbo: u32,
    /// Names from elsewhere that it mentions and that may be types.
    pub cbo_unknown: u32,
    /// It can only be derived from.
    pub is_abstract: bool,
}

/// What a file or package hangs on. Imports for types only are not counted but apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Coupling {
    /// Ca: files outside that import it.
    pub afferent: u32,
    /// Ce: files outside, of this repository, that it imports.
    pub efferent: u32,
    /// Files outside that it imports for types only.
    pub efferent_types_only: u32,
    /// Ce / (Ca + Ce); null where both are 0.
    pub instability: Option<f64>,
    /// Abstract types by all types; null without types.
    pub abstractness: Option<f64>,
    /// |abstractness + instability - 1|; null where either is.
    pub distance: Option<f64>,
}

/// How complex many functions are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct ComplexitySummary {
    /// How many there are.
    pub functions: u64,
    /// Mean, to two places.
    pub mean: f64,
    /// The highest.
    pub max: u32,
    /// The sum.
    pub total: u64,
    /// How many have which rank: A to 5, B to 10, C to 20, D to 30, E to 40, F above.
    pub by_rank: RankCounts,
}

/// How many functions have which rank.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RankCounts {
    /// 1 to 5.
    #[serde(rename = "A")]
    pub a: u64,
    /// 6 to 10.
    #[serde(rename = "B")]
    pub b: u64,
    /// 11 to 20.
    #[serde(rename = "C")]
    pub c: u64,
    /// 21 to 30.
    #[serde(rename = "D")]
    pub d: u64,
    /// 31 to 40.
    #[serde(rename = "E")]
    pub e: u64,
    /// 41 and above.
    #[serde(rename = "F")]
    pub f: u64,
}
