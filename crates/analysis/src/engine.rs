//! The door: bytes in, bytes out.
//!
//! Every call looks at the tree first and parses what changed, so that an answer never speaks of old text.
//! A panic anywhere inside costs one call.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};

use crate::arguments;
use crate::asked::Asked;
use crate::chronicle::Chronicle;
use crate::control::{Clock, Control};
use crate::cursor::Binding;
use crate::error::Error;
use crate::format::{Format, decode};
use crate::index::{Extent, Index};
use crate::limits::Limits;
use crate::model::answers::{Completeness, Tree};
use crate::model::reports::Changed;
use crate::model::requests::{IndexAction, IndexRequest};
use crate::page::Frame;
use crate::path::RepoPath;
use crate::refresh::{Counts, Reader};
use crate::repository::Repository;
use crate::stored::{FactsCounts, FactsStore};
use crate::tools::{Tool, input_schema, nearest_tools};
use crate::urgent::{Patience, Urgent};
use crate::{
    architecture, ast_search, change_risk, claims, clones, dead_code, dependencies, diff_symbols,
    explore, hierarchy, history, hotspots, impact, map, metrics, paths, read, relations, search,
    status, symbols, tests_for, visible,
};

/// How often a call that waits for another looks at its own cancel switch.
pub const WAIT_STEP: Duration = Duration::from_millis(20);

/// One repository, ready for questions. Shared by threads.
pub struct Engine {
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    facts: Option<Arc<dyn FactsStore>>,
    counts: Counts,
    chronicle: Chronicle,
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
    /// What is said of it in every answer.
    pub tree: &'a Tree,
    /// Reads files again.
    pub reader: &'a Reader<'a>,
    /// What was found of earlier versions before.
    pub chronicle: &'a Chronicle,
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
            chronicle: Chronicle::default(),
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

    /// How many files are listed and not read yet: a call whose patience ended has left them.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.state().index.pending.len() as u64
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
            let turn = self.turn(control, None)?.ok_or(Error::Cancelled)?;
            let reader = self.reader(control, Extent::All, Urgent::default());
            let applied = reader.apply(&turn.before, changes)?;
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
        let is_index_run =
            tool == Tool::Index && arguments.get("action") == Some(&"refresh".into());
        let patience_ms = control.patience_ms().filter(|_| !is_index_run);
        let extent = self.extent(tool, &arguments);
        let reader = self.reader(control, extent, Urgent::new(tool, &arguments));
        let index = self.refresh(&reader, patience_ms)?;
        let mut binding: Vec<String> = arguments
            .iter()
            .filter(|(name, _)| !is_paging(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        binding.sort_unstable();
        let binding_text = format!("{}|{}|{}", index.snapshot, tool.name(), binding.join(";"));
        let tree = Tree::new(&*self.repository, &index, control)?;
        let question = Question {
            index: &index,
            tree: &tree,
            reader: &reader,
            chronicle: &self.chronicle,
            control,
            binding_text: &binding_text,
        };
        let answer = self.ask(tool, &question, arguments, format);
        // What was found of it is no answer, whatever it looks like.
        control.check()?;
        answer.map_err(|error| match error {
            Error::NotFound { message, .. } if !index.pending.is_empty() => Error::StillReading {
                message,
                pending: index.pending.len() as u64,
            },
            error => error,
        })
    }

    fn ask(
        &self,
        tool: Tool,
        question: &Question<'_>,
        arguments: Map<String, Value>,
        format: Format,
    ) -> Result<Vec<u8>, Error> {
        let by = Asked {
            question,
            arguments,
            format,
        };
        match tool {
            Tool::Architecture => by.answer(architecture::architecture),
            Tool::AstSearch => by.answer(ast_search::ast_search),
            Tool::ChangeRisk => by.answer(change_risk::change_risk),
            Tool::Clones => by.answer(clones::clones),
            Tool::Complexity => by.answer(metrics::complexity),
            Tool::DeadCode => by.answer(dead_code::dead_code),
            Tool::Dependencies => by.answer(dependencies::dependencies),
            Tool::DiffSymbols => by.answer(diff_symbols::diff_symbols),
            Tool::Explore => by.answer(explore::explore),
            Tool::FindSymbol => by.answer(symbols::find_symbol),
            Tool::History => by.answer(history::history),
            Tool::Hotspots => by.answer(hotspots::hotspots),
            Tool::Impact => by.answer(impact::impact),
            Tool::Index => by.answer(|question, request: &IndexRequest| {
                let refresh = request.action == IndexAction::Refresh;
                let changed = refresh.then(|| self.report(question.index));
                status::status(question, request, changed)
            }),
            Tool::Outline => by.answer(symbols::outline),
            Tool::PathBetween => by.answer(paths::path_between),
            Tool::Read => by.answer(read::read),
            Tool::Relations => by.answer(relations::relations),
            Tool::RepoMap => by.answer(map::repo_map),
            Tool::Search => by.answer(search::search),
            Tool::TestsFor => by.answer(tests_for::tests_for),
            Tool::TypeHierarchy => by.answer(hierarchy::type_hierarchy),
            Tool::VerifyClaims => by.answer(claims::verify_claims),
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

    /// How far files are read for a question. What is kept for others is read to its end at once.
    fn extent(&self, tool: Tool, arguments: &Map<String, Value>) -> Extent {
        match tool.extent(arguments) {
            Extent::Declared if self.facts.is_some() => Extent::All,
            extent => extent,
        }
    }

    /// The tree as it is now. One call refreshes at a time; the others wait for it and then look themselves,
    /// or take what it has read so far when their patience ends. Nobody waits for facts who asks for none.
    fn refresh(&self, reader: &Reader<'_>, patience_ms: Option<u64>) -> Result<Arc<Index>, Error> {
        let until_ms =
            patience_ms.map(|patience_ms| self.clock.now_ms().saturating_add(patience_ms));
        let patience = until_ms.map_or(Patience::Endless, Patience::UntilMs);
        let control = reader.control;
        let (waits_until_ms, without) = match reader.extent {
            Extent::Text => (Some(0), patience),
            Extent::Declared | Extent::All => (until_ms, Patience::None),
        };
        let Some(turn) = self.turn(control, waits_until_ms)? else {
            let published = Arc::clone(&self.state().index);
            return reader.refresh(&published, without, &drop);
        };
        let publish = |index| self.state().index = Arc::new(index);
        let index = reader.refresh(&turn.before, patience, &publish)?;
        // What a cancelled refresh has read is kept: the next one goes on from there.
        self.state().index = Arc::clone(&index);
        drop(turn);
        control.check()?;
        Ok(index)
    }

    /// Wait until no other call refreshes, showing its progress meanwhile; nothing when the time is up.
    fn turn(&self, control: &Control, until_ms: Option<u64>) -> Result<Option<Turn<'_>>, Error> {
        let mut state = self.state();
        while let Some(other) = &state.refreshing {
            control.check()?;
            if until_ms.is_some_and(|until_ms| self.clock.now_ms() >= until_ms) {
                return Ok(None);
            }
            control.mirror(other);
            state = self
                .refreshed
                .wait_timeout(state, WAIT_STEP)
                .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        }
        control.check()?;
        state.refreshing = Some(control.clone());
        Ok(Some(Turn {
            engine: self,
            before: Arc::clone(&state.index),
        }))
    }

    fn reader<'a>(&'a self, control: &'a Control, extent: Extent, urgent: Urgent) -> Reader<'a> {
        Reader {
            repository: &*self.repository,
            clock: &*self.clock,
            limits: &self.limits,
            control,
            facts: self.facts.as_deref(),
            counts: &self.counts,
            extent,
            urgent,
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
        status::difference(&before, &now)
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
        let binding = limit.map(|_| binding);
        let limit = limit.map_or(usize::MAX, |limit| limit as usize);
        Ok(Frame {
            tree: self.tree.clone(),
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
