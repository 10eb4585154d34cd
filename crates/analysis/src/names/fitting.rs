//! Overloads: which functions of one name take as many arguments as a call writes.

use syntax::Language;
use syntax::facts::Definition;
use syntax::is_callable;
use syntax::usage::{BindingKind, LinkKind, Site, SiteKind, VariableScope};

use super::{Evidence, Names, Place, Reason};

impl Names<'_> {
    /// Lead a call to an overload that takes its arguments; where the class has none, to one of its bases.
    pub(super) fn fit(&self, file: u32, site: &Site, targets: &mut Vec<(Place, Evidence, Reason)>) {
        let overloads = self
            .file(file)
            .is_some_and(|source| matches!(source.language, Language::CSharp | Language::Kotlin));
        if !overloads || site.kind != SiteKind::Call {
            return;
        }
        self.choose_constructor(site, targets);
        if site.argument_count == u8::MAX {
            return;
        }
        for (place, evidence, _) in targets {
            let counted = self
                .definition(*place)
                .is_some_and(|one| is_callable(one.kind) && one.parameter_count.is_some());
            if !counted || self.takes(*place, site) {
                continue;
            }
            match self.overload(*place, site) {
                Some(found) if self.is_same(found, *place) => {}
                Some(found) => *place = self.first_of_name(found),
                None => *evidence = Evidence::Possible,
            }
        }
    }

    /// A class of Kotlin may be made without any of the constructors that stand in it.
    fn choose_constructor(&self, site: &Site, targets: &mut Vec<(Place, Evidence, Reason)>) {
        let is_second = |place: Place| {
            self.is_kotlin(place.file)
                && self
                    .definition(place)
                    .is_some_and(|one| one.name == "constructor")
        };
        targets.retain(|(place, ..)| {
            !is_second(*place)
                || site.argument_count == u8::MAX
                || self.takes(*place, site)
                || self.overload(*place, site).is_some()
        });
        for (place, evidence, _) in targets.iter_mut().filter(|(place, ..)| is_second(*place)) {
            let class = self
                .class_of(*place)
                .and_then(|class| self.definition(class));
            let first = class.and_then(|class| made_with(&class.signature, &class.name));
            let written = u32::from(site.argument_count);
            if first.is_some_and(|(least, most)| (least..=most).contains(&written))
                || site.argument_count == u8::MAX
            {
                *evidence = Evidence::Possible;
            }
        }
    }

    /// Another function of the same name and class, or of a base, that takes the arguments.
    fn overload(&self, place: Place, site: &Site) -> Option<Place> {
        let name = &self.definition(place)?.name;
        let Some(class) = self.class_of(place) else {
            return self.own_overload(place, None, name, site);
        };
        let bases = self.bases(class);
        let mut order = bases.order.iter();
        order.find_map(|class| self.own_overload(*class, Some(class.definition), name, site))
    }

    fn own_overload(
        &self,
        beside: Place,
        parent: Option<u32>,
        name: &str,
        site: &Site,
    ) -> Option<Place> {
        let source = self.file(beside.file)?;
        let file = beside.file;
        let scope = parent.map_or(VariableScope::File, VariableScope::Member);
        let variable = source.variable(scope, name)?;
        let bindings = source.usage.bindings_of(variable).iter();
        let mut named = bindings
            .filter(|one| one.kind == BindingKind::Definition)
            .map(|one| Place {
                file,
                definition: one.value,
            });
        named.find(|place| self.takes(*place, site))
    }

    /// Whether a function takes as many arguments as a call writes.
    fn takes(&self, place: Place, site: &Site) -> bool {
        let Some(definition) = self.definition(place) else {
            return false;
        };
        let Some(most) = definition.parameter_count else {
            return true;
        };
        let source = self.file(place.file);
        let extended = source.is_some_and(|source| {
            let mut links = source.usage.links_of(place.definition, LinkKind::Extended);
            links.next().is_some()
        });
        let written = u32::from(site.argument_count);
        let (least, open) = least(definition, most);
        let fits = |count: u32| count >= least && (open || count <= most);
        fits(written) || (extended && fits(written + 1))
    }
}

/// The number of arguments that must be written, and whether there may be any number of them.
pub(super) fn least(definition: &Definition, most: u32) -> (u32, bool) {
    let signature = definition.signature.as_str();
    let open = signature.contains("params ") || signature.contains("vararg ");
    let compared = ["=>", "==", "<=", ">=", "!="]
        .iter()
        .map(|sign| signature.matches(sign).count())
        .sum::<usize>();
    let defaults = signature.matches('=').count().saturating_sub(compared);
    let optional = u32::try_from(defaults).unwrap_or(u32::MAX);
    (
        most.saturating_sub(optional)
            .saturating_sub(u32::from(open)),
        open,
    )
}

/// The least and the most arguments that the constructor in the head of a class of Kotlin takes; none where it has none.
fn made_with(signature: &str, name: &str) -> Option<(u32, u32)> {
    let (_, rest) = signature.split_once(name)?;
    let (mut generic, mut before) = (0_u32, ' ');
    let mut signs = rest.chars();
    loop {
        match signs.next()? {
            '<' => generic += 1,
            '>' if before != '-' => generic = generic.saturating_sub(1),
            '(' if generic == 0 => break,
            ':' | '{' if generic == 0 => return None,
            other => before = other,
        }
    }
    let (mut depth, mut most, mut optional, mut begun) = (0_u32, 0_u32, 0_u32, false);
    for sign in signs {
        match sign {
            ')' if depth == 0 => break,
            ',' if depth == 0 => begun = false,
            '=' if depth == 0 => optional += 1,
            '(' | '<' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !begun && !sign.is_whitespace() && sign != ',' {
            (begun, most) = (true, most + 1);
        }
        before = sign;
    }
    Some((most.saturating_sub(optional), most))
}
