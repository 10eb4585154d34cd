//! Work over a list, spread over the threads there are, with a state of each thread.

use crate::control::Control;

/// Do `work` for runs of `run` items, each with the state of its thread, until the control is cancelled.
///
/// Gives the results in the order of the items; those behind the first run that was not done are left out.
pub fn spread<T: Sync, S, R: Send>(
    items: &[T],
    run: usize,
    control: &Control,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, &T) -> R + Sync,
) -> Vec<R> {
    let runs: Vec<&[T]> = items.chunks(run.max(1)).collect();
    let mut done = each_run(&runs, control, &state, &work);
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter()
        .enumerate()
        .take_while(|(expected, (position, _))| expected == position)
        .flat_map(|(_, (_, results))| results)
        .collect()
}

#[cfg(feature = "parallel")]
fn each_run<T: Sync, S, R: Send>(
    runs: &[&[T]],
    control: &Control,
    state: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, &T) -> R + Sync),
) -> Vec<(usize, Vec<R>)> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, PoisonError};
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(runs.len()));
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads().min(runs.len()) {
            scope.spawn(|_| {
                let mut state = state();
                loop {
                    let position = next.fetch_add(1, Ordering::Relaxed);
                    let Some(run) = runs.get(position) else { break };
                    let Some(results) = one_run(run, control, &mut state, work) else {
                        break;
                    };
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((position, results));
                }
            });
        }
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(not(feature = "parallel"))]
fn each_run<T: Sync, S, R: Send>(
    runs: &[&[T]],
    control: &Control,
    state: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, &T) -> R + Sync),
) -> Vec<(usize, Vec<R>)> {
    let mut state = state();
    let mut done = Vec::with_capacity(runs.len());
    for (position, run) in runs.iter().enumerate() {
        let Some(results) = one_run(run, control, &mut state, work) else {
            break;
        };
        done.push((position, results));
    }
    done
}

fn one_run<T, S, R>(
    run: &[T],
    control: &Control,
    state: &mut S,
    work: &impl Fn(&mut S, &T) -> R,
) -> Option<Vec<R>> {
    let mut results = Vec::with_capacity(run.len());
    for item in run {
        if control.cancelled() {
            return None;
        }
        results.push(work(state, item));
        control.advance(1);
    }
    Some(results)
}
