//! Serving frames: one thread a call, a bounded number at once, answers in the order in which they are ready.
//!
//! When the input ends, the calls under way are finished; when the output breaks, they are cancelled.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use analysis::{Control, Engine, Error, Format};

use crate::Failure;
use crate::frame::{self, FRAME_BYTES_MAX, Frame};
use crate::message::{self, Message};

/// Calls at once; each may use all processors already.
const CALLS_MAX: usize = 64;

/// Answer the frames on standard input until it ends.
pub fn serve(engine: Result<Engine, Error>) -> Result<(), Failure> {
    let engine = match engine {
        Ok(engine) => engine,
        Err(error) => {
            frame::write(&mut io::stdout(), &answer(None, &Err(error.clone())))?;
            return Err(error.into());
        }
    };
    let server = Server {
        engine,
        output: Mutex::new(io::stdout()),
        running: Mutex::default(),
    };
    let mut input = io::stdin().lock();
    thread::scope(|scope| {
        loop {
            match frame::read(&mut input)
                .map_err(|error| Failure::Broken(format!("the input broke: {error}")))?
            {
                Frame::Whole(body) => server.receive(&body, scope)?,
                Frame::End => return Ok(()),
                Frame::Cut => {
                    return Err(Failure::Broken("the input ended within a frame".to_owned()));
                }
                Frame::TooLong(length) => {
                    let what = format!("a frame of {length} bytes");
                    let hint = "begin each frame with its length in 4 bytes, big-endian";
                    let limit = FRAME_BYTES_MAX.into();
                    let error = Error::LimitExceeded {
                        what,
                        limit,
                        hint: Some(hint.to_owned()),
                    };
                    server.send(None, &Err(error.clone()))?;
                    // Where the next frame begins is not known any more.
                    return Err(Failure::Broken(format!("{error}; {hint}")));
                }
            }
        }
    })
}

struct Server<W> {
    engine: Engine,
    output: Mutex<W>,
    running: Mutex<BTreeMap<u64, Control>>,
}

impl<W: Write + Send> Server<W> {
    fn receive<'scope>(
        &'scope self,
        body: &[u8],
        scope: &'scope thread::Scope<'scope, '_>,
    ) -> io::Result<()> {
        match message::read(body) {
            Err(unreadable) => self.send(unreadable.id, &Err(unreadable.error)),
            Ok(Message::Cancel(id)) => {
                if let Some(control) = held(&self.running).get(&id) {
                    control.cancel();
                }
                Ok(())
            }
            Ok(Message::Call {
                id,
                tool,
                request,
                format,
            }) => match self.admit(id) {
                Err(error) => self.send(Some(id), &Err(error)),
                Ok(control) => {
                    let work = move || self.run(id, &tool, &request, format, &control);
                    match thread::Builder::new().spawn_scoped(scope, work) {
                        Ok(_) => Ok(()),
                        Err(error) => {
                            held(&self.running).remove(&id);
                            let message = format!("no thread for the call: {error}");
                            self.send(Some(id), &Err(Error::Internal { message }))
                        }
                    }
                }
            },
        }
    }

    fn admit(&self, id: u64) -> Result<Control, Error> {
        let mut running = held(&self.running);
        if running.contains_key(&id) {
            return Err(Error::invalid(
                format!("call {id} is under way"),
                "give every call an id of its own",
            ));
        }
        if running.len() >= CALLS_MAX {
            let hint = Some("wait for an answer before the next call".to_owned());
            return Err(Error::LimitExceeded {
                what: "calls at once".to_owned(),
                limit: CALLS_MAX as u64,
                hint,
            });
        }
        let control = Control::new();
        running.insert(id, control.clone());
        Ok(control)
    }

    fn run(&self, id: u64, tool: &str, request: &[u8], format: Format, control: &Control) {
        let outcome = self.engine.call(tool, request, format, control);
        held(&self.running).remove(&id);
        if self.send(Some(id), &outcome).is_err() {
            // Nobody takes answers any more; the reading side finds out by itself.
            held(&self.running).values().for_each(Control::cancel);
        }
    }

    fn send(&self, id: Option<u64>, outcome: &Result<Vec<u8>, Error>) -> io::Result<()> {
        frame::write(&mut *held(&self.output), &answer(id, outcome))
    }
}

/// The lock's content; a thread that panicked has left it whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An answer that does not fit becomes an error that does.
fn answer(id: Option<u64>, outcome: &Result<Vec<u8>, Error>) -> Vec<u8> {
    message::answer(id, outcome).unwrap_or_else(|error| {
        let error = Error::Internal {
            message: error.to_string(),
        };
        message::answer(id, &Err(error)).unwrap_or_default()
    })
}
