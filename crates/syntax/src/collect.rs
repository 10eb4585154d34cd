//! The facts of one file while they are gathered: numbering, limits, and what can be said only at the end.

use std::collections::VecDeque;
use std::ops::Range;

use crate::definitions::{Found, Place, Shape, is_function, is_type, is_value};
use crate::facts::{
    Branch, BranchKind, Call, Definition, DefinitionKind, FileFacts, Import, Problem, ProblemKind,
    Reference, Span,
};
use crate::heads::Head;
use crate::language::Language;
use crate::languages::{self, ecmascript, python};
use crate::maps::HashSet;
use crate::measure::Opening;
use crate::names::{NAME_BYTES_MAX, Names};
use crate::parse::Limits;
use crate::source::{clip, clip_start};
use crate::spans::{small, span, start_line};
use crate::tree::Node;
use crate::{calls, lines};

mod finish;
mod parts;

pub(crate) use parts::Embedded;
use parts::Part;

/// Longest qualified name; of longer ones the outermost parents are left out.
const QUALIFIED_NAME_BYTES_MAX: usize = 1_000;

/// What surrounds a definition and belongs to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outer {
    /// Where it stands, until a definition has taken it.
    pub span: Option<Span>,
    /// It exports what it surrounds.
    pub exported: bool,
}

/// The facts so far.
pub(crate) struct Collected<'a> {
    text: &'a str,
    language: Language,
    limits: &'a Limits,
    facts: FileFacts,
    heads: Vec<Head>,
    names: Names<'a>,
    comments: Vec<Range<usize>>,
    /// Syntax errors, those of a part beside those of what it stands in.
    errors: Vec<Range<usize>>,
    /// Where names of definitions begin: these are no references.
    defined_at: HashSet<usize>,
    /// Python binds a variable again and again; the first time counts.
    variables: HashSet<(Option<u32>, &'a str)>,
    /// Names that an `export` far from the definition makes public.
    exported: HashSet<&'a str>,
    /// The file imports or exports as an ECMAScript module does.
    is_module: bool,
    /// Imports before this byte are for type checkers.
    type_only_until: usize,
    /// Where types and functions begin, in the order of the walk.
    pub openings: Vec<Opening>,
    /// The last line with anything on it. A problem beyond it is that the text ended too early.
    last_line: u32,
    /// Parts in other languages that are still to be read.
    embedded: VecDeque<Embedded>,
    /// The part that is being read.
    part: Part,
}

impl<'a> Collected<'a> {
    pub fn new(text: &'a str, language: Language, limits: &'a Limits) -> Self {
        let last_line = lines::line_of(text, text.trim_end().len());
        Self {
            text,
            language,
            limits,
            facts: FileFacts::empty(language),
            heads: Vec::new(),
            names: Names::default(),
            comments: Vec::new(),
            errors: Vec::new(),
            defined_at: HashSet::default(),
            variables: HashSet::default(),
            exported: HashSet::default(),
            is_module: false,
            type_only_until: 0,
            last_line,
            embedded: VecDeque::new(),
            part: Part {
                end: text.len(),
                end_line: last_line,
                ..Part::default()
            },
            openings: Vec::new(),
        }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The language of the part that is being read.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Where that part ends.
    pub fn end(&self) -> usize {
        self.part.end
    }

    /// Take a definition in; `None` when it is none after all, or one too many.
    pub fn define(
        &mut self,
        found: &Found<'_>,
        place: &Place<'_>,
        parent: Option<u32>,
        outer: Option<Span>,
        prefix: Option<Span>,
    ) -> Option<(u32, DefinitionKind)> {
        let shape = languages::shape(self.language, found, place, self.text)?;
        let name = clip(shape.name, NAME_BYTES_MAX);
        let parent = self.holder(parent, shape.kind);
        let rebound = self.language == Language::Python
            && is_value(shape.kind)
            && !self.variables.insert((parent, name));
        if name.is_empty() || rebound || !self.has_room(self.facts.definitions.len(), found.node) {
            return None;
        }
        let mut whole = span(found.node);
        let head_start = self.extend(&mut whole, outer);
        if let Some(prefix) = prefix {
            whole.start_byte = prefix.start_byte.min(whole.start_byte);
            whole.start_line = prefix.start_line.min(whole.start_line);
        }
        self.heads
            .push(self.head(found, &shape, head_start, whole.start_byte));
        self.defined_at.insert(shape.name_node.start_byte());
        self.facts.definitions.push(Definition {
            name: name.to_owned(),
            qualified_name: self.qualified(parent, shape.qualifier.as_deref(), name),
            kind: shape.kind,
            span: whole,
            name_span: span(shape.name_node),
            signature: String::new(),
            documentation: None,
            parent,
            visibility: shape.visibility,
            parameter_count: shape
                .parameters
                .map(|list| languages::parameter_count(self.language, list, self.text))
                .or_else(|| is_function(shape.kind).then_some(0)),
        });
        let index = small(self.facts.definitions.len() - 1);
        if is_function(shape.kind) || is_type(shape.kind) {
            self.openings.push(Opening {
                node: found.node.id(),
                body: found.body.map(|body| body.id()),
                definition: index,
            });
        }
        Some((index, shape.kind))
    }

    /// A value is not the parent of a value: `a = b = 1` defines both at one level.
    /// Nor are the names after a C type its parents: `typedef struct node { … } node_t`.
    fn holder(&self, parent: Option<u32>, kind: DefinitionKind) -> Option<u32> {
        let enclosing = parent.and_then(|index| self.definition(index))?;
        let named_type = matches!(self.language, Language::C | Language::Cpp)
            && is_type(kind)
            && (is_value(enclosing.kind)
                || matches!(
                    enclosing.kind,
                    DefinitionKind::TypeAlias | DefinitionKind::Field
                ));
        if named_type || (is_value(enclosing.kind) && is_value(kind)) {
            enclosing.parent
        } else {
            parent
        }
    }

    /// Let a span include what surrounds it, where that belongs to it alone; return where its head starts.
    fn extend(&self, whole: &mut Span, outer: Option<Span>) -> usize {
        let own_start = whole.start_byte as usize;
        let Some(span) = outer else { return own_start };
        let before = self
            .text
            .get(span.start_byte as usize..own_start)
            .unwrap_or_default();
        let after = self
            .text
            .get(whole.end_byte as usize..span.end_byte as usize)
            .unwrap_or_default();
        // `var (` and `const (` surround many.
        if self.language == Language::Go && before.contains('(') {
            return own_start;
        }
        whole.start_byte = span.start_byte;
        whole.start_line = span.start_line;
        if after.trim_matches([';', ' ', '\n', '\r', '\t']).is_empty() {
            whole.end_byte = whole.end_byte.max(span.end_byte);
            whole.end_line = whole.end_line.max(span.end_line);
        }
        if self.language == Language::Python {
            own_start
        } else {
            span.start_byte as usize
        }
    }

    fn head(
        &self,
        found: &Found<'_>,
        shape: &Shape<'_, '_>,
        start: usize,
        whole_start: u32,
    ) -> Head {
        let cut = matches!(
            shape.kind,
            DefinitionKind::Variable | DefinitionKind::Constant | DefinitionKind::Macro
        );
        let docstring = found
            .body
            .filter(|_| self.language == Language::Python && !is_value(shape.kind))
            .and_then(python::docstring);
        let end = found.node.end_byte();
        Head {
            language: self.language,
            range: shape.head_start.unwrap_or(start)..shape.head_end.unwrap_or(end),
            rest: shape.head_resumes.map(|resumes| resumes..end),
            first_line_only: cut,
            start_byte: whole_start as usize,
            docstring,
        }
    }

    fn qualified(&self, parent: Option<u32>, qualifier: Option<&str>, name: &str) -> String {
        let mut parts = Vec::with_capacity(3);
        parts.extend(
            parent
                .and_then(|index| self.definition(index))
                .map(|d| d.qualified_name.as_str()),
        );
        parts.extend(qualifier);
        parts.push(name);
        let joined = parts.join(".").replace("::", ".");
        let joined = if self.language == Language::Php {
            joined.replace('\\', ".")
        } else {
            joined
        };
        clip_start(&joined, QUALIFIED_NAME_BYTES_MAX).to_owned()
    }

    pub fn definition(&self, index: u32) -> Option<&Definition> {
        self.facts.definitions.get(index as usize)
    }

    pub fn import(&mut self, node: Node<'_>) {
        let mut imports = Vec::new();
        languages::imports(self.language, node, self.text, &mut |import| {
            imports.push(import)
        });
        self.is_module |= matches!(node.kind(), "import_statement" | "export_statement");
        self.keep_imports(imports, node);
    }

    fn keep_imports(&mut self, imports: Vec<Import>, node: Node<'_>) {
        for mut import in imports {
            if !self.has_room(self.facts.imports.len(), node) {
                return;
            }
            import.type_only |= node.start_byte() < self.type_only_until;
            self.facts.imports.push(import);
        }
    }

    pub fn call(&mut self, node: Node<'_>, parent: Node<'_>, caller: Option<u32>) {
        let mut imports = Vec::new();
        languages::imports_of_call(self.language, node, parent, self.text, &mut |import| {
            imports.push(import)
        });
        self.keep_imports(imports, node);
        let Some(callee) = calls::callee(node, self.text) else {
            return;
        };
        // A name that error recovery has made up is empty.
        let name = self.text.get(callee.name.byte_range());
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return;
        };
        if !self.has_room(self.facts.calls.len(), node) {
            return;
        }
        let call = Call {
            name: self.names.index(name),
            receiver: callee.receiver.map(|receiver| self.names.index(receiver)),
            argument_count: calls::argument_count(&callee, node, parent, self.text),
            caller,
            span: span(callee.name),
        };
        self.facts.calls.push(call);
    }

    pub fn reference(&mut self, node: Node<'_>, scope: Option<u32>) {
        let range = node.byte_range();
        if self.defined_at.contains(&range.start)
            || !self.has_room(self.facts.references.len(), node)
        {
            return;
        }
        if let Some(name) = self.text.get(range).filter(|name| !name.is_empty()) {
            let name = self.names.index(name);
            self.facts.references.push(Reference {
                name,
                scope,
                line: start_line(node),
            });
        }
    }

    pub fn branch(&mut self, kind: BranchKind, node: Node<'_>, owner: Option<u32>, nesting: u32) {
        if self.has_room(self.facts.branches.len(), node) {
            self.facts.branches.push(Branch {
                kind,
                owner,
                nesting,
                line: start_line(node),
            });
        }
    }

    pub fn comment(&mut self, node: Node<'_>) {
        self.comments.push(lines::comment_range(node, self.text));
    }

    /// Names that are exported where they are not defined.
    pub fn export(&mut self, export: Node<'_>) {
        self.is_module = true;
        self.exported
            .extend(ecmascript::exported_names(export, self.text));
    }

    /// From here to the end of this `if`'s block, imports may be for type checkers only.
    pub fn note_type_checking(&mut self, if_statement: Node<'_>) {
        if let Some(end) = python::type_checking_end(if_statement, self.text) {
            self.type_only_until = self.type_only_until.max(end);
        }
    }

    pub fn problem(&mut self, kind: ProblemKind, node: Node<'_>) {
        if !self.is_example() && self.facts.problems.len() < self.limits.problems_max as usize {
            let line = start_line(node).min(self.last_line);
            self.facts.problems.push(Problem { kind, line });
        }
    }

    /// A syntax error that is not inside another of its part.
    pub fn error(&mut self, node: Node<'_>) {
        if !self.is_example() {
            let end = node.end_byte().min(self.text.len());
            self.errors.push(node.start_byte().min(end)..end);
        }
        self.problem(ProblemKind::SyntaxError, node);
    }

    /// Whether one more fact fits; says so once when not.
    fn has_room(&mut self, count: usize, node: Node<'_>) -> bool {
        let fits = count < self.limits.facts_max as usize;
        if !fits
            && !self
                .facts
                .problems
                .iter()
                .any(|problem| problem.kind == ProblemKind::TooManyFacts)
        {
            self.problem(ProblemKind::TooManyFacts, node);
        }
        fits
    }
}
