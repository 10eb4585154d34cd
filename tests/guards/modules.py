"""What Python modules import, how, and what they call themselves and export.

Sees imports at the top, inside functions and by name (`importlib.import_module("x")`).
Imports nothing of what it reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CATCH_ALLS: Final = re.compile(r"utils?|common|helpers?|managers?|misc|stuff")
_IMPORTERS: Final = {"__import__", "import_module", "importlib.import_module"}


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module, in full, and where it is imported; `name` is what is taken from it."""

    module: str
    path: Path
    line: int

    def within(self, package: str) -> bool:
        """Tell whether the module is `package` or below it."""
        return self.module == package or self.module.startswith(f"{package}.")


def imports(path: Path) -> Iterator[Import]:
    """Yield everything that one file imports, `from a import b` as `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.Import(names=names):
                yield from (Import(alias.name, path, node.lineno) for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield from (Import(f"{module}.{alias.name}", path, node.lineno) for alias in names)
            case ast.Call(func=function, args=[ast.Constant(value=str(module)), *_]):
                if ast.unparse(function) in _IMPORTERS:
                    yield Import(module, path, node.lineno)
            case _:
                pass


def computed_imports(path: Path) -> Iterator[str]:
    """Yield imports whose name is computed, which nobody can check."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.Call(func=function, args=[argument, *_]) if ast.unparse(function) in _IMPORTERS:
                if not isinstance(argument, ast.Constant):
                    yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"
            case _:
                pass


def importers(package: Path, module: str) -> set[str]:
    """Return the files of `package`, relative to it, that import `module` or anything below it."""
    return {
        found.path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        for found in imports(path)
        if found.within(module)
    }


def catch_alls(root: Path, suffixes: tuple[str, ...] = (".py", ".rs")) -> list[str]:
    """Return modules and folders below `root` whose name says nothing of the domain."""
    named = [path for path in sorted(root.rglob("*")) if path.is_dir() or path.suffix in suffixes]
    return [path.relative_to(root).as_posix() for path in named if CATCH_ALLS.fullmatch(path.stem)]


def exports(path: Path) -> list[str] | None:
    """Return `__all__` of a file, None where there is none."""
    for node in ast.parse(path.read_text(encoding="utf-8"), str(path)).body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                names: list[str] = list(ast.literal_eval(value))
                return names
            case _:
                pass
    return None
