"""What clang knows of the C sources of a folder: definitions, calls and includes.

Each source file is read as one translation unit in one configuration.
Calls that a macro makes stand where the macro is used, and are told apart, as is text that is left out.
Run as `python -m benches.evaluation.truth.clang REPOSITORY > graph.json`; judges and samples nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from clang import cindex
from clang.cindex import CursorKind

ARGUMENTS: Final = (
    "-DZSTD_LEGACY_SUPPORT=1",
    "-DZSTD_MULTITHREAD=1",
    "-DXXH_NAMESPACE=ZSTD_",
    "-U__SSE2__",
    "-U__AVX2__",
)
KINDS: Final = {
    CursorKind.FUNCTION_DECL: "function",
    CursorKind.STRUCT_DECL: "struct",
    CursorKind.UNION_DECL: "union",
    CursorKind.ENUM_DECL: "enum",
    CursorKind.TYPEDEF_DECL: "type_alias",
}
CALL: Final = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
COMMENT_OR_STRING: Final = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.DOTALL)


class Graph:
    """What was found; a definition that several units see is one."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.definitions: list[dict[str, Any]] = []
        self.by_place: dict[tuple[str, int, str], int] = {}
        self.by_name: dict[str, list[int]] = {}
        self.calls: dict[tuple[str, int, int], dict[str, Any]] = {}
        self.imports: set[tuple[str, int, str | None]] = set()
        self.waiting: list[tuple[str, int, int, int, str, int | None, Any]] = []

    def relative(self, file: Any) -> str | None:
        """Return the path of a file within the repository."""
        if file is None:
            return None
        path = Path(file.name).resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else None

    def define(self, cursor: Any) -> int | None:
        """Note a definition and return its position; nothing for a declaration, or one elsewhere."""
        path = self.relative(cursor.location.file)
        if path is None or not cursor.spelling or cursor.kind not in KINDS or not cursor.is_definition():
            return None
        place = (path, cursor.location.line, cursor.spelling)
        if place not in self.by_place:
            self.by_place[place] = len(self.definitions)
            self.by_name.setdefault(cursor.spelling, []).append(len(self.definitions))
            self.definitions.append({
                "path": path, "first": cursor.extent.start.line, "line": cursor.location.line,
                "end": cursor.extent.end.line, "name": cursor.spelling, "qualified": cursor.spelling,
                "kind": KINDS[cursor.kind], "local": False,
                "static": cursor.storage_class == cindex.StorageClass.STATIC,
            })  # fmt: skip
        return self.by_place[place]

    def unit(self, unit: Any) -> None:
        """Read one translation unit."""
        for cursor in unit.cursor.get_children():
            path = self.relative(cursor.location.file)
            if path is not None and cursor.kind == CursorKind.INCLUSION_DIRECTIVE:
                included = self.relative(cursor.get_included_file())
                self.imports.add((path, cursor.location.line, included))
            elif path is not None and not cursor.kind.is_preprocessing():
                self.walk(cursor, None)

    def walk(self, cursor: Any, caller: int | None) -> None:
        """Note what stands below a cursor, within a function or outside of all."""
        position = self.define(cursor)
        if cursor.kind == CursorKind.FUNCTION_DECL and position is not None:
            caller = position
        if cursor.kind == CursorKind.CALL_EXPR:
            self.call(cursor, caller)
        for child in cursor.get_children():
            self.walk(child, caller)

    def call(self, cursor: Any, caller: int | None) -> None:
        """Keep a call until all definitions are known."""
        place = cursor.location
        path = self.relative(place.file)
        if path is not None and cursor.spelling:
            first = cursor.extent.start.line
            self.waiting.append(
                (path, first, place.line, place.column, cursor.spelling, caller, cursor.referenced)
            )

    def settle(self) -> None:
        """Say what the calls lead to: definitions with the linkage that the compiler sees."""
        texts: dict[str, list[str]] = {}
        for path, first, line, column, name, caller, referenced in self.waiting:
            lines = texts.setdefault(path, self.lines(path))
            spelt = lines[line - 1][column - 1 :].startswith(name)
            targets = self.targets(referenced)
            self.calls[path, line, column if spelt else -hash_of(name)] = {
                "path": path, "first": first, "line": line, "column": column, "name": name, "caller": caller,
                "targets": targets, "spelt": spelt,
            }  # fmt: skip
        seen = {(call["path"], call["line"], call["name"]) for call in self.calls.values()}
        starts = {(one["path"], one["line"], one["name"]) for one in self.definitions}
        for path in sorted(texts):
            code = COMMENT_OR_STRING.sub(lambda found: "\n" * found[0].count("\n"), "\n".join(texts[path]))
            for number, line_text in enumerate(code.split("\n"), 1):
                for found in CALL.finditer(line_text):
                    name = found[1]
                    known = (path, number, name) in seen or (path, number, name) in starts
                    if name in self.by_name and not known:
                        self.calls[path, number, found.start() + 1] = {
                            "path": path, "first": number, "line": number, "column": found.start() + 1,
                            "name": name, "caller": self.around(path, number), "targets": "unknown",
                            "spelt": True,
                        }  # fmt: skip

    def around(self, path: str, line: int) -> int | None:
        """Return the function that a line stands in."""
        for position, one in enumerate(self.definitions):
            if one["kind"] == "function" and one["path"] == path and one["first"] <= line <= one["end"]:
                return position
        return None

    def targets(self, referenced: Any) -> str | list[int]:
        """Return the definitions that a reference leads to."""
        if referenced is None or referenced.kind != CursorKind.FUNCTION_DECL:
            return "unknown"
        definition = referenced.get_definition()
        if definition is not None:
            position = self.define(definition)
            return "outside" if position is None else [position]
        found = [
            one for one in self.by_name.get(referenced.spelling, ()) if not self.definitions[one]["static"]
        ]
        return found or "outside"

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file."""
        return (self.root / path).read_text(encoding="utf-8", errors="replace").split("\n")


def hash_of(name: str) -> int:
    """Return a number of a name that is the same in every run."""
    return int.from_bytes(name.encode()[:15], "big") + 1


def headers() -> list[str]:
    """Return where the compiler's own headers are."""
    told = subprocess.run(["gcc", "-print-file-name=include"], check=True, capture_output=True, text=True)
    return ["-isystem", told.stdout.strip()]


def main(root: Path) -> None:
    """Read every source file and print what is known."""
    graph = Graph(root.resolve())
    index = cindex.Index.create()
    arguments = [*headers(), *ARGUMENTS, f"-I{root}/zstd/lib", f"-I{root}/zstd/lib/common"]
    units = []
    for file in sorted(root.rglob("*.c")):
        unit = index.parse(
            str(file.resolve()),
            args=arguments,
            options=cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD,
        )
        worst = [one for one in unit.diagnostics if one.severity >= cindex.Diagnostic.Error]
        if worst:
            sys.exit(f"{file} does not compile: {worst[0]}")
        units.append(unit)
        graph.unit(unit)
    graph.settle()
    version = f"libclang {metadata.version('libclang')}"
    answer = {
        "established": version,
        "definitions": graph.definitions,
        "calls": [graph.calls[key] for key in sorted(graph.calls)],
        "imports": [
            {"path": path, "line": line, "target": target}
            for path, line, target in sorted(graph.imports, key=lambda one: (one[0], one[1], one[2] or ""))
        ],
        "bases": [],
        "overrides": [],
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
