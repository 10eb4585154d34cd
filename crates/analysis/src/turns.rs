//! How much text the threads of a process parse at once.
//!
//! A tree of syntax can take two hundred times its text: what one of the largest files takes is enough for any
//! number of threads. Small texts never wait, and a text never waits where nothing else is parsed.

use std::sync::{Condvar, Mutex, PoisonError};

/// Texts up to here are parsed at any time.
const SMALL_BYTES_MAX: usize = 256 * 1024;
const TOGETHER_BYTES_MAX: usize = 2 * 1024 * 1024;

static TAKEN: Mutex<usize> = Mutex::new(0);
static GIVEN_BACK: Condvar = Condvar::new();

/// The right to parse a text; given back when dropped, also by a panic.
pub struct Turn {
    bytes: usize,
}

/// Wait until a text of so many bytes may be parsed: no longer than those that are parsed now take.
pub fn turn(bytes: usize) -> Turn {
    if bytes <= SMALL_BYTES_MAX {
        return Turn { bytes: 0 };
    }
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    while *taken > 0 && *taken + bytes > TOGETHER_BYTES_MAX {
        taken = GIVEN_BACK
            .wait(taken)
            .unwrap_or_else(PoisonError::into_inner);
    }
    *taken += bytes;
    Turn { bytes }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.bytes > 0 {
            *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
            GIVEN_BACK.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn large_texts_are_parsed_a_few_at_a_time_and_small_ones_at_any() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let size = 3 * 1024 * 1024 / 4;
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let held = turn(size);
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        let _small = turn(SMALL_BYTES_MAX);
                        std::thread::yield_now();
                        now.fetch_sub(1, Ordering::SeqCst);
                        drop(held);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= TOGETHER_BYTES_MAX / size);
        let both = std::sync::Barrier::new(2);
        let hold = || {
            let _held = turn(size);
            both.wait();
        };
        std::thread::scope(|scope| {
            scope.spawn(hold);
            scope.spawn(hold);
        });
        let alone = turn(TOGETHER_BYTES_MAX * 2);
        assert_eq!(alone.bytes, TOGETHER_BYTES_MAX * 2);
    }
}
