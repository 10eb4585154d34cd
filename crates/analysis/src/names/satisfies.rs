//! Interfaces of Go, which a type satisfies by having their methods, without saying so.
//!
//! Methods are compared by name and by number of parameters, not by the types of these.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use syntax::facts::DefinitionKind;
use syntax::{Language, is_type};

use super::{Names, Place};

/// Which types satisfy which interfaces, and with which methods which of theirs; both ways, sorted.
#[derive(Debug, Default)]
pub struct Satisfied {
    above: BTreeMap<Place, BTreeSet<Place>>,
    below: BTreeMap<Place, BTreeSet<Place>>,
}

impl Satisfied {
    fn add(&mut self, below: Place, above: Place) {
        self.above.entry(below).or_default().insert(above);
        self.below.entry(above).or_default().insert(below);
    }
}

/// Methods of one type by name.
type Methods<'a> = HashMap<&'a str, Place>;

impl<'a> Names<'a> {
    /// The interfaces whose methods a type has, and the methods of interfaces that a method stands for, as far as names and numbers of parameters say.
    #[must_use]
    pub fn satisfied(&self, place: Place) -> Vec<Place> {
        let found = self.satisfactions().above.get(&place);
        found.into_iter().flatten().copied().collect()
    }

    /// The types that have the methods of an interface, and the methods that stand for one of an interface, as far as names and numbers of parameters say.
    #[must_use]
    pub fn satisfying(&self, place: Place) -> Vec<Place> {
        let found = self.satisfactions().below.get(&place);
        found.into_iter().flatten().copied().collect()
    }

    /// The type that a method is declared for; in Go it may stand in another file of the package.
    #[must_use]
    pub fn class_of(&self, method: Place) -> Option<Place> {
        let source = self.file(method.file)?;
        let definition = self.definition(method)?;
        let parent = definition.parent.map(|definition| Place {
            file: method.file,
            definition,
        });
        let parent = parent.filter(|parent| {
            self.kind(*parent).is_some_and(is_type) || self.is_ruby_module(*parent)
        });
        if source.language == Language::Cpp && parent.is_none() {
            return self.owner(method);
        }
        if parent.is_some() || source.language != Language::Go {
            return parent.map(|parent| self.subject(parent));
        }
        let (class, _) = definition.qualified_name.split_once('.')?;
        let mut found = self.offered_here(method.file, class).iter();
        found.find(|place| self.is_class(**place)).copied()
    }

    fn satisfactions(&self) -> &Satisfied {
        self.graph.satisfied.get_or_init(|| self.compared())
    }

    fn compared(&self) -> Satisfied {
        let (classes, interfaces) = self.declared_methods();
        // What is embedded gives its methods, those nearest first.
        let sets: BTreeMap<Place, Methods<'a>> = classes
            .keys()
            .map(|class| (*class, self.method_set(*class, &classes)))
            .collect();
        let mut by_method: HashMap<&str, Vec<Place>> = HashMap::new();
        for (class, methods) in &sets {
            for name in methods.keys() {
                by_method.entry(name).or_default().push(*class);
            }
        }
        let mut found = Satisfied::default();
        for interface in interfaces {
            let asked = self.method_set(interface, &classes);
            let rarest = asked
                .keys()
                .map(|name| by_method.get(name).map_or(&[][..], Vec::as_slice))
                .min_by_key(|having| having.len());
            for class in rarest.into_iter().flatten() {
                let Some(own) = sets.get(class).filter(|_| *class != interface) else {
                    continue;
                };
                let pairs: Option<Vec<(Place, Place)>> = asked
                    .iter()
                    .map(|(name, asked)| Some((*own.get(name)?, *asked)))
                    .collect();
                let fits = |(own, asked): &(Place, Place)| {
                    self.parameters(*own) == self.parameters(*asked)
                };
                if let Some(pairs) = pairs.filter(|pairs| pairs.iter().all(fits)) {
                    found.add(*class, interface);
                    let methods = pairs.into_iter().filter(|(own, asked)| own != asked);
                    methods.for_each(|(own, asked)| found.add(own, asked));
                }
            }
        }
        found
    }

    /// The types of Go with the methods that are declared for them, and the interfaces.
    fn declared_methods(&self) -> (BTreeMap<Place, Methods<'a>>, Vec<Place>) {
        let mut classes: BTreeMap<Place, Methods<'a>> = BTreeMap::new();
        let mut interfaces: Vec<Place> = Vec::new();
        for (file, source) in (0_u32..).zip(&self.index.files) {
            if source.language != Language::Go {
                continue;
            }
            for (definition, one) in (0_u32..).zip(&source.definitions) {
                let place = Place { file, definition };
                if one.kind == DefinitionKind::Interface {
                    interfaces.push(place);
                } else if let (DefinitionKind::Method, Some(class)) =
                    (one.kind, self.class_of(place))
                {
                    let methods = classes.entry(class).or_default();
                    methods.entry(one.name.as_str()).or_insert(place);
                } else if self.is_class(place) {
                    classes.entry(place).or_default();
                }
            }
        }
        (classes, interfaces)
    }

    fn parameters(&self, method: Place) -> Option<u32> {
        self.definition(method).and_then(|one| one.parameter_count)
    }

    /// What a type and what it embeds have as methods.
    fn method_set(&self, class: Place, own: &BTreeMap<Place, Methods<'a>>) -> Methods<'a> {
        let mut methods = Methods::new();
        for class in &self.bases(class).order {
            for (name, method) in own.get(class).into_iter().flatten() {
                methods.entry(name).or_insert(*method);
            }
        }
        methods
    }
}
