//! What the names of a file mean, in the form that compresses best.
//!
//! Most expressions are about the one before or about a name that nobody has mentioned yet, most bindings about the
//! next thing of their kind; written as such, they are small numbers.

use serde::{Deserialize, Serialize};
use syntax::columns;
use syntax::usage::{Binding, Expression, ExpressionKind, Link, Site, Usage, Variable};

use super::shared_texts::{Table, Taken};

/// See [`Usage`].
#[derive(Serialize, Deserialize)]
pub(super) struct PackedUsage {
    #[serde(with = "columns")]
    names: Vec<u32>,
    #[serde(with = "columns")]
    variables: Vec<Variable>,
    /// The value of each is the step from the last one of its kind.
    #[serde(with = "columns")]
    bindings: Vec<Binding>,
    #[serde(with = "columns")]
    kinds: Vec<ExpressionKind>,
    /// What the expressions are of, one after the other; see [`Operand`].
    #[serde(with = "columns")]
    firsts: Vec<u32>,
    #[serde(with = "columns")]
    seconds: Vec<u32>,
    #[serde(with = "columns")]
    links: Vec<Link>,
    #[serde(with = "columns")]
    sites: Vec<Site>,
}

/// What a number of an expression stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    /// Always 0, and not written.
    Nothing,
    /// An expression before this one: how many before.
    Before,
    /// A name: how many before the first that has not been mentioned.
    Name,
    /// A variable, in the same way.
    Variable,
    /// Something else, as it is.
    Other,
}

fn operands(kind: ExpressionKind) -> [Operand; 2] {
    match kind {
        ExpressionKind::Variable => [Operand::Variable, Operand::Nothing],
        ExpressionKind::Free | ExpressionKind::Literal => [Operand::Name, Operand::Nothing],
        ExpressionKind::Implicit | ExpressionKind::TypeName => [Operand::Other, Operand::Name],
        ExpressionKind::Member => [Operand::Before, Operand::Name],
        ExpressionKind::Call | ExpressionKind::Many | ExpressionKind::Element => {
            [Operand::Before, Operand::Nothing]
        }
        ExpressionKind::Pair | ExpressionKind::Otherwise => [Operand::Before, Operand::Before],
        ExpressionKind::Part => [Operand::Before, Operand::Other],
        ExpressionKind::Receiver | ExpressionKind::Super => [Operand::Other, Operand::Nothing],
        ExpressionKind::Opaque => [Operand::Nothing, Operand::Nothing],
    }
}

/// What has been mentioned so far, so that places can be written as distances.
#[derive(Default)]
struct Distances {
    position: u32,
    names: u32,
    variables: u32,
}

impl Distances {
    fn packed(&mut self, operand: Operand, number: u32) -> u32 {
        match operand {
            Operand::Nothing | Operand::Other => number,
            Operand::Before => self.position.wrapping_sub(number),
            Operand::Name => distance(&mut self.names, number),
            Operand::Variable => distance(&mut self.variables, number),
        }
    }

    fn unpacked(&mut self, operand: Operand, packed: u32) -> u32 {
        match operand {
            Operand::Nothing | Operand::Other => packed,
            Operand::Before => self.position.wrapping_sub(packed),
            Operand::Name => place(&mut self.names, packed),
            Operand::Variable => place(&mut self.variables, packed),
        }
    }
}

/// How far before the next new place this one is.
fn distance(next: &mut u32, place: u32) -> u32 {
    let distance = next.wrapping_sub(place);
    *next = (*next).max(place.saturating_add(1));
    distance
}

fn place(next: &mut u32, distance: u32) -> u32 {
    let place = next.wrapping_sub(distance);
    *next = (*next).max(place.saturating_add(1));
    place
}

impl PackedUsage {
    pub fn new<'a>(of: &'a Usage, texts: &mut Table<'a>) -> Self {
        let mut packed = Self {
            names: of.names.iter().map(|name| texts.place(name)).collect(),
            variables: of.variables.clone(),
            bindings: of.bindings.clone(),
            kinds: of.expressions.iter().map(|one| one.kind).collect(),
            firsts: Vec::with_capacity(of.expressions.len()),
            seconds: Vec::new(),
            links: of.links.clone(),
            sites: of.sites.clone(),
        };
        let mut last = [0_u32; 256];
        for one in &mut packed.bindings {
            if let Some(last) = last.get_mut(usize::from(u8::from(one.kind))) {
                one.value = one.value.wrapping_sub(std::mem::replace(last, one.value));
            }
        }
        let mut distances = Distances::default();
        for one in &of.expressions {
            let [first, second] = operands(one.kind);
            for (operand, number, to) in [
                (first, one.first, &mut packed.firsts),
                (second, one.second, &mut packed.seconds),
            ] {
                if operand != Operand::Nothing {
                    to.push(distances.packed(operand, number));
                }
            }
            distances.position += 1;
        }
        packed
    }

    /// What was packed; nothing where something is missing.
    pub fn unpacked(mut self, texts: &mut Taken<'_>) -> Option<Usage> {
        let mut last = [0_u32; 256];
        for one in &mut self.bindings {
            let last = last.get_mut(usize::from(u8::from(one.kind)))?;
            *last = last.wrapping_add(one.value);
            one.value = *last;
        }
        let (mut firsts, mut seconds) = (self.firsts.into_iter(), self.seconds.into_iter());
        let mut distances = Distances::default();
        let mut expressions = Vec::with_capacity(self.kinds.len());
        for kind in self.kinds {
            let mut number = |operand: Operand, from: &mut std::vec::IntoIter<u32>| match operand {
                Operand::Nothing => Some(0),
                operand => Some(distances.unpacked(operand, from.next()?)),
            };
            let [first, second] = operands(kind);
            let (first, second) = (number(first, &mut firsts)?, number(second, &mut seconds)?);
            expressions.push(Expression {
                kind,
                first,
                second,
            });
            distances.position += 1;
        }
        Some(Usage {
            names: texts.names(&self.names)?,
            variables: self.variables,
            bindings: self.bindings,
            expressions,
            links: self.links,
            sites: self.sites,
        })
    }
}

#[cfg(test)]
mod tests {
    use syntax::usage::{Binding, BindingKind, Expression, ExpressionKind, Usage};

    use super::{Operand, PackedUsage, Table, Taken, operands};

    /// Numbers near and far, ahead and behind.
    const NUMBERS: [u32; 7] = [0, 1, 0, 5, u32::MAX, 3, 1 << 31];

    #[test]
    fn expressions_and_bindings_come_back_whatever_they_are_of() {
        let kinds = (0..=u8::MAX).filter_map(|number| ExpressionKind::try_from(number).ok());
        let mut of = Usage::default();
        for kind in kinds {
            for [first, second] in NUMBERS.map(|number| [number, number / 3]) {
                let [is_first, is_second] = operands(kind).map(|one| one != Operand::Nothing);
                of.expressions.push(Expression {
                    kind,
                    first: if is_first { first } else { 0 },
                    second: if is_second { second } else { 0 },
                });
            }
        }
        assert_eq!(of.expressions.len(), 15 * NUMBERS.len());
        let kinds = [BindingKind::Value, BindingKind::Definition];
        for (kind, value) in kinds.into_iter().cycle().zip(NUMBERS) {
            of.bindings.push(Binding {
                variable: value,
                kind,
                value,
            });
        }
        let mut texts = Table::default();
        let packed = PackedUsage::new(&of, &mut texts);
        let texts = texts.finish(0).expect("there are none");
        assert_eq!(packed.unpacked(&mut Taken::new(texts, 0)), Some(of));
    }
}
