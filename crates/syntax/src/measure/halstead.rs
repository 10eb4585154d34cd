//! Operators and operands, counted for nested stretches of code in one pass.
//!
//! A token is new to a stretch when it was last met before the stretch began; so no stretch needs a set.

use crate::maps::HashMap;
use crate::measures::Halstead;

/// The tokens so far.
#[derive(Default)]
pub(super) struct Tokens<'a> {
    /// Each operand's number and where it was last met.
    operands: HashMap<&'a str, (u32, usize)>,
    /// Where an operator was last met, by its kind.
    operators: Vec<Option<usize>>,
    texts: Vec<&'a str>,
    met: usize,
    open: Vec<Stretch>,
}

struct Stretch {
    start: usize,
    counts: Halstead,
}

impl<'a> Tokens<'a> {
    /// Begin a stretch inside those that are open.
    pub fn open(&mut self) {
        self.open.push(Stretch {
            start: self.met,
            counts: Halstead::default(),
        });
    }

    /// End the innermost stretch; what it counted in all is part of the next.
    pub fn close(&mut self) -> Halstead {
        let counts = self.open.pop().map(|stretch| stretch.counts);
        let counts = counts.unwrap_or_default();
        if let Some(outer) = self.open.last_mut() {
            outer.counts.operators += counts.operators;
            outer.counts.operands += counts.operands;
        }
        counts
    }

    pub fn operator(&mut self, kind_id: u16) {
        let place = usize::from(kind_id);
        if self.operators.len() <= place {
            self.operators.resize(place + 1, None);
        }
        let last = self
            .operators
            .get_mut(place)
            .and_then(|last| last.replace(self.met));
        for stretch in new_to(&mut self.open, last) {
            stretch.counts.operators_distinct += 1;
        }
        if let Some(stretch) = self.open.last_mut() {
            stretch.counts.operators += 1;
        }
        self.met += 1;
    }

    /// Take an operand in and return its number.
    pub fn operand(&mut self, text: &'a str) -> u32 {
        let met = self.met;
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let mut last = None;
        let entry = self.operands.entry(text).and_modify(|(_, at)| {
            last = Some(*at);
            *at = met;
        });
        let (number, _) = *entry.or_insert((next, met));
        if number == next && last.is_none() {
            self.texts.push(text);
        }
        for stretch in new_to(&mut self.open, last) {
            stretch.counts.operands_distinct += 1;
        }
        if let Some(stretch) = self.open.last_mut() {
            stretch.counts.operands += 1;
        }
        self.met += 1;
        number
    }

    /// The text of an operand's number.
    pub fn text(&self, number: u32) -> &'a str {
        self.texts.get(number as usize).copied().unwrap_or_default()
    }
}

/// The stretches that have not met a token, the innermost ones.
fn new_to(open: &mut [Stretch], last: Option<usize>) -> impl Iterator<Item = &mut Stretch> {
    open.iter_mut()
        .rev()
        .take_while(move |stretch| last.is_none_or(|last| last < stretch.start))
}
