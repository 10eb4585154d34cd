//! Ctrl-C while the engine works.
//!
//! Python handles signals on its main thread only, and only while that thread holds the interpreter.
//! There the work runs on a thread of its own, and the main thread looks up from waiting now and then.
//! On every other thread nothing can interrupt, so the work runs where it was called.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use pyo3::prelude::*;

/// How long a signal may wait to be seen.
const LOOK_UP: Duration = Duration::from_millis(20);

/// Run `work` without the interpreter. A signal handler that raises cancels it; its exception is raised
/// when the work has stopped.
pub fn detached<T: Send>(
    py: Python<'_>,
    control: &analysis::Control,
    work: impl FnOnce() -> T + Send,
) -> PyResult<T> {
    if !on_main_thread(py)? {
        return Ok(py.detach(work));
    }
    std::thread::scope(|scope| {
        let (finished, mut waiting) = mpsc::sync_channel::<()>(1);
        let worker = std::thread::Builder::new().spawn_scoped(scope, move || {
            // Dropped when the work ends, by a panic as well; that wakes the waiting thread.
            let _finished = finished;
            work()
        })?;
        let mut raised = Ok(());
        loop {
            let waiting = &mut waiting;
            let waited = py.detach(move || waiting.recv_timeout(LOOK_UP));
            if waited != Err(RecvTimeoutError::Timeout) {
                break;
            }
            if raised.is_ok() {
                raised = py.check_signals();
                if raised.is_err() {
                    control.cancel();
                }
            }
        }
        let result = py.detach(|| worker.join());
        raised?;
        result.or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn on_main_thread(py: Python<'_>) -> PyResult<bool> {
    let threading = py.import("threading")?;
    let here = threading.call_method0("get_ident")?;
    here.eq(threading.call_method0("main_thread")?.getattr("ident")?)
}
