//! The outside world of the engine: folders on disk and the clock.
//!
//! Lists and reads below one root, under limits, and never through a symbolic link.
//! Holds no rule of analysis: which files are source code is not decided here.

mod again;
mod beneath;
mod clock;
mod disk;
mod past;
mod rules;
mod standing;
mod walk;

pub use clock::SystemClock;
pub use disk::Disk;
pub use past::GitPast;
