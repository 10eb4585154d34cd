//! Many short texts in one piece of memory.

use std::fmt;

/// Texts in an order, each known by its place.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Texts {
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Texts {
    /// Put a text behind the others. Past 4 GiB of them all that follow are empty.
    pub fn push(&mut self, text: &str) {
        if let Ok(end) = u32::try_from(self.all.len() + text.len()) {
            self.all.push_str(text);
            self.ends.push(end);
        } else {
            self.ends.push(self.ends.last().copied().unwrap_or(0));
        }
    }

    /// The text at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&str> {
        let end = *self.ends.get(place)?;
        let before = place
            .checked_sub(1)
            .and_then(|before| self.ends.get(before));
        let start = before.copied().unwrap_or(0);
        self.all.get(start as usize..end as usize)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place).unwrap_or_default())
    }

    /// Where a text stands among texts that are sorted.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle)?.cmp(text) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Give back what was taken and is not used.
    pub fn shrink(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.push(text.as_ref());
        }
        all
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn texts_are_found_where_they_were_put() {
        let all = ["", "a", "ab", "b", "ü", "üb"];
        let texts: Texts = all.iter().collect();
        assert_eq!(texts.iter().collect::<Vec<&str>>(), all);
        assert_eq!(
            (texts.len(), texts.get(4), texts.get(6)),
            (6, Some("ü"), None)
        );
        for (place, text) in all.iter().enumerate() {
            assert_eq!(texts.find(text), Some(place));
        }
        assert_eq!((texts.find("aa"), texts.find("z")), (None, None));
        assert_eq!(Texts::default().find("a"), None);
    }
}
