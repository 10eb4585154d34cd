//! The number of edits between two lists of numbers, by Myers, from both ends at once.
//!
//! With git's shortcuts where the edit is long: a good way or the furthest one is taken for the shortest then, and
//! the counts of `git diff --numstat` depend on it.

/// Equal lines in a row that make a good place to cut.
const SNAKE: isize = 20;
/// Edits from which a good cut is looked for.
const CUT_FROM: isize = 256;
/// How many times its edits a cut must have advanced.
const CUT_SHARE: isize = 4;
/// Edits after which the search ends, at least.
const COST_MIN: isize = 256;
const FAR: isize = isize::MAX / 4;

/// How many items of `new` come and how many of `old` go.
#[must_use]
pub fn counts(old: &[u32], new: &[u32]) -> (u32, u32) {
    let mut search = Search::new(old, new);
    search.count();
    (search.added, search.removed)
}

/// A power of two near the square root.
#[must_use]
pub fn rough_root(number: usize) -> usize {
    let bits = usize::BITS - number.leading_zeros();
    1 << bits.div_ceil(2)
}

/// A part of both texts that is still to be compared.
#[derive(Clone, Copy)]
struct Part {
    old: (isize, isize),
    new: (isize, isize),
    /// Cut nowhere but where the shortest edit goes.
    exactly: bool,
}

/// Where a part is cut in two.
struct Cut {
    old: isize,
    new: isize,
    exactly_before: bool,
    exactly_behind: bool,
}

/// The search for the shortest edit.
struct Search<'a> {
    old: &'a [u32],
    new: &'a [u32],
    /// The furthest line of `old` by diagonal, from the front and from the back.
    ahead: Vec<isize>,
    back: Vec<isize>,
    /// What turns a diagonal into a place in these.
    shift: isize,
    cost_max: isize,
    added: u32,
    removed: u32,
}

impl<'a> Search<'a> {
    fn new(old: &'a [u32], new: &'a [u32]) -> Self {
        let diagonals = old.len() + new.len() + 3;
        Self {
            old,
            new,
            ahead: vec![0; diagonals + 2],
            back: vec![0; diagonals + 2],
            shift: signed(new.len()) + 1,
            cost_max: signed(rough_root(diagonals)).max(COST_MIN),
            added: 0,
            removed: 0,
        }
    }

    /// Count what comes and goes, part by part.
    fn count(&mut self) {
        let mut pending = vec![Part {
            old: (0, signed(self.old.len())),
            new: (0, signed(self.new.len())),
            exactly: false,
        }];
        while let Some(part) = pending.pop() {
            let part = self.shrunk(part);
            let (old, new) = (part.old.1 - part.old.0, part.new.1 - part.new.0);
            if old == 0 || new == 0 {
                self.removed += u32::try_from(old).unwrap_or(0);
                self.added += u32::try_from(new).unwrap_or(0);
                continue;
            }
            let cut = self.cut(part);
            pending.push(Part {
                old: (part.old.0, cut.old),
                new: (part.new.0, cut.new),
                exactly: cut.exactly_before,
            });
            pending.push(Part {
                old: (cut.old, part.old.1),
                new: (cut.new, part.new.1),
                exactly: cut.exactly_behind,
            });
        }
    }

    /// Whether two lines are equal; beyond the ends nothing is.
    fn same(&self, old: isize, new: isize) -> bool {
        let line = |lines: &[u32], at: isize| lines.get(usize::try_from(at).ok()?).copied();
        line(self.old, old).is_some_and(|old| Some(old) == line(self.new, new))
    }

    fn shrunk(&self, mut part: Part) -> Part {
        let open = |part: &Part| part.old.0 < part.old.1 && part.new.0 < part.new.1;
        while open(&part) && self.same(part.old.0, part.new.0) {
            part.old.0 += 1;
            part.new.0 += 1;
        }
        while open(&part) && self.same(part.old.1 - 1, part.new.1 - 1) {
            part.old.1 -= 1;
            part.new.1 -= 1;
        }
        part
    }

    /// From both corners at once, one edit more each round, until the ways meet or the search is given up.
    fn cut(&mut self, part: Part) -> Cut {
        let mut front = Reach::new(part, part.old.0 - part.new.0);
        let mut rear = Reach::new(part, part.old.1 - part.new.1);
        let odd = (front.middle - rear.middle) % 2 != 0;
        self.set_ahead(front.middle, part.old.0);
        self.set_back(rear.middle, part.old.1);
        for cost in 1.. {
            let mut snake = false;
            let (low, high) = front.widen();
            low.into_iter()
                .chain(high)
                .for_each(|diagonal| self.set_ahead(diagonal, -1));
            for diagonal in front.diagonals() {
                let reached = self.step_ahead(part, diagonal, &mut snake);
                if odd && rear.holds(diagonal) && self.back(diagonal) <= reached {
                    return Cut::exact(reached, diagonal);
                }
            }
            let (low, high) = rear.widen();
            low.into_iter()
                .chain(high)
                .for_each(|diagonal| self.set_back(diagonal, FAR));
            for diagonal in rear.diagonals() {
                let reached = self.step_back(part, diagonal, &mut snake);
                if !odd && front.holds(diagonal) && reached <= self.ahead(diagonal) {
                    return Cut::exact(reached, diagonal);
                }
            }
            if part.exactly {
                continue;
            }
            let good = (snake && cost > CUT_FROM).then(|| self.good_cut(part, &front, &rear, cost));
            if let Some(cut) = good.flatten() {
                return cut;
            }
            if cost >= self.cost_max {
                break;
            }
        }
        self.furthest(part, &front, &rear)
    }

    fn step_ahead(&mut self, part: Part, diagonal: isize, snake: &mut bool) -> isize {
        let (below, above) = (self.ahead(diagonal - 1), self.ahead(diagonal + 1));
        let from = if below >= above { below + 1 } else { above };
        let mut at = from;
        while at < part.old.1 && at - diagonal < part.new.1 && self.same(at, at - diagonal) {
            at += 1;
        }
        *snake |= at - from > SNAKE;
        self.set_ahead(diagonal, at);
        at
    }

    fn step_back(&mut self, part: Part, diagonal: isize, snake: &mut bool) -> isize {
        let (below, above) = (self.back(diagonal - 1), self.back(diagonal + 1));
        let from = if below < above { below } else { above - 1 };
        let mut at = from;
        while at > part.old.0 && at - diagonal > part.new.0 && self.same(at - 1, at - diagonal - 1)
        {
            at -= 1;
        }
        *snake |= from - at > SNAKE;
        self.set_back(diagonal, at);
        at
    }

    /// The way that got furthest for its edits and ends in equal lines.
    fn good_cut(&self, part: Part, front: &Reach, rear: &Reach, cost: isize) -> Option<Cut> {
        let mut best = CUT_SHARE * cost;
        let mut found = None;
        for diagonal in front.diagonals() {
            let old = self.ahead(diagonal);
            let new = old - diagonal;
            let gain = (old - part.old.0) + (new - part.new.0) - (diagonal - front.middle).abs();
            let inside = (part.old.0 + SNAKE..part.old.1).contains(&old)
                && (part.new.0 + SNAKE..part.new.1).contains(&new);
            if gain > best && inside && (1..=SNAKE).all(|step| self.same(old - step, new - step)) {
                best = gain;
                found = Some(Cut {
                    old,
                    new,
                    exactly_before: true,
                    exactly_behind: false,
                });
            }
        }
        if found.is_some() {
            return found;
        }
        for diagonal in rear.diagonals() {
            let old = self.back(diagonal);
            let new = old - diagonal;
            let gain = (part.old.1 - old) + (part.new.1 - new) - (diagonal - rear.middle).abs();
            let inside = (part.old.0 + 1..=part.old.1 - SNAKE).contains(&old)
                && (part.new.0 + 1..=part.new.1 - SNAKE).contains(&new);
            if gain > best && inside && (0..SNAKE).all(|step| self.same(old + step, new + step)) {
                best = gain;
                found = Some(Cut {
                    old,
                    new,
                    exactly_before: false,
                    exactly_behind: true,
                });
            }
        }
        found
    }

    /// The way that got furthest, whatever it cost.
    fn furthest(&self, part: Part, front: &Reach, rear: &Reach) -> Cut {
        let mut ahead = (-1, -1);
        for diagonal in front.diagonals() {
            let old = self
                .ahead(diagonal)
                .min(part.old.1)
                .min(part.new.1 + diagonal);
            let reached = old + old - diagonal;
            if ahead.0 < reached {
                ahead = (reached, old);
            }
        }
        let mut back = (FAR, FAR);
        for diagonal in rear.diagonals() {
            let old = self
                .back(diagonal)
                .max(part.old.0)
                .max(part.new.0 + diagonal);
            let reached = old + old - diagonal;
            if reached < back.0 {
                back = (reached, old);
            }
        }
        let is_ahead = (part.old.1 + part.new.1) - back.0 < ahead.0 - (part.old.0 + part.new.0);
        let (reached, old) = if is_ahead { ahead } else { back };
        Cut {
            old,
            new: reached - old,
            exactly_before: is_ahead,
            exactly_behind: !is_ahead,
        }
    }

    fn place(&self, diagonal: isize) -> usize {
        usize::try_from(diagonal + self.shift).unwrap_or(usize::MAX)
    }

    fn ahead(&self, diagonal: isize) -> isize {
        self.ahead.get(self.place(diagonal)).copied().unwrap_or(-1)
    }

    fn back(&self, diagonal: isize) -> isize {
        self.back.get(self.place(diagonal)).copied().unwrap_or(FAR)
    }

    fn set_ahead(&mut self, diagonal: isize, old: isize) {
        let place = self.place(diagonal);
        if let Some(slot) = self.ahead.get_mut(place) {
            *slot = old;
        }
    }

    fn set_back(&mut self, diagonal: isize, old: isize) {
        let place = self.place(diagonal);
        if let Some(slot) = self.back.get_mut(place) {
            *slot = old;
        }
    }
}

impl Cut {
    fn exact(old: isize, diagonal: isize) -> Self {
        Self {
            old,
            new: old - diagonal,
            exactly_before: true,
            exactly_behind: true,
        }
    }
}

/// The diagonals that one side has reached, every other one of them.
struct Reach {
    middle: isize,
    low: isize,
    high: isize,
    least: isize,
    most: isize,
}

impl Reach {
    fn new(part: Part, middle: isize) -> Self {
        Self {
            middle,
            low: middle,
            high: middle,
            least: part.old.0 - part.new.1,
            most: part.old.1 - part.new.0,
        }
    }

    /// Reach one diagonal further on each side, or one less at the border. Gives the diagonals just beyond, which
    /// nobody has reached.
    fn widen(&mut self) -> (Option<isize>, Option<isize>) {
        let low = self.low > self.least;
        self.low += if low { -1 } else { 1 };
        let high = self.high < self.most;
        self.high += if high { 1 } else { -1 };
        (low.then_some(self.low - 1), high.then_some(self.high + 1))
    }

    fn holds(&self, diagonal: isize) -> bool {
        (self.low..=self.high).contains(&diagonal)
    }

    fn diagonals(&self) -> impl Iterator<Item = isize> + use<> {
        (self.low..=self.high).rev().step_by(2)
    }
}

fn signed(length: usize) -> isize {
    isize::try_from(length).unwrap_or(FAR)
}
