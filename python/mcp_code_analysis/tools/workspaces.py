"""Which folders may be analysed, and the engine of each.

The only place that turns a caller's ``root`` into a folder: by the real path of both sides, part by part,
so that neither a link, nor ``..``, nor a sibling that shares a prefix leads out.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Final

from mcp_code_analysis import _native
from mcp_code_analysis.errors import InvalidRequest, OutsideRoot, from_code

SHOWN_LENGTH_MAX: Final = 200


class Workspaces:
    """One engine for each folder in use, at most ``engines_max``; the one unused longest is let go.

    Safe to use from several threads.
    """

    def __init__(
        self,
        roots: tuple[str, ...],
        *,
        engines_max: int,
        engine_limits: str | None = None,
        facts: _native.FactsStore | None = None,
    ) -> None:
        self._roots = tuple(Path(os.path.realpath(root)) for root in roots)
        self._engines_max = engines_max
        self._engine_limits = engine_limits.encode() if engine_limits else None
        self._facts = facts
        self._engines: OrderedDict[Path, _native.Engine] = OrderedDict()
        self._lock = threading.Lock()

    def resolve(self, root: str | None) -> Path:
        """Return the folder meant; a relative one starts at the first root, none is the first root."""
        if root is None:
            return self._roots[0]
        if not root or "\0" in root:
            raise InvalidRequest(
                "A root cannot be empty or contain a NUL character.", hint="Leave `root` out for the default."
            )
        folder = Path(os.path.realpath(self._roots[0] / root))
        if not any(folder == allowed or allowed in folder.parents for allowed in self._roots):
            raise _outside(root)
        return folder

    def engine(self, folder: Path) -> _native.Engine:
        """Return the engine of a resolved folder, made when needed."""
        with self._lock:
            known = self._engines.get(folder)
            if known is not None:
                self._engines.move_to_end(folder)
                return known
        try:
            engine = _native.Engine(str(folder), limits=self._engine_limits, facts=self._facts)
        except _native.EngineError as problem:
            code, message, hint, nearest = problem.args
            # Where the folder is on this machine is nobody's business who asks over a wire.
            message = message.replace(str(folder), self._shown(folder))
            raise from_code(code, message, hint, nearest) from problem
        if os.path.realpath(folder) != str(folder):
            raise _outside(folder.name)  # It became a link while the engine was made.
        with self._lock:
            engine = self._engines.setdefault(folder, engine)
            self._engines.move_to_end(folder)
            while len(self._engines) > self._engines_max:
                self._engines.popitem(last=False)
        return engine

    def _shown(self, folder: Path) -> str:
        """Return a folder's place below the root that allows it, beginning with the root's own name."""
        root = next(root for root in self._roots if folder == root or root in folder.parents)
        shown = str(Path(root.name, folder.relative_to(root)))
        return shown if len(shown) <= SHOWN_LENGTH_MAX else f"{shown[:SHOWN_LENGTH_MAX]}..."


def _outside(root: str) -> OutsideRoot:
    return OutsideRoot(
        f"{root[:200]!r} is outside the folders this server was started with.",
        hint="Start the server with `--root FOLDER` to allow it, or leave `root` out.",
    )
