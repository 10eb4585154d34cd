//! Tree-sitter's parser under a bound of memory and a stop that its loops cannot escape; the inside is `bounded.c`.
//!
//! A tree lives in the memory of its parse, so that it is lent and not given.

#![expect(
    unsafe_code,
    reason = "tree-sitter's parser is left from within its allocator, which is C"
)]

use std::cell::RefCell;
use std::ffi::{c_char, c_void};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr::{self, NonNull};
use std::sync::Once;

use tree_sitter::{Language, Range, ffi};

/// Why a text was not parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// `stop` said so, or there was no memory to begin in.
    Stopped,
    /// It would have taken more memory than it may.
    TooLarge,
}

#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(dead_code, reason = "C makes them")]
enum Outcome {
    Parsed,
    Stopped,
    TooLarge,
}

#[repr(C)]
struct Bound {
    stop: extern "C" fn(*const c_void) -> bool,
    asked: *const c_void,
    bytes_max: usize,
}

#[repr(C)]
struct Source {
    text: *const c_char,
    text_bytes: u32,
    closing: *const c_char,
    closing_bytes: u32,
}

unsafe extern "C" {
    fn bounded_begin();
    fn bounded_new() -> *mut c_void;
    fn bounded_empty(region: *mut c_void);
    fn bounded_delete(region: *mut c_void);
    fn bounded_parse(
        region: *mut c_void,
        bound: Bound,
        language: *const ffi::TSLanguage,
        ranges: *const ffi::TSRange,
        range_count: u32,
        source: Source,
        tree: *mut *mut ffi::TSTree,
    ) -> Outcome;
}

thread_local! {
    /// It keeps some of its memory between files.
    static REGION: RefCell<Option<Region>> = const { RefCell::new(None) };
}

/// What this thread's parser allocates in.
struct Region(NonNull<c_void>);

impl Region {
    fn new() -> Option<Self> {
        static BEGUN: Once = Once::new();
        // SAFETY: nothing else in this crate lets tree-sitter allocate, and this happens once and before all of it.
        BEGUN.call_once(|| unsafe { bounded_begin() });
        // SAFETY: takes nothing; gives a region or null.
        NonNull::new(unsafe { bounded_new() }).map(Self)
    }
}

impl Drop for Region {
    fn drop(&mut self) {
        // SAFETY: made by `bounded_new`, deleted once, by the thread that parsed in it.
        unsafe { bounded_delete(self.0.as_ptr()) }
    }
}

/// Empties a region when what was made of its tree is there, and when a panic ends that.
struct Emptied<'a>(&'a Region);

impl Drop for Emptied<'_> {
    fn drop(&mut self) {
        // SAFETY: the region is alive; nobody has its tree any more, which was lent to one closure.
        unsafe { bounded_empty(self.0.0.as_ptr()) }
    }
}

/// A tree that is lent.
#[derive(Debug)]
pub(crate) struct Parsed<'r> {
    tree: NonNull<ffi::TSTree>,
    region: PhantomData<&'r Region>,
}

impl Parsed<'_> {
    /// Where tree-sitter has it.
    pub fn as_ptr(&self) -> *const ffi::TSTree {
        self.tree.as_ptr()
    }

    /// The tree as tree-sitter shows it.
    pub fn shown<T>(&self, show: impl FnOnce(&tree_sitter::Tree) -> T) -> T {
        // SAFETY: a tree that is the region's, which frees it; so it is not dropped.
        let tree = unsafe { tree_sitter::Tree::from_raw(self.tree.as_ptr()) };
        show(&ManuallyDrop::new(tree))
    }
}

/// What one parse may take.
pub(crate) struct Limits<'a> {
    /// Of memory; the tree is in it.
    pub bytes_max: usize,
    /// Asked again and again, a few times a millisecond.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// Parse `text`, or these ranges of it, with `closing` behind it, and return what `take` makes of the tree.
pub(crate) fn parse<T>(
    language: &Language,
    ranges: &[Range],
    (text, closing): (&[u8], &[u8]),
    limits: &Limits<'_>,
    take: impl FnOnce(&Parsed<'_>) -> T,
) -> Result<T, Refusal> {
    let ranges: Vec<ffi::TSRange> = ranges.iter().map(|range| (*range).into()).collect();
    let counted = |bytes: usize| u32::try_from(bytes).map_err(|_| Refusal::Stopped);
    let source = Source {
        text: text.as_ptr().cast(),
        text_bytes: counted(text.len())?,
        closing: closing.as_ptr().cast(),
        closing_bytes: counted(closing.len())?,
    };
    counted(text.len() + closing.len())?;
    let bound = Bound {
        stop: asked,
        asked: ptr::from_ref(limits).cast(),
        bytes_max: limits.bytes_max,
    };
    REGION.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = Region::new();
        }
        let region = kept.as_ref().ok_or(Refusal::Stopped)?;
        let _emptied = Emptied(region);
        let mut tree = ptr::null_mut();
        // SAFETY: the region is this thread's and empty; texts, ranges and `stop` outlive the call, which writes a
        // tree where it says `Parsed`. No frame of Rust lies between it and where it may be left.
        let outcome = unsafe {
            bounded_parse(
                region.0.as_ptr(),
                bound,
                language.clone().into_raw(),
                ranges.as_ptr(),
                counted(ranges.len())?,
                source,
                &raw mut tree,
            )
        };
        match (outcome, NonNull::new(tree)) {
            (Outcome::Parsed, Some(tree)) => Ok(take(&Parsed {
                tree,
                region: PhantomData,
            })),
            (Outcome::Parsed, None) | (Outcome::Stopped, _) => Err(Refusal::Stopped),
            (Outcome::TooLarge, _) => Err(Refusal::TooLarge),
        }
    })
}

/// Ask the `stop` of the limits at this address.
extern "C" fn asked(limits: *const c_void) -> bool {
    // SAFETY: `parse` made it of its limits, which outlive it.
    let limits = unsafe { &*limits.cast::<Limits<'_>>() };
    (limits.stop)()
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{Limits, Refusal, parse};
    use crate::Language;

    /// Fuzzing found that tree-sitter's recovery does not end with it in any time, and asks for no stop.
    const ENDLESS: &[u8] = include_bytes!("../../../fuzz/known/kotlin-recovery.txt");

    /// The first kind of node in a text of Kotlin.
    fn first(text: &[u8], limits: &Limits<'_>) -> Result<Option<String>, Refusal> {
        let row = Language::Kotlin.row();
        parse(
            &(row.grammar)(),
            &[],
            (text, row.closing.as_bytes()),
            limits,
            |parsed| {
                parsed.shown(|tree| {
                    let node = tree.root_node().child(0);
                    node.map(|node| node.kind().to_owned())
                })
            },
        )
    }

    fn within(bytes_max: usize) -> Limits<'static> {
        Limits {
            bytes_max,
            stop: &|| false,
        }
    }

    fn assert_reads() {
        assert_eq!(
            first(b"class A", &within(1 << 20)),
            Ok(Some("class_declaration".to_owned()))
        );
    }

    #[test]
    fn a_parse_ends_where_its_memory_does() {
        assert_eq!(first(ENDLESS, &within(64 << 20)), Err(Refusal::TooLarge));
        assert_eq!(first(b"class A", &within(1 << 10)), Err(Refusal::TooLarge));
        assert_reads();
    }

    #[test]
    fn a_parse_that_asks_for_no_stop_is_stopped_where_it_allocates() {
        let looks = AtomicUsize::new(0);
        let stop = || looks.fetch_add(1, Ordering::Relaxed) > 50;
        let limits = Limits {
            bytes_max: 1 << 30,
            stop: &stop,
        };
        assert_eq!(first(ENDLESS, &limits), Err(Refusal::Stopped));
        assert_eq!(looks.load(Ordering::Relaxed), 52);
        assert_reads();
    }

    #[test]
    fn a_panic_with_a_tree_in_hand_leaves_nothing_behind() {
        let grammar = (Language::Kotlin.row().grammar)();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            parse(&grammar, &[], (b"class A", b"\n"), &within(1 << 20), |_| {
                std::panic::resume_unwind(Box::new(()))
            })
        }));
        assert!(panicked.is_err());
        assert_reads();
    }

    #[test]
    fn threads_parse_each_in_memory_of_its_own() {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        assert_reads();
                        assert_eq!(first(ENDLESS, &within(4 << 20)), Err(Refusal::TooLarge));
                    }
                });
            }
        });
    }
}
