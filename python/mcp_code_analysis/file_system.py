"""Files that URLs name, and what kind of file system a path is on, as far as the machine says.

Refuses to guess: where nothing is known the answer is None.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from mcp_code_analysis.errors import InvalidRequest

MOUNTS: Final = Path("/proc/self/mountinfo")

NETWORK_KINDS: Final = frozenset({
    "9p", "acfs", "afs", "beegfs", "ceph", "cifs", "davfs", "drvfs", "fuse.ceph", "fuse.davfs",
    "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse",
    "gfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb3",
    "smbfs", "vboxsf", "vmhgfs",
})  # fmt: skip
"""Kinds on which processes of one machine, or of several, do not see each other's locks and shared memory."""

_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


def file_of(place: str, what: str, instead: str) -> Path:
    """Return the file that follows ``sqlite:`` in a URL; raise InvalidRequest for what is none.

    ``what`` is what the file is for, and ``instead`` what else may be written, as the error names them.
    """
    path = unquote(place.removeprefix("//")) if place.startswith("///") else place
    if not path or path == ":memory:" or path.startswith("//") or path.endswith("/"):
        raise InvalidRequest(
            f"The URL of {what} needs the path of a file.", hint=f"Write sqlite:PATH, or {instead}."
        )
    return Path(path).expanduser().absolute()


def network_kind(path: Path, mounts: str | None = None) -> str | None:
    """Return the kind of network file system that the path is on, None where it is on none or none is known.

    ``mounts`` is the text of a Linux ``mountinfo``; this machine's where none is given.
    """
    place = os.path.realpath(path)
    if place.startswith(("\\\\", "//")):
        return "a network share"
    kind = _kind(place, _mounts() if mounts is None else mounts)
    return kind if kind in NETWORK_KINDS else None


def _mounts() -> str:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def _kind(place: str, mounts: str) -> str | None:
    """Return the kind of the innermost mount; of two at one place the later one hides the other."""
    length, kind = -1, None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = _ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4])
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= length:
            length, kind = len(point), after.split(" ", 1)[0]
    return kind
