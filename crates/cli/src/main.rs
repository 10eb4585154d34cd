//! The child-process face: `code-analysis-engine`.
//!
//! Frames on standard input and output for programs, or one answer for people.
//! Converts and nothing else; no rule of analysis lives here.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use analysis::{Control, Engine, Error, Format, Limits};
use clap::{Parser, Subcommand};
use repo::{Disk, SystemClock};

mod frame;
mod message;
mod serve;

/// Code analysis as a program of its own.
#[derive(Parser)]
#[command(name = "code-analysis-engine", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer framed requests on standard input until it ends.
    ///
    /// A frame is a length of 4 bytes, big-endian, and a MessagePack map: {id, tool, request, format} or
    /// {cancel: id}; the answer is {id, ok} or {id, error}.
    Serve {
        /// The folder to analyse.
        root: PathBuf,
        /// Limits of the engine, as a JSON object.
        #[arg(long, value_name = "JSON")]
        limits: Option<String>,
    },
    /// Print the answer of one tool.
    Call {
        /// The folder to analyse.
        root: PathBuf,
        /// The tool's name.
        tool: String,
        /// The request, as a JSON object.
        #[arg(default_value = "{}", value_name = "JSON")]
        request: String,
        /// Limits of the engine, as a JSON object.
        #[arg(long, value_name = "JSON")]
        limits: Option<String>,
    },
    /// List the tools.
    Tools {
        /// Print everything that is known of them, schemas too.
        #[arg(long)]
        json: bool,
    },
}

/// The answer is an error of the engine.
const REFUSED: u8 = 1;
/// What came in was no request, or what went out was not taken.
const BROKEN: u8 = 2;

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve { root, limits } => serve::serve(open(root, limits.as_deref())),
        Command::Call {
            root,
            tool,
            request,
            limits,
        } => call(open(root, limits.as_deref()), &tool, &request),
        Command::Tools { json } => tools(json),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Refused(error)) => {
            let hint = error
                .hint()
                .map(|hint| format!("; {hint}"))
                .unwrap_or_default();
            complain(&format!("{}: {error}{hint}", error.code()), REFUSED)
        }
        Err(Failure::Broken(reason)) => complain(&reason, BROKEN),
    }
}

/// Why the program ends early.
enum Failure {
    Refused(Error),
    Broken(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Broken(format!("the answer was not taken: {error}"))
    }
}

fn complain(sentence: &str, code: u8) -> ExitCode {
    // Nobody is left to tell when this fails too.
    let _untold = writeln!(io::stderr(), "code-analysis-engine: {sentence}.");
    ExitCode::from(code)
}

fn open(root: PathBuf, limits: Option<&str>) -> Result<Engine, Error> {
    let limits = limits.map_or_else(
        || Ok(Limits::default()),
        |json| Limits::from_json(json.as_bytes()),
    )?;
    let disk = Disk::new(&root, limits.clone())?;
    Ok(Engine::new(
        Arc::new(disk),
        Arc::new(SystemClock::new()),
        limits,
    ))
}

fn call(engine: Result<Engine, Error>, tool: &str, request: &str) -> Result<(), Failure> {
    let mut answer = engine?.call(tool, request.as_bytes(), Format::Json, &Control::new())?;
    answer.push(b'\n');
    Ok(io::stdout().write_all(&answer)?)
}

fn tools(json: bool) -> Result<(), Failure> {
    let tools = analysis::tools();
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer_pretty(&mut out, &tools).map_err(io::Error::from)?;
        return Ok(writeln!(out)?);
    }
    for tool in tools {
        writeln!(out, "{:16} {}", tool.name, tool.title)?;
    }
    Ok(())
}
