//! Whether one definition is used, and if not, what may use it all the same.

use std::collections::BTreeSet;

use syntax::facts::{Definition, DefinitionKind, Visibility};
use syntax::{Language, is_function, is_type};

use crate::calls::{Calls, site};
use crate::engine::Question;
use crate::index::SourceFile;
use crate::model::dead_code::{DeadReason, DeadTier};
use crate::names::{End, Evidence, Names, Place};
use crate::testing::{is_of_tests, is_test};

/// Decorators and annotations that hand nothing on.
const HARMLESS: [&str; 18] = [
    "abstractmethod",
    "classmethod",
    "final",
    "override",
    "overload",
    "property",
    "cached_property",
    "staticmethod",
    "setter",
    "deleter",
    "lru_cache",
    "cache",
    "contextmanager",
    "dataclass",
    "Override",
    "Deprecated",
    "SuppressWarnings",
    "SafeVarargs",
];

/// Types from elsewhere that call nothing of those below them by its name.
const INERT: [&str; 8] = [
    "object",
    "Object",
    "ABC",
    "Generic",
    "Exception",
    "ValueError",
    "TypeError",
    "RuntimeError",
];

/// How code elsewhere uses a definition.
#[derive(Default)]
struct Used {
    surely: bool,
    by_tests: bool,
    possibly: bool,
}

/// What is known of all uses.
pub struct View<'a> {
    /// What is asked.
    pub question: &'a Question<'a>,
    /// Who uses whom.
    pub calls: &'a Calls,
    /// What names mean.
    pub names: &'a Names<'a>,
    /// Definitions that files other than tests import.
    pub imported: BTreeSet<Place>,
}

impl View<'_> {
    /// Whether a definition is dead, and why; nothing for what is used or is run by its name.
    pub fn judged(
        &self,
        place: Place,
        source: &SourceFile,
        definition: &Definition,
    ) -> Option<(DeadTier, DeadReason)> {
        let is_judged = is_function(definition.kind)
            || (is_type(definition.kind) && definition.kind != DefinitionKind::Implementation);
        if !is_judged
            || self.is_asked_for(place)
            || is_run_by_name(source.language, &definition.name)
            || is_of_tests(
                self.names,
                End {
                    file: place.file,
                    definition: Some(place.definition),
                },
            )
            || self.names.first_of_name(place) != place
            || self.names.is_written_elsewhere(place)
        {
            return None;
        }
        let used = self.used(place, definition);
        if used.surely || !self.names.overridden(place).is_empty() {
            return None;
        }
        if used.possibly {
            return Some((DeadTier::Unknown, DeadReason::UnresolvedUse));
        }
        if let Some(reason) = self.doubt(place, source, definition) {
            return Some((DeadTier::Unknown, reason));
        }
        Some(
            match (used.by_tests, self.is_hidden(place, source, definition)) {
                (true, _) => (DeadTier::TestsOnly, DeadReason::OnlyTestsUseIt),
                (false, true) => (DeadTier::Certain, DeadReason::PrivateAndUnused),
                (false, false) => (DeadTier::Likely, DeadReason::UnusedHere),
            },
        )
    }

    /// How code elsewhere uses a definition; a type also by what stands in it, and by the other name it is given.
    fn used(&self, place: Place, definition: &Definition) -> Used {
        let mut parts = BTreeSet::from([place.definition]);
        if is_type(definition.kind) {
            parts = self.names.inside_of(place);
            parts.extend(self.names.alias_round(place));
        }
        let mut used = Used::default();
        for part in parts {
            let inner = self.names.definition(Place {
                definition: part,
                ..place
            });
            // What runs the program finds it in its type.
            used.surely |= inner.is_some_and(|one| matches!(one.name.as_str(), "main" | "Main"));
            let node = self.calls.node(End {
                file: place.file,
                definition: Some(part),
            });
            for edge in self.calls.users(node) {
                let user = self.calls.end(edge.from);
                if self.is_inside(user, place) {
                    continue;
                }
                let file = self.names.file(user.file);
                let in_tests = file.is_some_and(|file| is_test(file.path.as_str()));
                match (edge.evidence, in_tests) {
                    (Evidence::Possible, _) => used.possibly = true,
                    (_, true) => used.by_tests = true,
                    (_, false) => used.surely = true,
                }
            }
        }
        used
    }

    fn parent(&self, place: Place) -> Option<&Definition> {
        self.names.definition(self.names.parent_of(place)?)
    }

    /// Whether it is what an interface asks of others.
    fn is_asked_for(&self, place: Place) -> bool {
        self.parent(place).is_some_and(|one| {
            matches!(one.kind, DefinitionKind::Interface | DefinitionKind::Trait)
        })
    }

    /// What may use a definition without being seen.
    fn doubt(
        &self,
        place: Place,
        source: &SourceFile,
        definition: &Definition,
    ) -> Option<DeadReason> {
        let unknown = self.calls.unknown(source.language, &definition.name);
        let fits = |at: &(u32, u32)| {
            site(self.question.index, *at).is_some_and(|site| self.names.fits(place, site))
        };
        if unknown.iter().any(fits) {
            return Some(DeadReason::UnresolvedUse);
        }
        if definition.kind == DefinitionKind::Method && self.has_a_shape(place) {
            return Some(DeadReason::UnresolvedUse);
        }
        // Operators are no uses of the functions behind them.
        let says =
            |word: &str| source.language == Language::Kotlin && definition.signature.contains(word);
        let is_sign = source.language == Language::Ruby
            && !definition
                .name
                .starts_with(|one: char| one.is_alphabetic() || one == '_');
        if says("operator fun ") || is_sign || self.names.is_friend(place) {
            return Some(DeadReason::UnresolvedUse);
        }
        let overrides = definition.kind == DefinitionKind::Function && says("override fun ");
        if overrides || self.is_in_object(place, definition) {
            return Some(DeadReason::InObject);
        }
        if self.imported.contains(&place) {
            return Some(DeadReason::Imported);
        }
        let handed_on = |name: &str| !HARMLESS.contains(&name);
        if self.names.decorator_names(place).any(handed_on)
            || has_attributes(source.language, definition)
        {
            return Some(DeadReason::Decorated);
        }
        let around = self.names.parent_of(place);
        [Some(place), around, self.names.class_of(place)]
            .into_iter()
            .flatten()
            .any(|one| self.has_foreign_bases(one))
            .then_some(DeadReason::BaseFromElsewhere)
    }

    /// Whether an interface asks for a method of this name: in some languages a type need not say that it has it.
    fn has_a_shape(&self, method: Place) -> bool {
        let candidates = self.names.candidates(method).into_iter();
        candidates.filter(|one| *one != method).any(|one| {
            let Some(class) = self.names.class_of(one) else {
                return false;
            };
            let kind = self.names.definition(class).map(|class| class.kind);
            kind == Some(DefinitionKind::Interface)
                || self
                    .names
                    .other_bases(class)
                    .0
                    .iter()
                    .any(|base| base == "Protocol")
        })
    }

    /// Whether code that is not here may call what stands in a type, or find the type by its base.
    fn has_foreign_bases(&self, class: Place) -> bool {
        let is_a_type = self
            .names
            .definition(class)
            .is_some_and(|one| is_type(one.kind));
        if !is_a_type {
            return false;
        }
        let above = self.names.above(class).into_iter().chain([class]);
        above.into_iter().any(|one| {
            let (outside, unknown) = self.names.other_bases(one);
            !unknown.is_empty() || outside.iter().any(|name| !INERT.contains(&name.as_str()))
        })
    }

    /// Whether the language itself keeps others from using it: private there, or inside a function.
    fn is_hidden(&self, place: Place, source: &SourceFile, definition: &Definition) -> bool {
        let by_custom = match source.language {
            Language::Python | Language::Ruby => true,
            // It may add to one of the same name, as in `declare global`.
            Language::TypeScript | Language::Tsx => definition.kind == DefinitionKind::Interface,
            _ => false,
        };
        let in_function = self
            .parent(place)
            .is_some_and(|parent| is_function(parent.kind));
        // A method of Ruby that stands in another is one of the class like it.
        let in_function = in_function && source.language != Language::Ruby;
        in_function || (!by_custom && definition.visibility == Visibility::Private)
    }

    /// Whether it is a function that is put into an object, which whoever has the object may call.
    fn is_in_object(&self, place: Place, definition: &Definition) -> bool {
        match definition.kind {
            DefinitionKind::Method => self.names.class_of(place).is_none(),
            // It has the object's name before its own.
            DefinitionKind::Function => self.parent(place).is_some_and(|parent| {
                let own = format!("{}.{}", parent.qualified_name, definition.name);
                definition.qualified_name != own
            }),
            _ => false,
        }
    }

    fn is_inside(&self, user: End, place: Place) -> bool {
        let definition = user.definition.filter(|_| user.file == place.file);
        definition.is_some_and(|definition| {
            let mut round = self.names.outward(Place {
                definition,
                ..place
            });
            round.any(|one| one == place)
        })
    }
}

/// Whether attributes stand in front of a definition, in languages where facts do not say which: it begins further
/// before its name than its head does.
fn has_attributes(language: Language, definition: &Definition) -> bool {
    let are_known = matches!(
        language,
        Language::Python
            | Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Java
    );
    let (name, whole) = (definition.name_span, definition.span);
    // Facts from a store may have them the other way round.
    let before_name = name.start_byte.saturating_sub(whole.start_byte);
    let in_head = definition.signature.find(&definition.name);
    !are_known && in_head.is_some_and(|length| before_name as usize > length)
}

/// Whether the language, or what runs it, calls a function of this name.
fn is_run_by_name(language: Language, name: &str) -> bool {
    if name.starts_with("__") || name == "main" {
        return true;
    }
    match language {
        Language::Go => name == "init",
        Language::JavaScript | Language::TypeScript | Language::Tsx => name == "constructor",
        Language::Ruby => {
            let hooks = [
                "initialize",
                "method_missing",
                "included",
                "extended",
                "inherited",
            ];
            name.starts_with("respond_to") || hooks.contains(&name)
        }
        Language::Java | Language::Kotlin => {
            let hooks = [
                "equals",
                "hashCode",
                "toString",
                "readObject",
                "writeObject",
                "readResolve",
                "writeReplace",
                "finalize",
            ];
            hooks.contains(&name)
        }
        Language::Cpp => name.starts_with('~') || name.starts_with("operator"),
        Language::CSharp => name == "Main",
        _ => false,
    }
}
