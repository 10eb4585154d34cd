//! Claims about code, each held against what is known.
//!
//! A claim is one sentence of a fixed form; one that is not understood is `unknown`, never a guess.

use syntax::usage::SiteKind;

use crate::engine::Question;
use crate::error::Error;
use crate::model::answers::Answer;
use crate::model::reach::{Known, Verdict, VerifyClaimsRequest, VerifyClaimsResult};
use crate::names::{End, Evidence, Names, Place, User, Users};
use crate::page::Item;
use crate::relations::{is_resolved, place};
use crate::scope::{Scope, listed_path};
use crate::symbols::{Found, one_symbol};
use crate::visible::cut;

/// Claims of one request.
const CLAIMS_MAX: usize = 200;
/// Places told of one claim.
const PLACES_MAX: usize = 5;
/// Bytes of a claim that are repeated.
const CLAIM_BYTES_MAX: usize = 200;

const FORMS: &str = "a claim reads `X is at path:line`, `X is in path`, `X calls Y`, `X does not call Y`, \
    `nothing calls X`, `X extends Y` or `a imports b`";

impl Item for Option<Verdict> {
    fn shorten(&mut self) -> bool {
        self.as_mut().is_some_and(|one| {
            let longer = one.seen_at.len() > 1;
            one.seen_at.truncate(1);
            longer
        })
    }
}

/// Hold each claim against what is known.
///
/// # Errors
/// [`Error::LimitExceeded`] for more than 200 claims, [`Error::Cancelled`].
pub fn verify_claims(
    question: &Question<'_>,
    request: &VerifyClaimsRequest,
) -> Result<Answer<VerifyClaimsResult>, Error> {
    if request.claims.len() > CLAIMS_MAX {
        return Err(Error::LimitExceeded {
            what: "the number of claims".to_owned(),
            limit: CLAIMS_MAX as u64,
            hint: Some("verify them in several calls".to_owned()),
        });
    }
    let index = question.index;
    let everything = Scope::new(index, None)?;
    let judge = Judge {
        question,
        names: &Names::new(index, index.graph(question.control)?),
        everything: &everything,
    };
    let mut verdicts = Vec::new();
    for claim in &request.claims {
        let (holds, because, seen_at) = match judge.judged(claim) {
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => (Known::Unknown, refusal(&error), Vec::new()),
            Ok(found) => found,
        };
        verdicts.push(Verdict {
            claim: cut(claim.trim(), CLAIM_BYTES_MAX).into_owned(),
            holds,
            because,
            seen_at,
        });
    }
    let mut completeness = everything.completeness(index);
    let unknown = verdicts.iter().filter(|one| one.holds == Known::Unknown);
    completeness.unresolved = unknown.count() as u64;
    completeness.resolved = verdicts.len() as u64 - completeness.unresolved;
    let frame = question.frame(completeness, None, None, request.max_tokens)?;
    let item = |position: usize| verdicts.get(position).cloned();
    frame.fill(verdicts.len(), item, |verdicts| VerifyClaimsResult {
        verdicts: verdicts.into_iter().flatten().collect(),
    })
}

/// Why a claim cannot be judged, with what it may have meant.
fn refusal(error: &Error) -> String {
    match error.nearest().as_slice() {
        [] => error.to_string(),
        nearest => format!("{error}; nearest: {}", nearest.join(", ")),
    }
}

type Judged = Result<(Known, String, Vec<String>), Error>;

struct Judge<'a> {
    question: &'a Question<'a>,
    names: &'a Names<'a>,
    everything: &'a Scope,
}

impl<'a> Judge<'a> {
    fn judged(&self, claim: &str) -> Judged {
        let claim = claim.trim().trim_end_matches('.').replace('`', "");
        let parts = |verb: &str| {
            let (one, other) = claim.split_once(verb)?;
            let (one, other) = (one.trim(), other.trim());
            (!one.is_empty() && !other.is_empty()).then(|| (one.to_owned(), other.to_owned()))
        };
        if let Some((_, called)) = parts("othing calls ").or_else(|| unused(&claim)) {
            return self.unused(&called);
        }
        if let Some((caller, callee)) = parts(" does not call ") {
            return self
                .calls(&caller, &callee)
                .map(|(holds, because, places)| (opposite(holds), because, places));
        }
        if let Some((caller, callee)) = parts(" calls ") {
            return self.calls(&caller, &callee);
        }
        for verb in [" is defined at ", " is at ", " is defined in ", " is in "] {
            if let Some((name, place)) = parts(verb) {
                return self.stands_at(&name, &place);
            }
        }
        for verb in [" extends ", " implements ", " inherits from "] {
            if let Some((class, base)) = parts(verb) {
                return self.extends(&class, &base);
            }
        }
        if let Some((file, imported)) = parts(" imports ") {
            return self.imports(&file, &imported);
        }
        Ok((Known::Unknown, FORMS.to_owned(), Vec::new()))
    }

    fn found(&self, name: &str) -> Result<(Found<'a>, Place), Error> {
        let found = one_symbol(self.question, name, self.everything)?;
        let place = place(self.question, &found)?;
        Ok((found, place))
    }

    /// `X is at path:line`: any line of the definition will do.
    fn stands_at(&self, name: &str, at: &str) -> Judged {
        let (path, line) = match at.rsplit_once(':') {
            Some((path, line)) if line.parse::<u32>().is_ok() => (path, line.parse::<u32>().ok()),
            _ => (at, None),
        };
        let asked = listed_path(self.question.index, path)?;
        let bare = name.rsplit("::").next().unwrap_or(name);
        let everywhere = one_symbol(self.question, name, self.everything);
        let here = one_symbol(self.question, &format!("{asked}::{bare}"), self.everything);
        let Ok(found) = here else {
            let elsewhere = everywhere?;
            let place = format!(
                "{}:{}",
                elsewhere.file.path, elsewhere.definition.span.start_line
            );
            let because = format!("it is defined at {place}");
            return Ok((Known::No, because, vec![place]));
        };
        let span = found.definition.span;
        let name_line = found.definition.name_span.start_line;
        let holds = line
            .is_none_or(|line| (span.start_line..=name_line.max(span.start_line)).contains(&line));
        let place = format!("{}:{name_line}", found.file.path);
        let because = format!(
            "{} is defined there on lines {} to {}",
            found.id(),
            span.start_line,
            span.end_line
        );
        Ok((
            if holds { Known::Yes } else { Known::No },
            because,
            vec![place],
        ))
    }

    fn users(&self, of: Place) -> Result<Users, Error> {
        let calls = |kind: SiteKind| matches!(kind, SiteKind::Call | SiteKind::Decorator);
        self.names.users(of, &calls, self.question.control)
    }

    fn calls(&self, caller: &str, callee: &str) -> Judged {
        let ((from, from_place), (to, to_place)) = (self.found(caller)?, self.found(callee)?);
        is_resolved(&to)?;
        is_resolved(&from)?;
        let users = self.users(to_place)?;
        let inside = |user: &&User| self.names.stands_in(user.file, &user.site, from_place);
        let uses: Vec<&User> = users.users.iter().filter(inside).collect();
        let exact = |user: &&&User| user.evidence == Evidence::Exact;
        let places = |uses: &[&User]| {
            uses.iter()
                .take(PLACES_MAX)
                .filter_map(|user| self.shown(user))
                .collect()
        };
        if uses.iter().any(|user| exact(&user)) {
            let uses: Vec<&User> = uses.iter().filter(exact).copied().collect();
            let because = format!("{} calls {}, resolved", from.id(), to.id());
            return Ok((Known::Yes, because, places(&uses)));
        }
        if !uses.is_empty() {
            let because =
                "it calls something of that name; whether that is it is not resolved".to_owned();
            return Ok((Known::Unknown, because, places(&uses)));
        }
        let unresolved = self.names.unresolved_calls(from_place);
        if unresolved > 0
            && self
                .names
                .may_be_handed_on(to_place, self.question.control)?
        {
            let because = format!(
                "no call of it is resolved, but {unresolved} calls of {} are not resolved",
                from.id()
            );
            return Ok((Known::Unknown, because, Vec::new()));
        }
        Ok((
            Known::No,
            format!("no call in {} leads to {}", from.id(), to.id()),
            Vec::new(),
        ))
    }

    fn unused(&self, name: &str) -> Judged {
        let (found, target) = self.found(name)?;
        is_resolved(&found)?;
        let users = self.users(target)?;
        let sure: Vec<&User> = users
            .users
            .iter()
            .filter(|user| user.evidence == Evidence::Exact)
            .collect();
        if !sure.is_empty() {
            let because = format!("{} calls of it are resolved", sure.len());
            let places = sure
                .iter()
                .take(PLACES_MAX)
                .filter_map(|user| self.shown(user))
                .collect();
            return Ok((Known::No, because, places));
        }
        let open = users.users.len() as u64 + users.unresolved;
        if open > 0 {
            let because = format!(
                "no call of it is resolved, but {open} calls of that name are not resolved"
            );
            let places = users
                .users
                .iter()
                .take(PLACES_MAX)
                .filter_map(|user| self.shown(user))
                .collect();
            return Ok((Known::Unknown, because, places));
        }
        if self.names.may_be_handed_on(target, self.question.control)? {
            let because = "nothing calls it by name, but it is passed on as a value".to_owned();
            return Ok((Known::Unknown, because, Vec::new()));
        }
        let because = format!(
            "no call leads to {}, and no unresolved call has its name",
            found.id()
        );
        Ok((Known::Yes, because, Vec::new()))
    }

    fn extends(&self, class: &str, base: &str) -> Judged {
        let ((one, class), (other, base)) = (self.found(class)?, self.found(base)?);
        is_resolved(&one)?;
        let above = self.names.above(class);
        let place = format!("{}:{}", one.file.path, one.definition.span.start_line);
        if above.iter().any(|one| self.names.is_same(*one, base)) {
            return Ok((
                Known::Yes,
                format!("{} stands above it", other.id()),
                vec![place],
            ));
        }
        if self.names.has_unknown_bases(class) {
            let because = "some of its bases are not resolved".to_owned();
            return Ok((Known::Unknown, because, vec![place]));
        }
        Ok((
            Known::No,
            "all its bases are resolved, and that is none of them".to_owned(),
            vec![place],
        ))
    }

    fn imports(&self, file: &str, imported: &str) -> Judged {
        let index = self.question.index;
        let position = |path: &str| -> Result<u32, Error> {
            let listed = listed_path(index, path)?;
            let at = index.file_position(listed.as_str());
            at.and_then(|at| u32::try_from(at).ok())
                .ok_or_else(|| Error::NotFound {
                    message: format!("\"{listed}\" is not analysed"),
                    hint: None,
                    nearest: Vec::new(),
                })
        };
        let (from, to) = (position(file)?, position(imported)?);
        let graph = index.graph(self.question.control)?;
        let imports = graph.imports.get(from as usize);
        if imports.is_some_and(|imports| imports.contains(&to)) {
            let (line, _) = self.names.import_step(from, to);
            return Ok((
                Known::Yes,
                "an import leads there".to_owned(),
                vec![format!("{file}:{line}")],
            ));
        }
        match self.names.unresolved_imports(from) {
            0 => Ok((
                Known::No,
                "none of its imports leads there".to_owned(),
                Vec::new(),
            )),
            count => Ok((
                Known::Unknown,
                format!("{count} of its imports are not resolved"),
                Vec::new(),
            )),
        }
    }

    fn shown(&self, user: &User) -> Option<String> {
        let path = &self.names.file(user.file)?.path;
        let (id, _) = self.names.shown(End {
            file: user.file,
            definition: user.site.definition,
        })?;
        let name = id.split_once("::").map_or("", |(_, name)| name);
        Some(
            format!("{path}:{} {name}", user.site.line)
                .trim_end()
                .to_owned(),
        )
    }
}

/// `X is never called`, `X is unused`, `X has no callers`.
fn unused(claim: &str) -> Option<(String, String)> {
    [
        " is never called",
        " is not called",
        " is unused",
        " has no callers",
    ]
    .iter()
    .find_map(|end| claim.strip_suffix(end))
    .map(|name| (String::new(), name.trim().to_owned()))
}

fn opposite(holds: Known) -> Known {
    match holds {
        Known::Yes => Known::No,
        Known::No => Known::Yes,
        Known::Unknown => Known::Unknown,
    }
}
