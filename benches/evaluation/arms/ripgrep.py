"""ripgrep, as an agent without an index uses it: one fixed recipe for each kind of question and language.

It finds names, not meanings; what follows from that is a part of the table.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from benches.evaluation.arms.base import Ask, Conversation, owner, simple
from benches.evaluation.questions import KINDS, Item, Question, Reply

DEFINED: Final = {
    "python": r"^\s*(async\s+)?(def|class)\s+({})\b",
    "typescript": r"\b(function|class|interface|enum|type)\s+({0})\b|\b(const|let|var)\s+({0})\s*[=:]"
    r"|^\s+((public|private|protected|static|abstract|async|get|set)\s+)*({0})\s*(<.*>)?"
    r"\(.*(\{{|\)\??: [^=]*;)$",
    "go": r"^func (\([^)]*\) )?({0})\b|^type ({0})\b|^\t({0})\([^)]*\)( .*)?$",
    "c": r"^([A-Za-z_][\w\s*]*\b)?({0})\s*\([^;]*$|\b(struct|union|enum)\s+({0})\s*\{{",
}
TYPE: Final = {
    "python": r"^\s*class\s+({})\b",
    "typescript": r"\b(class|interface)\s+({})\b",
    "go": r"^type ({})\b",
    "c": r"\bstruct\s+({})\b",
}
BELOW: Final = {
    "python": r"^\s*class\s+(\w+)\s*\(.*\b({})\b",
    "typescript": r"\b(?:class|interface)\s+(\w+).*\b(?:extends|implements)\b.*\b({})\b",
}
NOT_CALLED: Final = frozenset({
    "if", "for", "while", "switch", "return", "sizeof", "func", "function", "catch", "def", "class", "super",
    "print", "len", "isinstance", "make", "append", "and", "or", "not", "in", "elif", "await", "typeof",
})  # fmt: skip
CALL: Final = re.compile(r"\b([A-Za-z_]\w*)\s*\(")
FILES: Final = {"python": "py", "typescript": "ts", "go": "go", "c": "c"}
ROUNDS_MAX: Final = 6
BODY_LINES_MAX: Final = 400


class Ripgrep:
    """The program `rg`."""

    name = "ripgrep"
    kinds = frozenset(KINDS)

    def missing(self) -> str | None:
        return None if shutil.which("rg") else "rg is not installed"

    def version(self) -> str:
        told = subprocess.run(["rg", "--version"], check=True, capture_output=True, text=True).stdout
        return " ".join(told.split()[:2])

    @asynccontextmanager
    async def opened(self, tree: Path, language: str) -> AsyncIterator[Ask]:
        async def ask(question: Question) -> Reply:
            search = Search(tree, language)
            items = search.answer(question)
            return Reply(tuple(items), search.talk.text, search.talk.seconds, len(search.talk.texts))

        yield ask


class Search:
    """The searches of one answer."""

    def __init__(self, tree: Path, language: str) -> None:
        self.tree = tree
        self.language = language
        self.talk = Conversation()

    def answer(self, question: Question) -> list[Item]:
        """Follow the recipe of the question's kind."""
        symbol = question.symbol
        match question.kind:
            case "definition":
                return self.definition(symbol.name)
            case "callers" | "none":
                return self.callers(simple(symbol.name))
            case "callees":
                return self.callees(symbol.path, symbol.name)
            case "importers":
                return self.importers(symbol.path, symbol.name)
            case "implementations":
                return self.implementations(symbol.path, symbol.name, symbol.line)
            case _:
                return self.named([symbol.name])

    def lines(self, pattern: str, *within: str, only_paths: bool = False) -> list[tuple[str, int, str]]:
        """Return path, line and text of what matches."""
        command = ["rg", "--no-heading", "--sort", "path", "--crlf", "--type", FILES[self.language], "-H"]
        command += ["-l" if only_paths else "-n", "-e", pattern, "--", *(within or (".",))]
        done = subprocess.run(command, cwd=self.tree, check=False, capture_output=True, text=True)
        self.talk.texts.append(done.stdout)
        found = []
        for row in done.stdout.splitlines():
            path, _, rest = row.removeprefix("./").partition(":")
            number, _, text = rest.partition(":")
            found.append((path, int(number or 0), text))
        return found

    def named(self, names: Iterable[str], *within: str) -> list[Item]:
        """Return every definition that has one of these names."""
        pattern = DEFINED[self.language].format("|".join(re.escape(name) for name in names))
        every = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names))
        found = []
        for path, line, text in self.lines(pattern, *within):
            name = every.search(text)
            found.append(Item(path, (line,), name[0] if name else ""))
        return found

    def definition(self, name: str) -> list[Item]:
        """Look for the name; of a member, in the files where its type is."""
        if not owner(name):
            return self.named([name])
        if self.language == "go":
            receiver = rf"^func \(\w* ?\*?{owner(name)}\) {simple(name)}\("
            found = [Item(path, (line,), name) for path, line, _ in self.lines(receiver)]
            if found:
                return found
        files = {path for path, _, _ in self.lines(TYPE[self.language].format(simple(owner(name))))}
        return self.named([simple(name)], *sorted(files)) if files else []

    def callers(self, name: str) -> list[Item]:
        """Return the lines where the name stands before a parenthesis, without those that define it."""
        defined = re.compile(DEFINED[self.language].format(re.escape(name)))
        rows = self.lines(rf"\b{re.escape(name)}\s*\(")
        return [Item(path, (line,)) for path, line, text in rows if not defined.search(text)]

    def callees(self, path: str, name: str) -> list[Item]:
        """Read the body, and return every definition of each name that stands before a parenthesis in it."""
        places = self.lines(DEFINED[self.language].format(re.escape(simple(name))), path)
        if owner(name):
            of = self.lines(TYPE[self.language].format(simple(owner(name))), path)
            behind = [one for one in places if of and one[1] > of[0][1]]
            receiver = re.compile(rf"\b{owner(name)}\)")
            places = [one for one in places if receiver.search(one[2])] or behind or places
        places = [one for one in places if one[2].rstrip().endswith(("{", ":", "("))] or places
        names: set[str] = set()
        lines = (self.tree / path).read_text(encoding="utf-8", errors="replace").split("\n")
        for _, line, _ in places[:1]:
            body = block(lines, line - 1)
            self.talk.texts.append("\n".join(body))
            own = rf"\b{re.escape(simple(name))}\b"
            names |= set(CALL.findall(re.sub(own, "", "\n".join(body), count=1)))
        names -= NOT_CALLED
        return self.named(sorted(names)) if names else []

    def importers(self, path: str, name: str) -> list[Item]:
        """Return the files with a line that imports something of that name."""
        stem = re.escape(Path(path).stem)
        if self.language == "python":
            parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
            dotted, package, last = r"\.".join(parts), r"\.".join(parts[:-1]), parts[-1]
            pattern = (
                rf"^\s*(from|import)\s+{dotted}\b|^\s*from\s+{package}\s+import\s.*\b{last}\b"
                rf"|^\s*from\s+\.+{last}\b"
            )
        elif self.language == "typescript":
            pattern = rf"""\bfrom\s+['"][./\w-]*/{stem}(\.js)?['"]"""
        elif self.language == "go":
            pattern = rf'^\s*(import )?\w*\s*"{re.escape(name)}"'
        else:
            pattern = rf'^\s*#\s*include\s+["<](.*/)?{re.escape(Path(path).name)}[">]'
        return [Item(found) for found, _, _ in self.lines(pattern, only_paths=True)]

    def implementations(self, path: str, name: str, line: int) -> list[Item]:
        """Return the types below, round by round; of a member, all others of its name."""
        if self.language == "go":
            return self.go_implementations(path, name, line)
        if owner(name):
            others = self.named([simple(name)])
            return [one for one in others if (one.path, one.lines) != (path, (line,))]
        found: dict[str, Item] = {}
        waiting = {name}
        for _ in range(ROUNDS_MAX):
            if not waiting:
                break
            rows = self.lines(BELOW[self.language].format("|".join(sorted(waiting))))
            waiting = set()
            for file, number, text in rows:
                below = re.search(BELOW[self.language].format(r"\w+"), text)
                if below and below[1] not in found:
                    found[below[1]] = Item(file, (number,), below[1])
                    waiting.add(below[1])
        return list(found.values())

    def go_implementations(self, path: str, name: str, line: int) -> list[Item]:
        """Return the types that have a method of every name of the interface."""
        methods = [simple(name)]
        if not owner(name):
            lines = (self.tree / path).read_text(encoding="utf-8").split("\n")
            body = block(lines, line - 1)
            self.talk.texts.append("\n".join(body))
            methods = [found[1] for text in body if (found := re.match(r"\t(\w+)\(", text))]
        receivers: dict[str, set[str]] = {}
        items = []
        for file, number, text in self.lines(rf"^func \(\w* ?\*?\w+\) ({'|'.join(methods)})\("):
            of = re.search(r"\*?(\w+)\) (\w+)\(", text)
            if of:
                receivers.setdefault(of[1], set()).add(of[2])
                items.append(Item(file, (number,), f"{of[1]}.{of[2]}"))
        if owner(name):
            return items
        whole = [each for each, has in receivers.items() if has.issuperset(methods)]
        return self.named(whole) if whole else []


def block(lines: list[str], start: int) -> list[str]:
    """Return the lines of a definition, up to the next that is indented no deeper, with what closes it."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    body = [lines[start]]
    opened = False
    for text in lines[start + 1 : start + BODY_LINES_MAX]:
        depth = len(text) - len(text.lstrip())
        closing = text.lstrip()[:1] in {")", "{", "]"}
        if text.strip() and depth <= indent and opened and not closing:
            break
        opened = opened or bool(text.strip() and depth > indent)
        body.append(text)
        if opened and text.strip() and depth <= indent and text.lstrip()[:1] == "}":
            break
    return body
