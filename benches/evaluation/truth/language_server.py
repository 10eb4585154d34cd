"""A client of a language server on standard input and output, which asks where names are defined.

Speaks the little of the protocol that this takes; knows no server and no language.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

Place = tuple[str, int, int]
"""A file, a line in it and a column in that, from 1."""


class LanguageServer:
    """One server over one folder; ends with the block."""

    def __init__(self, command: Sequence[str | Path], root: Path) -> None:
        self._command = [str(part) for part in command]
        self._root = root
        self._answers: dict[int, Any] = {}
        self._answered = threading.Condition()
        self._next = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            cwd=self._root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._read, daemon=True).start()
        folder = {"uri": self._root.as_uri(), "name": "repository"}
        self._result(
            self._ask(
                "initialize",
                {
                    "processId": None,
                    "rootUri": folder["uri"],
                    "workspaceFolders": [folder],
                    "capabilities": {
                        "textDocument": {"definition": {"linkSupport": False}},
                        "workspace": {"configuration": True, "workspaceFolders": True},
                    },
                },
            )
        )
        self._send({"method": "initialized", "params": {}})
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def definitions(self, path: str, places: Sequence[tuple[int, int]]) -> list[list[Place]]:
        """Return where the names at places of a file are defined; lines and columns are from 0 here."""
        uri = (self._root / path).as_uri()
        text = (self._root / path).read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        asked = [
            self._ask(
                "textDocument/definition",
                {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}},
            )
            for line, column in places
        ]
        found = [self._places(self._result(each)) for each in asked]
        self._send({"method": "textDocument/didClose", "params": {"textDocument": {"uri": uri}}})
        return found

    @staticmethod
    def _places(result: Any) -> list[Place]:
        links = [] if result is None else result if isinstance(result, list) else [result]
        return [
            (
                link.get("targetUri") or link["uri"],
                range_["start"]["line"] + 1,
                range_["start"]["character"] + 1,
            )
            for link in links
            for range_ in [link.get("targetSelectionRange") or link["range"]]
        ]

    def _ask(self, method: str, parameters: dict[str, Any]) -> int:
        self._next += 1
        self._send({"id": self._next, "method": method, "params": parameters})
        return self._next

    def _result(self, number: int, timeout_s: float = 600) -> Any:
        with self._answered:
            if not self._answered.wait_for(lambda: number in self._answers, timeout_s):
                raise TimeoutError(f"{self._command[0]} does not answer")
            return self._answers.pop(number)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            size_bytes = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(size_bytes))
            if "method" in message and "id" in message:
                items = (message.get("params") or {}).get("items", [])
                self._send({"id": message["id"], "result": [None for _ in items] if items else None})
            elif "id" in message:
                with self._answered:
                    self._answers[message["id"]] = message.get("result")
                    self._answered.notify_all()
