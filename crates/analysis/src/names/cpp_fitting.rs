//! Overloads of C++: what takes the arguments of a call, and what their types may lead it to.

use syntax::facts::Definition;
use syntax::is_callable;
use syntax::usage::{ExpressionKind, Site, SiteKind, VariableScope};

use super::cpp::OTHERS_MAX;
use super::cpp_declared::Bound;
use super::fitting::least;
use super::{Evidence, Meaning, Names, Place, Reason};

/// Bytes of a signature behind which it may be cut off.
const SIGNATURE_BYTES: usize = 390;

impl Names<'_> {
    /// What a use leads to: each member where it is written in full, of overloads those that fit.
    pub(super) fn cpp_targets(
        &self,
        file: u32,
        site: &Site,
        named: &Meaning,
        targets: &mut Vec<(Place, Evidence, Reason)>,
    ) {
        self.fit_cpp(site, !named.incomplete, targets);
        if targets.is_empty() && named.values.is_empty() && site.kind == SiteKind::Call {
            targets.extend(self.led_by_arguments(file, site));
        }
        for (place, ..) in targets {
            *place = self.whole(*place);
        }
    }

    /// Lead a call to what takes its arguments: overloads of one file and class are one thing, others are told apart.
    fn fit_cpp(&self, site: &Site, complete: bool, targets: &mut Vec<(Place, Evidence, Reason)>) {
        if site.kind != SiteKind::Call || site.argument_count == u8::MAX {
            return;
        }
        let counted = |place: Place| {
            self.definition(place)
                .is_some_and(|one| is_callable(one.kind) && one.parameter_count.is_some())
        };
        let fits = |place: Place| !counted(place) || self.takes_cpp(place, site);
        // Every class has constructors that nobody writes.
        targets.retain(|(place, ..)| fits(*place) || self.constructed_by(*place).is_none());
        let several = targets.len() > 1;
        if targets
            .iter()
            .any(|(place, ..)| counted(*place) && fits(*place))
        {
            targets.retain(|(place, ..)| fits(*place));
        }
        let functions = targets.iter().filter(|(place, ..)| counted(*place)).count();
        for (place, evidence, _) in targets {
            if !fits(*place) {
                *evidence = Evidence::Possible;
            } else if several
                && functions == 1
                && counted(*place)
                && *evidence == Evidence::Possible
            {
                *evidence = if complete {
                    Evidence::Exact
                } else {
                    Evidence::Likely
                };
            }
        }
    }

    /// Whether a function, or one of its name beside it, takes as many arguments as a call writes.
    fn takes_cpp(&self, place: Place, site: &Site) -> bool {
        let mut beside = self.cpp_parts(place);
        if beside.is_empty() {
            beside = self.overloads(place);
        }
        let mut all = beside.iter().filter_map(|one| self.definition(*one));
        all.any(|one| takes(one, u32::from(site.argument_count)))
    }

    /// The functions of a name that stand where one stands, itself with them.
    fn overloads(&self, place: Place) -> Vec<Place> {
        let definition = self.definition(place);
        let found = definition
            .zip(self.file(place.file))
            .and_then(|(one, source)| {
                let scope = one
                    .parent
                    .map_or(VariableScope::File, VariableScope::Member);
                let variable = source.variable(scope, &one.name)?;
                Some(self.places_bound(place.file, Bound::Variable(variable)))
            });
        let mut found = found.unwrap_or_default();
        if !found.contains(&place) {
            found.push(place);
        }
        found
    }

    /// The functions that the types of its arguments may lead a call to which nothing else explains.
    fn led_by_arguments(&self, file: u32, site: &Site) -> Vec<(Place, Evidence, Reason)> {
        let kind = self
            .file(file)
            .map(|source| source.usage.expression(site.expression).kind);
        let is_plain = matches!(kind, Some(ExpressionKind::Free | ExpressionKind::Implicit));
        let name = self.name_of(file, site);
        if !is_plain || site.argument_count == 0 || site.argument_count == u8::MAX {
            return Vec::new();
        }
        let mut found: Vec<Place> = Vec::new();
        let named = self.cpp_declared().functions(name).iter();
        for (place, space) in named.take(OTHERS_MAX) {
            let known = found.iter().any(|known| self.is_same(*known, *place));
            if !space.is_empty()
                && self.sees(file, place.file)
                && !known
                && self.takes_cpp(*place, site)
            {
                found.push(*place);
            }
        }
        let evidence = match found.len() {
            1 => Evidence::Likely,
            _ => Evidence::Possible,
        };
        found
            .into_iter()
            .map(|place| (place, evidence, Reason::Name))
            .collect()
    }
}

fn takes(one: &Definition, written: u32) -> bool {
    let Some(most) = one.parameter_count.filter(|_| is_callable(one.kind)) else {
        return false;
    };
    if one.signature.contains("...") || one.signature.len() > SIGNATURE_BYTES {
        return true;
    }
    let (least, open) = least(one, most);
    written >= least && (open || written <= most)
}
