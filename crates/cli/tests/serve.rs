//! The program as another program uses it: frames in, frames out, and clean ends.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;

use analysis::{Control, Engine, Format, Limits as EngineLimits};
use codec::{Limits, Reader, Token, Writer};
use repo::{Disk, SystemClock};
use tempfile::TempDir;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_code-analysis-engine"))
}

fn tree() -> Outcome<TempDir> {
    let folder = tempfile::tempdir()?;
    std::fs::write(
        folder.path().join("a.py"),
        "import b\n\ndef first(x):\n    return b.second(x)\n",
    )?;
    std::fs::write(
        folder.path().join("b.py"),
        "def second(x):\n    if x:\n        return 1\n    return 2\n",
    )?;
    Ok(folder)
}

struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

/// An answer: its id, and the answer's bytes or the error's code.
type Answer = (Option<i64>, Result<Vec<u8>, String>);

impl Server {
    fn start(root: &Path) -> Outcome<Self> {
        let mut child = program()
            .args(["serve".as_ref(), root.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("no output")?;
        Ok(Self {
            child,
            input,
            output,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Outcome {
        Ok(self.input.as_mut().ok_or("closed")?.write_all(bytes)?)
    }

    fn frame(&mut self, body: &[u8]) -> Outcome {
        let length = u32::try_from(body.len())?;
        self.write(&[&length.to_be_bytes(), body].concat())
    }

    fn call(&mut self, id: i64, tool: &str, request: &[u8], format: &str) -> Outcome {
        let body = map(&[
            ("id", Token::Integer(id)),
            ("tool", Token::Text(tool)),
            ("request", Token::Binary(request)),
            ("format", Token::Text(format)),
        ])?;
        self.frame(&body)
    }

    fn answer(&mut self) -> Outcome<Answer> {
        let mut length = [0; 4];
        self.output.read_exact(&mut length)?;
        let mut body = vec![0; usize::try_from(u32::from_be_bytes(length))?];
        self.output.read_exact(&mut body)?;
        read_answer(&body)
    }

    fn end(mut self) -> io::Result<Output> {
        drop(self.input.take());
        self.child.wait_with_output()
    }
}

fn map(fields: &[(&str, Token<'_>)]) -> Result<Vec<u8>, codec::Error> {
    let mut writer = Writer::new(&Limits::default());
    writer.token(Token::Map(fields.len()))?;
    for (key, value) in fields {
        writer.token(Token::Text(key))?;
        writer.token(*value)?;
    }
    Ok(writer.finish())
}

fn read_answer(body: &[u8]) -> Outcome<Answer> {
    let mut reader = Reader::new(body, &Limits::default())?;
    assert_eq!(reader.token()?, Token::Map(2));
    assert_eq!(reader.key()?, "id");
    let id = match reader.token()? {
        Token::Integer(id) => Some(id),
        _ => None,
    };
    match (reader.key()?, reader.token()?) {
        ("ok", Token::Binary(answer)) => Ok((id, Ok(answer.to_owned()))),
        ("error", Token::Map(5)) => {
            assert_eq!(reader.key()?, "code");
            let Token::Text(code) = reader.token()? else {
                return Err("no code".into());
            };
            Ok((id, Err(code.to_owned())))
        }
        other => Err(format!("{other:?}").into()),
    }
}

fn refused(code: &str) -> Result<Vec<u8>, String> {
    Err(code.to_owned())
}

// requirement: TOOL-1
#[test]
fn every_tool_answers_the_same_bytes_as_in_process() -> Outcome {
    let folder = tree()?;
    let limits = EngineLimits::default();
    let disk = Disk::new(folder.path(), limits.clone())?;
    let engine = Engine::new(Arc::new(disk), Arc::new(SystemClock::new()), limits);
    let mut server = Server::start(folder.path())?;
    let tools = analysis::tools();
    assert!(!tools.is_empty());
    for (id, tool) in (0..).zip(&tools) {
        for (name, format) in [("json", Format::Json), ("messagepack", Format::MessagePack)] {
            server.call(id, &tool.name, b"", name)?;
            let here = engine.call(&tool.name, b"", format, &Control::new());
            let here = here.map_err(|error| error.code().to_owned());
            assert_eq!(server.answer()?, (Some(id), here), "{}", tool.name);
        }
    }
    assert!(server.end()?.status.success());
    Ok(())
}

#[test]
fn a_frame_that_is_no_request_is_answered_and_the_next_one_served() -> Outcome {
    let folder = tree()?;
    let mut server = Server::start(folder.path())?;
    server.frame(b"\xC1")?;
    assert_eq!(server.answer()?, (None, refused("INVALID_REQUEST")));
    server.frame(&map(&[("id", Token::Integer(5)), ("tol", Token::Nil)])?)?;
    assert_eq!(server.answer()?, (Some(5), refused("INVALID_REQUEST")));
    server.frame(&map(&[
        ("id", Token::Integer(6)),
        ("tool", Token::Integer(1)),
    ])?)?;
    assert_eq!(server.answer()?, (Some(6), refused("INVALID_REQUEST")));
    server.frame(&map(&[("cancel", Token::Integer(99))])?)?;
    server.call(7, "no_such_tool", b"{}", "json")?;
    assert_eq!(server.answer()?, (Some(7), refused("UNKNOWN_TOOL")));
    server.call(8, "index", b"{}", "json")?;
    assert!(matches!(server.answer()?, (Some(8), Ok(_))));
    assert!(server.end()?.status.success());
    Ok(())
}

// requirement: SEC-8
#[test]
fn what_is_no_frame_ends_the_program_with_one_sentence() -> Outcome {
    let folder = tree()?;
    for (bytes, answered, said) in [
        (b"GET / HTTP/1.1\r\n".as_slice(), true, "over the limit"),
        (b"\0\0\0\x10ab", false, "within a frame"),
    ] {
        let mut server = Server::start(folder.path())?;
        server.write(bytes)?;
        drop(server.input.take());
        if answered {
            assert_eq!(server.answer()?, (None, refused("LIMIT_EXCEEDED")));
        }
        let output = server.end()?;
        assert_eq!(output.status.code(), Some(2));
        let complaint = String::from_utf8(output.stderr)?;
        assert!(
            complaint.contains(said) && complaint.lines().count() == 1,
            "{complaint}"
        );
    }
    Ok(())
}

#[test]
fn calls_under_way_are_answered_after_the_input_has_ended() -> Outcome {
    let folder = tree()?;
    let mut server = Server::start(folder.path())?;
    for id in 0..20 {
        server.call(id, "find_symbol", br#"{"name": "second"}"#, "json")?;
    }
    drop(server.input.take());
    let mut ids = Vec::new();
    for _ in 0..20 {
        let (id, answer) = server.answer()?;
        assert!(answer.is_ok(), "{answer:?}");
        ids.extend(id);
    }
    ids.sort_unstable();
    assert_eq!(ids, (0..20).collect::<Vec<_>>());
    assert!(server.end()?.status.success());
    Ok(())
}

#[test]
fn a_root_that_cannot_be_used_is_said_on_both_sides() -> Outcome {
    let folder = tree()?;
    let mut server = Server::start(&folder.path().join("none"))?;
    assert_eq!(server.answer()?, (None, refused("NOT_FOUND")));
    let output = server.end()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("there is no folder"));
    Ok(())
}

#[test]
fn one_answer_is_printed_for_people() -> Outcome {
    let folder = tree()?;
    let call = |tool: &str, request: &str| {
        program()
            .arg("call")
            .arg(folder.path())
            .args([tool, request])
            .output()
    };
    let found = call("find_symbol", r#"{"name": "second"}"#)?;
    assert!(found.status.success());
    assert!(String::from_utf8(found.stdout)?.contains("b.py::second"));
    let refused = call("find_simbol", "{}")?;
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr)?.starts_with("code-analysis-engine: UNKNOWN_TOOL: "));
    let tools = program().arg("tools").output()?;
    assert_eq!(
        String::from_utf8(tools.stdout)?.lines().count(),
        analysis::tools().len()
    );
    Ok(())
}
