"""The manifest: everything the product promises, one id a line, met or not.

An id is `met` when a test carries it that would fail if the promise broke, on real input with real parts.
`test_requirements.py` holds both directions; the test run prints the counts.
Says nothing about how a promise is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Requirement:
    """One promise: its id, what it says, and whether it is kept today."""

    id: str
    text: str
    met: bool


def met(requirement_id: str, text: str) -> Requirement:
    """Enter a promise that is kept and tested."""
    return Requirement(requirement_id, text, met=True)


def unmet(requirement_id: str, text: str) -> Requirement:
    """Enter a promise that is not kept yet, or not wholly."""
    return Requirement(requirement_id, text, met=False)


REQUIREMENTS: Final = (
    # Layers.
    unmet("LAY-1", "Any MCP client, the command line and the notebook reach the same tools and answers."),
    unmet("LAY-2", "One HTTP entry point authenticates, limits, routes and stamps a correlation id."),
    unmet("LAY-3", "Protocol and execution hold no state that another instance could not rebuild."),
    unmet("LAY-4", "Sessions, locks, results, caches and execution state stand behind store protocols."),
    unmet("LAY-5", "Tools run in-process, as child processes or as WebAssembly behind one adapter protocol."),
    # Sessions.
    met("SES-1", "A session made on one instance is read and changed on another, without stickiness."),
    met("SES-2", "Sessions survive a restart of every server process, and of the store by its durability."),
    met("SES-3", "Unused sessions expire, use extends them, and nothing is stored without a lifetime."),
    met("SES-4", "Instances come and go under load and no session is lost."),
    met("SES-5", "get_session(id) gives the state or None."),
    met("SES-6", "set_session(id, state, ttl) replaces the state."),
    met("SES-7", "clear_session(id) removes the session and everything that hangs on it."),
    met("SES-8", "get_sessions() lists ids, paged, per tenant, without KEYS or SCAN on the request path."),
    met("SES-9", "acquire_lock(id, timeout) gives a token or None."),
    met("SES-10", "release_lock(id, token) gives a boolean."),
    met("SES-11", "extend_session_ttl(id, ttl) gives a boolean."),
    met("SES-12", "get_session_ttl(id) gives seconds or None."),
    met("SES-13", "create_session_if_not_exists is atomic, and the loser gets the winner's state."),
    met("SES-14", "One protocol and one contract suite: memory, SQLite, Redis single/Sentinel, Cluster."),
    # Concurrency control.
    met("LOCK-1", "A session's lock is taken before the session is modified, across instances."),
    met("LOCK-2", "Every lock has a unique token, and a wrong token releases nothing."),
    met("LOCK-3", "A lock is a lease that its holder renews; a lost lease cancels the holder's work."),
    met("LOCK-4", "Lock operations on Redis are atomic scripts, idempotent under a lost reply."),
    met("LOCK-5", "Waiters are served in arrival order and woken by message."),
    met("LOCK-6", "A write carries token and fencing number, and a stale holder's write is refused."),
    met("LOCK-7", "Writes are versioned; a conflict shows both versions or is retried on request."),
    met("LOCK-8", "Leases, ordered multi-locks, one deadline for a set, and breakers prevent deadlock."),
    # Serialization.
    met("SER-1", "JSON for structured data, readable by people and by the earlier Node server."),
    met("SER-2", "MessagePack for large data, in Rust."),
    met("SER-3", "Large results are compressed in Rust when it pays, and bounded on the way back."),
    met("SER-4", "One versioned, checked envelope; released versions stay readable, damage is reported."),
    # Tool execution service.
    unmet("EXE-1", "State machines are saved and restored as XState 5 snapshots, both ways."),
    unmet("EXE-2", "An execution context survives a move to another instance."),
    met("EXE-3", "Only the changed sections of a state are written."),
    unmet("EXE-4", "A run is rebuilt from what was persisted."),
    unmet("EXE-5", "A run cut by a crash goes on from its last checkpoint, on any instance."),
    met("EXE-6", "Errors carry code, message, retryable, retry_after, what to do next and a reference id."),
    met("EXE-7", "Cancellation reaches the native code within 100 ms of work."),
    # Cache.
    met("CACHE-1", "A local memory cache, bounded in bytes."),
    met("CACHE-2", "A Redis cache shared by all instances."),
    met("CACHE-3", "Invalidation by event; a broken link never leaves a stale entry behind."),
    met("CACHE-4", "One flight per key, in the process and across instances."),
    # Batching.
    met("BATCH-1", "Related operations of one call travel together."),
    met("BATCH-2", "Redis commands are pipelined wherever more than one is sent."),
    unmet("BATCH-3", "Bulk analysis over a fleet, with progress, resume and no duplicate results."),
    # Connections.
    met("CONN-1", "Pools have limits, and no call waits without a bound."),
    met("CONN-2", "Health monitoring finds a broken, hung or misconfigured store and says so."),
    met("CONN-3", "Without Redis it degrades and recovers unaided; nothing acknowledged is lost."),
    # Deployment.
    met("DEP-1", "Runs on a single Redis, tested against the real thing."),
    met("DEP-2", "Runs on Redis Sentinel, failover tested."),
    met("DEP-3", "Runs on Redis Cluster, failover tested."),
    met("DEP-4", "Runs without Redis on an embedded store that all servers of a machine share."),
    unmet("DEP-5", "Container images for server, tools and Redis, and a compose file."),
    unmet("DEP-6", "Kubernetes: servers, workers, Redis, probes, disruption budget, autoscaling, policy."),
    unmet("DEP-7", "AWS ElastiCache as code, with TLS and identity-based credentials."),
    unmet("DEP-8", "Azure Managed Redis as code, with TLS and identity-based credentials."),
    unmet("DEP-9", "GCP Memorystore as code, with TLS and identity-based credentials."),
    # Keys and memory.
    met("KEY-1", "{prefix}:session:{sessionId}"),
    met("KEY-2", "{prefix}:lock:{sessionId}"),
    met("KEY-3", "{prefix}:result:{resultId}"),
    met("KEY-4", "{prefix}:cache:{key}"),
    met("KEY-5", "TTL policies per kind of data."),
    met("KEY-6", "Configurable memory thresholds."),
    met("KEY-7", "Under pressure the cache is evicted by LRU, sessions and locks never."),
    # Analysis tools.
    unmet("TOOL-1", "Standalone tools run as child processes."),
    unmet("TOOL-2", "The same WebAssembly module runs on the server and in a browser."),
    met("TOOL-3", "Tools run in-process."),
    unmet("TOOL-4", "JSON in, JSON out, one schema for all three ways."),
    unmet("TOOL-5", "Large results are streamed."),
    met("TOOL-6", "Progress is shown while the work goes on."),
    unmet("TOOL-7", "Tools register themselves, also from packages and from manifests in a folder."),
    unmet("TOOL-8", "Tool versions are managed."),
    unmet("TOOL-9", "Tool dependencies are resolved."),
    # Observability.
    unmet("OBS-1", "Redis connection success is measured."),
    unmet("OBS-2", "Redis command latency is measured."),
    unmet("OBS-3", "Redis memory is measured."),
    unmet("OBS-4", "Request rates are measured."),
    unmet("OBS-5", "Latency is measured at p50, p95 and p99."),
    unmet("OBS-6", "Error rates are measured."),
    unmet("OBS-7", "Logs are JSON."),
    unmet("OBS-8", "Correlation ids span client, server, worker, child process and Redis."),
    unmet("OBS-9", "Log levels can be changed."),
    # Security.
    met("SEC-1", "Redis password."),
    met("SEC-2", "TLS and client certificates."),
    met("SEC-3", "Redis ACL users."),
    met("SEC-4", "Sensitive data is encrypted at rest, and keys rotate."),
    met("SEC-5", "Users are isolated from each other."),
    met("SEC-6", "Retention and complete erasure."),
    met("SEC-7", "Files outside the allowed roots are never read, whatever the path, link or race."),
    met("SEC-8", "Hostile code, repositories, payloads and requests cost at most one call."),
    # Migration.
    unmet("MIG-1", "Shadow mode: Redis beside the existing store, compared, never felt."),
    unmet("MIG-2", "Cutover by percentage; a living session never moves."),
    unmet("MIG-3", "Interfaces stay compatible."),
    unmet("MIG-4", "Feature flags."),
    met("MIG-5", "Falls back to the local store."),
    met("MIG-6", "Sessions of the earlier server are read and carried over."),
    # Tools that agents and people can ask.
    met("T1", "explore: an answer pack for a question under a token budget."),
    met("T2", "find_symbol: definition by name, path or pattern; ambiguity lists candidates."),
    met("T3", "search: text, regex or boolean over code, whole blocks, ranked, paged."),
    met("T4", "read: a symbol's body or a slice of the file as it is now, with its hash."),
    met("T5", "relations: callers, callees, references, implementations, importers with evidence."),
    met("T6", "impact: what a symbol, file or diff affects, hop by hop."),
    met("T7", "index: open, refresh, status; skipped files with reasons, freshness."),
    unmet("T8", "catalog and call: find any other tool and run it."),
    met("T9", "outline: symbols of a file or package to a depth."),
    met("T10", "repo_map: the ranked map of the repository in N tokens."),
    met("T11", "architecture: packages, layers, entry points, clusters, cycles."),
    met("T12", "path_between: shortest call or import path."),
    met("T13", "type_hierarchy: super- and subtypes."),
    met("T14", "dependencies: imports, importers, cycles, instability and abstractness."),
    met("T15", "dead_code: tiers with the reason, unknown where the graph is unresolved."),
    met("T16", "complexity: cyclomatic, cognitive, Halstead, maintainability, size, nesting."),
    met("T17", "hotspots: churn times complexity, coupling, ownership, bus factor, age."),
    met("T18", "diff_symbols: changed symbols between revisions; signature breaks."),
    met("T19", "change_risk: a review pack for a diff."),
    met("T20", "tests_for: tests to run for a change."),
    met("T21", "ast_search: structural patterns with metavariables."),
    unmet("T22", "ast_rewrite: structural rewrite, dry run by default."),
    unmet("T23", "rename_plan: edits and collisions; writes only when told."),
    met("T24", "clones: exact, renamed and gapped duplicates."),
    unmet("T25", "dataflow: definitions and uses; FOUND, NO_FLOW or UNKNOWN."),
    unmet("T26", "security_scan: rule packs, secrets redacted, SARIF out."),
    unmet("T27", "routes: web routes and their handlers."),
    unmet("T28", "explain_traceback: frames to symbols to likely causes."),
    met("T29", "history: commits that touched a symbol, and why."),
    unmet("T30", "query: read-only query over the graph with limits."),
    unmet("T31", "quality: ranked findings, the trend, HTML for people."),
    unmet("T32", "execution: list, get, cancel, resume a run by handle on any instance."),
    unmet("T33", "session: open, attach, fork, list, close; what was shown; insights."),
    met("T34", "verify_claims: each claim true, false or unknown, with evidence."),
    unmet("T35", "bulk: one analysis over many repositories as one run."),
    met("T36", "results: a stored result by handle, paged, filtered, exported."),
    # How every answer behaves.
    met("Q1", "Every tool takes max_tokens and never exceeds it; the rest has a result handle."),
    met("Q2", "No payload travels twice."),
    met("Q3", "Every relation is exact, likely or possible, never mixed unmarked."),
    met("Q4", "Every answer counts resolved, unresolved, excluded and stale."),
    met("Q5", "An answer names its tree and never shows a changed file's old text."),
    met("Q6", "Same tree, same question, same bytes."),
    met("Q7", "Errors teach, without stack trace or absolute host path."),
    met("Q8", "Progress each second on anything over 1 s; cancel effective in 0.5 s."),
    met("Q9", "Reads never wait for an index run."),
    met("Q10", "Repository text is fenced, labelled, made visible; secrets redacted."),
    met("Q11", "Nothing is written unless told, no telemetry, no process outlives its client."),
    met("Q12", "Works offline: grammars are in the wheel."),
    # The engine.
    met("E1", "Two tiers of front end give one kind of facts."),
    met("E2", "Twelve languages of tier A and twenty of tier B; adding one is a row of data."),
    unmet("E3", "All facts of a file, at most 0.5 stored bytes per source byte."),
    met("E4", "Names are resolved through scopes, imports and types; unresolved sites are counted."),
    met("E5", "Metrics by published definitions."),
    met("E6", "Import, call and type graphs: cycles, layers, reach, hubs, dead code."),
    met("E7", "Clones of type 1 to 3 in bounded memory."),
    met("E8", "Literal, linear-time regex, boolean and structural search."),
    met("E9", "History read from git objects: churn, hotspots, coupling, ownership."),
    met("E10", "The map is a personalised rank fitted into N tokens, deterministic."),
    met("E11", "Only changed files are parsed; facts are shared by content hash."),
    met("E12", "Limits of size, time, depth and nodes per file; what was cut is listed."),
    met("E13", "Trees are never kept; at most 200 MB on Django, 6 times the source in general."),
    met("E14", "Same tree, same bytes, whatever the number of threads."),
    met("E15", "Cancellation and progress per file and chunk; interpreter released."),
    met("E16", "Agreement with outside truth is measured and printed."),
    # Promises of the state layer.
    met("S1", "An acknowledged write survives kill -9 of any of our processes."),
    met("S2", "A state is never torn."),
    met("S3", "Every acknowledged write raises the version by exactly one."),
    met("S4", "A retried operation has one effect and returns the first outcome."),
    met("S5", "At `logged`, writes survive kill -9 and restart of the store."),
    met("S6", "At `replicated`, writes survive any one Redis node or are UNCONFIRMED."),
    met("S7", "No rollback by failover is silent."),
    met("S8", "While a lock is held, no write under another token or older fence is accepted."),
    met("S9", "Lock waiters are served in order, woken by message, polled each second."),
    unmet("S10", "After kill -9 of a worker every shard of a bulk run finishes once."),
    met("S11", "No read from the local cache is older than 1 s while the link is up."),
    met("S12", "With the store gone or hung no call exceeds its budget."),
    met("S13", "Tenants can neither read, list nor overwrite each other's data."),
    met("S14", "Damaged payloads are quarantined and reported, never decoded wrongly."),
    met("S15", "Erasing removes every copy we made and lists what was removed."),
    # Faults that the state layer is put through.
    met("F1", "Server killed in mid-write: 0 lost, 0 torn, 0 doubled."),
    met("F2", "Lost reply: 0 double effects, 0 false refusals."),
    met("F3", "Redis killed with AOF everysec: 0 lost."),
    met("F4", "Sentinel primary killed under load: 0 lost at `replicated`."),
    met("F5", "Primary isolated with a client: 0 lost, all rollbacks reported."),
    met("F6", "Cluster primary killed, slots moved: 0 lost, 0 doubled."),
    met("F7", "Hung or slow Redis: bounded waits, breaker, exactly one probe."),
    met("F8", "Redis at maxmemory: sessions and locks live, errors are structured."),
    met("F9", "Disk full: structured error, reads go on, recovery without restart."),
    unmet("F10", "Worker killed in a bulk run: all done, no duplicates."),
    met("F11", "Invalidation link killed: staleness stays within S11."),
    met("F12", "Corrupt, foreign, oversized payloads: 0 crashes, 0 wrong decodes."),
    met("F13", "Connection storm: bounded waits, recovery under 2 s."),
    met("F14", "Clock steps: no lock held past its lease, fences increase."),
    met("F15", "Two SQLite versions, network file system, read-only folder: refused, with a way out."),
    met("F16", "Rolling upgrade: 0 lost fields."),
    met("F17", "Tenant isolation under attack: 0 successes."),
    unmet("F18", "Shadow and cutover under load: 0 sessions change home."),
    met("F19", "Erasure leaves 0 plaintext remnants."),
    met("F20", "Fair locks: 20 waiters, bounded longest wait."),
    # Speed, as ratios against peers in one run.
    unmet("P1", "Cold symbol index of Django against ctags and bca."),
    unmet("P2", "Cold symbol index of a TypeScript tree against bca."),
    unmet("P3", "Cold symbol index of C and Rust trees against bca."),
    unmet("P4", "All metrics of Django against bca, lizard and radon."),
    unmet("P5", "One pass for everything against the sum of the best peers."),
    unmet("P6", "Exact duplicates against jscpd, in a third of its memory."),
    unmet("P7", "Import graph against madge and grimp."),
    unmet("P8", "Structural search against ast-grep."),
    unmet("P9", "One file touched in Django: a fresh answer within 120 ms."),
    unmet("P10", "Warm unchanged tree: a cached call within 30 ms at p50."),
    unmet("P11", "Cold line churn against git log --numstat."),
    unmet("P12", "Commit-level history against git log --raw."),
    unmet("P13", "One new commit within 100 ms."),
    unmet("P14", "Peak memory at most 200 MB on Django, 6 times the source in general."),
    unmet("P15", "Linux symbol index within 1.2 times the parse-only floor."),
    unmet("P16", "Stored size at most 0.5 bytes per source byte."),
    unmet("P17", "A 1 MB result is encoded within 0.6 ms."),
    unmet("P18", "Decoding into Python objects within 1.2 times the faster peer."),
    met("P19", "Adversarial files are abandoned within 2 s and 512 MB."),
    unmet("P20", "At least 1.8 times as fast on two cores."),
)
