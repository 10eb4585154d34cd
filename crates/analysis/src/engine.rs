//! The door: bytes in, bytes out.
//!
//! Every call looks at the tree first and parses what changed, so that an answer never speaks of old text.
//! A panic anywhere inside costs one call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::arguments;
use crate::control::{Clock, Control};
use crate::cursor::Binding;
use crate::error::Error;
use crate::index::Index;
use crate::limits::Limits;
use crate::model::answers::{Answer, Completeness, Tree};
use crate::model::reports::Changed;
use crate::model::requests::{IndexAction, IndexRequest};
use crate::page::Frame;
use crate::path::RepoPath;
use crate::refresh::{Counts, Reader};
use crate::repository::Repository;
use crate::stored::{FactsCounts, FactsStore};
use crate::tools::{Tool, input_schema, nearest_tools};
use crate::{
    clones, dependencies, map, metrics, read, relations, search, status, symbols, visible,
};

/// How often a call that waits for another's refresh looks at its own cancel switch.
const WAIT_STEP: Duration = Duration::from_millis(20);

/// Lists inside lists of a request; no tool takes more than one.
const REQUEST_DEPTH_MAX: usize = 64;

/// How requests and answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON text.
    Json,
    /// MessagePack with named fields.
    MessagePack,
}

/// One repository, ready for questions. Shared by threads.
pub struct Engine {
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    facts: Option<Arc<dyn FactsStore>>,
    counts: Counts,
    state: Mutex<State>,
    refreshed: Condvar,
}

#[derive(Default)]
struct State {
    index: Arc<Index>,
    /// The control of the call that is refreshing now.
    refreshing: Option<Control>,
    /// Files and hashes at the last `index` refresh, to tell what changed since.
    reported: Vec<(RepoPath, [u8; 16])>,
}

/// What a tool works with: one state of the tree and one call.
pub struct Question<'a> {
    /// The repository at the moment of the question.
    pub index: &'a Index,
    /// Reads files again.
    pub reader: &'a Reader<'a>,
    /// Stops the work.
    pub control: &'a Control,
    /// Everything that decides the sequence of results, as text.
    pub binding_text: &'a str,
}

impl Engine {
    /// An engine that has read nothing yet.
    #[must_use]
    pub fn new(repository: Arc<dyn Repository>, clock: Arc<dyn Clock>, limits: Limits) -> Self {
        Self {
            repository,
            clock,
            limits,
            facts: None,
            counts: Counts::default(),
            state: Mutex::default(),
            refreshed: Condvar::new(),
        }
    }

    /// The same engine, which takes facts from a store before it parses. Its answers are the same bytes.
    #[must_use]
    pub fn with_facts(self, store: Arc<dyn FactsStore>) -> Self {
        Self {
            facts: Some(store),
            ..self
        }
    }

    /// How the files that were listed came by their facts, since this engine was made.
    #[must_use]
    pub fn facts_counts(&self) -> FactsCounts {
        FactsCounts {
            parsed: self.counts.parsed.load(Ordering::Relaxed),
            reused: self.counts.reused.load(Ordering::Relaxed),
            refused: self.counts.refused.load(Ordering::Relaxed),
        }
    }

    /// The name of the repository as users see it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.repository.name()
    }

    /// Run one tool. An empty request is `{}`.
    ///
    /// # Errors
    /// Every [`Error`]; a panic inside comes back as [`Error::Internal`].
    pub fn call(
        &self,
        tool: &str,
        request: &[u8],
        format: Format,
        control: &Control,
    ) -> Result<Vec<u8>, Error> {
        let known = Tool::named(tool).ok_or_else(|| Error::UnknownTool {
            name: visible::cut(tool, 100).into_owned(),
            nearest: nearest_tools(tool),
        })?;
        guarded(tool, || self.answer(known, request, format, control))
    }

    /// Look at these files again, without listing the others.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn apply(&self, changes: &[RepoPath], control: &Control) -> Result<(), Error> {
        guarded("apply", || {
            let turn = self.turn(control)?;
            let applied = self.reader(control).apply(&turn.before, changes)?;
            self.state().index = applied;
            Ok(())
        })
    }

    fn answer(
        &self,
        tool: Tool,
        request: &[u8],
        format: Format,
        control: &Control,
    ) -> Result<Vec<u8>, Error> {
        let arguments = self.arguments(tool, request, format)?;
        let index = self.refresh(control)?;
        let mut binding: Vec<String> = arguments
            .iter()
            .filter(|(name, _)| !is_paging(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        binding.sort_unstable();
        let binding_text = format!("{}|{}|{}", index.snapshot, tool.name(), binding.join(";"));
        let reader = self.reader(control);
        let question = Question {
            index: &index,
            reader: &reader,
            control,
            binding_text: &binding_text,
        };
        match tool {
            Tool::Clones => encode(&clones::clones(&question, &parsed(arguments)?)?, format),
            Tool::Complexity => encode(
                &metrics::complexity(&question, &parsed(arguments)?)?,
                format,
            ),
            Tool::Dependencies => encode(
                &dependencies::dependencies(&question, &parsed(arguments)?)?,
                format,
            ),
            Tool::FindSymbol => encode(
                &symbols::find_symbol(&question, &parsed(arguments)?)?,
                format,
            ),
            Tool::Index => {
                let request: IndexRequest = parsed(arguments)?;
                let refresh = request.action == IndexAction::Refresh;
                let changed = refresh.then(|| self.report(&index));
                encode(&status::status(&question, &request, changed)?, format)
            }
            Tool::Outline => encode(&symbols::outline(&question, &parsed(arguments)?)?, format),
            Tool::Read => encode(&read::read(&question, &parsed(arguments)?)?, format),
            Tool::Relations => encode(
                &relations::relations(&question, &parsed(arguments)?)?,
                format,
            ),
            Tool::RepoMap => encode(&map::repo_map(&question, &parsed(arguments)?)?, format),
            Tool::Search => encode(&search::search(&question, &parsed(arguments)?)?, format),
        }
    }

    fn arguments(
        &self,
        tool: Tool,
        request: &[u8],
        format: Format,
    ) -> Result<Map<String, Value>, Error> {
        if request.len() as u64 > self.limits.request_size_bytes_max {
            return Err(Error::LimitExceeded {
                what: "the size of the request in bytes".to_owned(),
                limit: self.limits.request_size_bytes_max,
                hint: Some("ask for less in one call".to_owned()),
            });
        }
        let value = if request.iter().all(u8::is_ascii_whitespace) {
            Value::Object(Map::new())
        } else {
            decode(request, format)?
        };
        arguments::check(tool.name(), input_schema(tool), value)
    }

    /// The tree as it is now. One call refreshes at a time; the others wait for it and then look themselves.
    fn refresh(&self, control: &Control) -> Result<Arc<Index>, Error> {
        let turn = self.turn(control)?;
        let refreshed = self.reader(control).refresh(&turn.before)?;
        // What a cancelled refresh has read is kept: the next one goes on from there.
        self.state().index = Arc::clone(&refreshed.index);
        drop(turn);
        control.check()?;
        if refreshed.complete {
            Ok(refreshed.index)
        } else {
            Err(Error::Cancelled)
        }
    }

    /// Wait until no other call refreshes, showing its progress meanwhile.
    fn turn(&self, control: &Control) -> Result<Turn<'_>, Error> {
        let mut state = self.state();
        while let Some(other) = &state.refreshing {
            control.check()?;
            control.mirror(other);
            state = self
                .refreshed
                .wait_timeout(state, WAIT_STEP)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
        control.check()?;
        state.refreshing = Some(control.clone());
        Ok(Turn {
            engine: self,
            before: Arc::clone(&state.index),
        })
    }

    fn reader<'a>(&'a self, control: &'a Control) -> Reader<'a> {
        Reader {
            repository: &*self.repository,
            clock: &*self.clock,
            limits: &self.limits,
            control,
            facts: self.facts.as_deref(),
            counts: &self.counts,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What changed since this was last asked for.
    fn report(&self, index: &Index) -> Changed {
        let now: Vec<_> = index
            .files
            .iter()
            .map(|file| (file.path.clone(), file.hash))
            .collect();
        let before = std::mem::replace(&mut self.state().reported, now.clone());
        difference(&before, &now)
    }
}

/// The right to refresh; given back when dropped, also by a panic.
struct Turn<'a> {
    engine: &'a Engine,
    before: Arc<Index>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.engine.state().refreshing = None;
        self.engine.refreshed.notify_all();
    }
}

impl Question<'_> {
    /// The outside of an answer; `limit` is absent where a tool has no pages.
    ///
    /// # Errors
    /// [`Error::StaleCursor`], or [`Error::InvalidRequest`] for a cursor that is none.
    pub fn frame(
        &self,
        completeness: Completeness,
        limit: Option<u32>,
        cursor: Option<&str>,
        max_tokens: u64,
    ) -> Result<Frame, Error> {
        let binding = Binding::new(&[self.binding_text]);
        let offset = binding.offset(cursor)?;
        let tree = Tree {
            name: self.reader.repository.name().to_owned(),
            snapshot: self.index.snapshot.clone(),
        };
        let binding = limit.map(|_| binding);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        Ok(Frame {
            tree,
            completeness,
            binding,
            offset,
            limit,
            max_tokens,
        })
    }
}

/// Run, and turn a panic into an error. Its message went to the panic hook; it may hold paths of the host.
fn guarded<T>(what: &str, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Error::Internal {
            message: format!("{what} failed"),
        })
    })
}

fn is_paging(argument: &str) -> bool {
    matches!(argument, "cursor" | "limit" | "max_tokens")
}

fn decode(request: &[u8], format: Format) -> Result<Value, Error> {
    let (name, decoded) = match format {
        Format::Json => (
            "JSON",
            serde_json::from_slice(request).map_err(|fault| fault.to_string()),
        ),
        Format::MessagePack => {
            let mut decoder = rmp_serde::Deserializer::from_read_ref(request);
            decoder.set_max_depth(REQUEST_DEPTH_MAX);
            (
                "MessagePack",
                Value::deserialize(&mut decoder).map_err(|fault| fault.to_string()),
            )
        }
    };
    decoded.map_err(|fault| {
        Error::invalid(
            format!("the request is no {name}: {fault}"),
            "give one object",
        )
    })
}

fn parsed<R: DeserializeOwned>(arguments: Map<String, Value>) -> Result<R, Error> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|fault| Error::invalid(fault.to_string(), "see the input schema of the tool"))
}

fn encode<R: Serialize>(answer: &Answer<R>, format: Format) -> Result<Vec<u8>, Error> {
    let fault = |fault: String| Error::Internal { message: fault };
    match format {
        Format::Json => serde_json::to_vec(answer).map_err(|reason| fault(reason.to_string())),
        Format::MessagePack => {
            rmp_serde::to_vec_named(answer).map_err(|reason| fault(reason.to_string()))
        }
    }
}

/// Both sorted by path.
fn difference(before: &[(RepoPath, [u8; 16])], now: &[(RepoPath, [u8; 16])]) -> Changed {
    let mut changed = Changed::default();
    let mut known = before.iter().peekable();
    for (path, hash) in now {
        while known.next_if(|(before, _)| before < path).is_some() {
            changed.removed += 1;
        }
        match known.next_if(|(before, _)| before == path) {
            None => changed.added += 1,
            Some((_, before)) => changed.modified += u64::from(before != hash),
        }
    }
    changed.removed += known.count() as u64;
    changed
}
