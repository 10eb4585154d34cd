//! An allocator that counts what is allocated. A test file of its own is needed for each thing that is measured, as
//! whatever else runs in the process counts too.

#![expect(
    unsafe_code,
    reason = "an allocator that counts is one that hands on to another"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Hands on to the system's allocator, and counts.
pub struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: the caller's promise about the layout holds for this call too.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the pointer was given by the call above, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// Bytes that are allocated now; the most so far is forgotten.
pub fn begin() -> usize {
    let now = now();
    MOST.store(now, Ordering::Relaxed);
    now
}

/// Bytes that are allocated now.
pub fn now() -> usize {
    NOW.load(Ordering::Relaxed)
}

/// The most that was allocated at one time since [`begin`].
pub fn most() -> usize {
    MOST.load(Ordering::Relaxed)
}
