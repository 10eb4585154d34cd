"""SQLite files that several processes share: opening one, its schema, and what its errors mean.

Refuses SQLite libraries that can lose committed data when several processes share a file, network file
systems, files that are not ours, and files that a later version wrote.
Knows no table.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import apsw
import msgspec

from mcp_code_analysis.errors import (
    CodeAnalysisError,
    CorruptRecord,
    InternalError,
    LimitExceeded,
    StoreFull,
    StoreMisconfigured,
    StoreReadOnly,
    StoreUnavailable,
)
from mcp_code_analysis.file_system import network_kind

BUSY_READ_MS: Final = 250
LOG_REMAINS: Final = (
    "the write-ahead log beside the SQLite file keeps what was removed until no other process reads it;"
    " erase again then, or stop the servers"
)
"""What an erasure says when the log could not be emptied."""

ROOM_REMAINS: Final = (
    "unused room of {} may keep traces of what was removed until it is written anew:"
    " stop the servers, and run VACUUM on it"
)
"""What an erasure says of a file that could not be written anew, or is too large for that."""

VACUUM_BYTES_MAX: Final = 64 * 1024 * 1024
"""How large a file an erasure writes anew: for about half a second, in which no other process can write."""

WAL_BYTES_MAX: Final = 64 * 1024 * 1024
PAGES_MIN: Final = 64
ROOM_BYTES_MIN: Final = 64 * 1024
"""What SQLite needs on a disk to open a file at all."""

# SQLite 3.7.0 to 3.51.2 can lose committed data when a checkpoint meets a second connection (the WAL-reset
# bug). These branches carry the fix from this patch on; 3.52.0 was withdrawn.
_FIXED_BRANCHES: Final = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
_FIXED_FROM: Final = (3, 53)

_READ_ONLY: Final = (apsw.ReadOnlyError, apsw.PermissionsError, PermissionError)


class Kind(msgspec.Struct, frozen=True):
    """A kind of file of ours: what it is called, what its head says it is, and its tables.

    Each of the ``steps`` takes the file from one version to the next, the first from an empty one.
    """

    name: str
    application_id: int
    steps: tuple[str, ...]


def check_library(version: str) -> None:
    """Raise StoreMisconfigured unless this version of SQLite keeps what several processes commit."""
    major, minor, patch = (*(int(part) for part in re.findall(r"\d+", version)), 0, 0, 0)[:3]
    branch = major, minor
    if branch >= _FIXED_FROM or patch >= _FIXED_BRANCHES.get(branch, patch + 1):
        return
    raise StoreMisconfigured(
        f"SQLite {version} can lose committed data when several processes share one file.",
        hint="Install the wheel of apsw 3.51.3 or later, which brings its own SQLite, or use a Redis store.",
    )


def check_place(path: Path, mounts: str | None = None) -> None:
    """Raise StoreMisconfigured when the path is on a network file system.

    A write-ahead log needs memory that all its processes share, and locks that hold between them.
    """
    if kind := network_kind(path.parent, mounts):
        raise StoreMisconfigured(
            f"{path} is on a network file system ({kind}), where SQLite loses what several processes write.",
            hint="Give a file on a local disk with --store sqlite:PATH, or a Redis with --store redis://HOST.",
        )


def check_new(path: Path, name: str) -> None:
    """Raise what opening a file that is not there yet would raise, as far as it can be told; make nothing."""
    check_library(apsw.sqlite_lib_version())
    check_place(path)
    folder = next(each for each in path.parents if os.path.lexists(each))
    with errors_of(path, name):
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
        if shutil.disk_usage(folder).free < ROOM_BYTES_MIN:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def last_writer(path: Path) -> str | None:
    """Return the version of the SQLite that changed the file's first page last, None where none is known.

    Another program may bring its own SQLite, which no check of ours can hold off.
    """
    try:
        with path.open("rb") as file:
            number = int.from_bytes(file.read(100)[96:100], "big")
    except OSError:
        return None
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}" if number else None


def open_writer(path: Path, kind: Kind, busy_ms: int, bytes_max: int) -> apsw.Connection:
    """Open the file for writing, creating it and its folder, readable by its owner only, where needed.

    It grows to ``bytes_max``; from then on writes are refused as on a disk that is full, and reads go on.
    """
    check_library(apsw.sqlite_lib_version())
    check_place(path)
    _create(path, kind, busy_ms)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        _prepare(connection, path, kind, busy_ms)
        pages_max = bytes_max // int(connection.pragma("page_size"))
        connection.pragma("max_page_count", max(pages_max, PAGES_MIN))
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path) -> apsw.Connection:
    """Open a file that a writer has prepared, for reading only."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.set_busy_timeout(BUSY_READ_MS)
    return connection


def scrub(connection: apsw.Connection, bytes_max: int = VACUUM_BYTES_MAX) -> tuple[str, ...]:
    """See to it that what was removed is in the file and its log no more, and say what remains of it.

    SQLite overwrites the rows that are deleted (``secure_delete``), not the copies of them that stay in
    unused room of a page whose rows were moved, so a file of up to ``bytes_max`` is written anew.
    The log, where what was removed stands as it was, is emptied unless other processes read it.
    """
    remains: tuple[str, ...] = ()
    if not _written_anew(connection, bytes_max):
        remains = (ROOM_REMAINS.format(Path(connection.filename).name),)
    busy, _, _ = next(iter(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")))
    return remains if busy == 0 else (*remains, LOG_REMAINS)


def _written_anew(connection: apsw.Connection, bytes_max: int) -> bool:
    if int(connection.pragma("page_count")) * int(connection.pragma("page_size")) > bytes_max:
        return False
    try:
        connection.execute("VACUUM")
    except (apsw.BusyError, apsw.LockedError, apsw.FullError, apsw.IOError, apsw.CantOpenError):
        return False  # Others write, or there is no room for the copy that SQLite makes of a larger file.
    return True


@contextlib.contextmanager
def immediate(connection: apsw.Connection) -> Iterator[None]:
    """Do all of it or nothing, with no other writer in between."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def errors_of(path: Path, name: str) -> Iterator[None]:
    """Turn what SQLite and the file system say into the errors that a store may raise."""
    try:
        yield
    except (apsw.Error, OSError) as error:
        raise _meaning(error, path, name) from error


def _create(path: Path, kind: Kind, busy_ms: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        # Whole before others see it: SQLite does not wait where two processes turn a file to WAL at once.
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            _draft(draft, kind, busy_ms)
            # Another process may have been first, and some file systems have no links.
            with contextlib.suppress(OSError):
                path.hardlink_to(draft)
        finally:
            draft.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _draft(path: Path, kind: Kind, busy_ms: int) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        _prepare(connection, path, kind, busy_ms)
    finally:
        connection.close()


def _prepare(connection: apsw.Connection, path: Path, kind: Kind, busy_ms: int) -> None:
    connection.set_busy_timeout(busy_ms)
    _version(connection, path, kind)  # A file that is refused is left as it is.
    if connection.pragma("journal_mode") != "wal":
        connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    connection.pragma("secure_delete", value=True)
    connection.pragma("journal_size_limit", WAL_BYTES_MAX)
    with immediate(connection):
        missing = kind.steps[_version(connection, path, kind) :]
        for step in missing:
            connection.execute(step)
        if missing:  # A disk that is full must not keep a file that is whole from being opened.
            connection.pragma("application_id", kind.application_id)
            connection.pragma("user_version", len(kind.steps))


def _version(connection: apsw.Connection, path: Path, kind: Kind) -> int:
    """Return the version of the file's tables, 0 for none; raise StoreMisconfigured if it is not ours."""
    application, version = connection.pragma("application_id"), connection.pragma("user_version")
    if application == kind.application_id and 0 < version <= len(kind.steps):
        return int(version)
    if application == kind.application_id:
        raise StoreMisconfigured(
            f"{path} was written by another version of this program (schema {version}).",
            hint="Use that version, or give another file.",
        )
    if application or version or connection.execute("SELECT count(*) FROM sqlite_schema").get:
        raise StoreMisconfigured(
            f"{path} is a database of another program.", hint="Give a file of its own, or none yet."
        )
    return 0


def _meaning(error: apsw.Error | OSError, path: Path, name: str) -> CodeAnalysisError:
    detail = f"{path}: {error}"
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return StoreUnavailable(f"Another process keeps the {name} busy: {detail}", retry_after=1.0)
        case apsw.CorruptError() | apsw.NotADBError():
            return CorruptRecord(
                f"The {name}'s file is damaged: {detail}",
                hint="Move the file away; a new one is made at the next start. The old one is left as it is.",
            )
        case _ if isinstance(error, apsw.FullError) or _lacks_room(error, path):
            return StoreFull(
                f"There is no room for the {name}: {detail}",
                hint="Make room on its disk, or give a file on another one.",
            )
        case _ if isinstance(error, _READ_ONLY) or _code(error) == errno.EROFS:
            return StoreReadOnly(
                f"The {name} cannot be written: {detail}",
                hint="Let this user write the file and its folder, or give a file in a folder that can be.",
            )
        case apsw.TooBigError():
            return LimitExceeded(f"A value is too large for the {name}: {detail}")
        case apsw.CantOpenError() | OSError():
            return StoreMisconfigured(
                f"The {name} cannot be opened: {detail}",
                hint="Give a file in a folder that can be written.",
            )
        case apsw.IOError():
            return StoreUnavailable(f"The {name} cannot be read or written: {detail}")
        case _:
            return InternalError(f"The {name} failed: {detail}")


def _lacks_room(error: apsw.Error | OSError, path: Path) -> bool:
    """Say whether it failed for a disk that is full: SQLite calls some of that an error of reading."""
    if not isinstance(error, apsw.IOError | apsw.CantOpenError):
        return _code(error) in (errno.ENOSPC, errno.EDQUOT)
    try:
        return shutil.disk_usage(path.parent).free < ROOM_BYTES_MIN
    except OSError:
        return False


def _code(error: apsw.Error | OSError) -> int | None:
    return error.errno if isinstance(error, OSError) else None
