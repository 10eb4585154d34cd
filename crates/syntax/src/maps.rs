//! Maps and sets of this crate.
//!
//! Their hash is seeded anew in each process, so that no text can be written that makes them slow; it is not made to
//! withstand somebody who watches answers for long.

/// A map.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
/// A set.
pub(crate) type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;
