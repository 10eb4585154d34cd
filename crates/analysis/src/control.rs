//! How a caller follows a call, stops it, and lends it a clock.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::error::Error;

/// One call's cancel switch and progress; clones share it.
#[derive(Debug, Clone, Default)]
pub struct Control(Arc<State>);

/// Is told of each look.
type Watch = dyn Fn(&Control) + Send + Sync;

#[derive(Default)]
struct State {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
    patience_ms: Option<u64>,
    watch: Option<Box<Watch>>,
}

impl fmt::Debug for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("State")
            .field("cancelled", &self.cancelled)
            .field("done", &self.done)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl Control {
    /// A control that nobody has cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A control of a call that waits so long at most for files to be read, and then answers from those that
    /// are; `index` with the action `refresh` is the reading itself and waits to its end.
    #[must_use]
    pub fn patient(milliseconds: u64) -> Self {
        Self(Arc::new(State {
            patience_ms: Some(milliseconds),
            ..State::default()
        }))
    }

    /// A control that tells `look` whenever the work looks whether it was cancelled: how long a cancel would wait.
    /// `look` may cancel it.
    #[must_use]
    pub fn watched(look: impl Fn(&Self) + Send + Sync + 'static) -> Self {
        Self(Arc::new(State {
            watch: Some(Box::new(look)),
            ..State::default()
        }))
    }

    /// How long the call waits for files to be read; nothing when it waits to the end.
    #[must_use]
    pub fn patience_ms(&self) -> Option<u64> {
        self.0.patience_ms
    }

    /// Ask the work to stop. It cannot be taken back.
    pub fn cancel(&self) {
        self.0.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether the work was asked to stop.
    #[must_use]
    pub fn cancelled(&self) -> bool {
        if let Some(look) = &self.0.watch {
            look(self);
        }
        self.0.cancelled.load(Ordering::Relaxed)
    }

    /// Stop here when asked to.
    ///
    /// # Errors
    /// [`Error::Cancelled`] once [`Control::cancel`] was called.
    pub fn check(&self) -> Result<(), Error> {
        if self.cancelled() {
            Err(Error::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Say how many steps lie ahead. What was counted before stays counted, so progress never runs back.
    pub fn set_total(&self, steps: u64) {
        let done = self.0.done.load(Ordering::Relaxed);
        self.0
            .total
            .store(done.saturating_add(steps), Ordering::Relaxed);
    }

    /// Count steps that are done.
    pub fn advance(&self, steps: u64) {
        self.0.done.fetch_add(steps, Ordering::Relaxed);
    }

    /// Steps done and steps in all; a total of 0 is not known yet.
    #[must_use]
    pub fn progress(&self) -> (u64, u64) {
        (
            self.0.done.load(Ordering::Relaxed),
            self.0.total.load(Ordering::Relaxed),
        )
    }

    /// Show the progress of another call's work as one's own.
    pub(crate) fn mirror(&self, other: &Self) {
        let (done, total) = other.progress();
        self.0.total.fetch_max(total, Ordering::Relaxed);
        self.0.done.fetch_max(done, Ordering::Relaxed);
    }
}

/// A clock that only moves forward, given by the face.
pub trait Clock: Send + Sync {
    /// Milliseconds since any fixed moment.
    fn now_ms(&self) -> u64;
}
