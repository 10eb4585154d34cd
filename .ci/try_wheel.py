"""Install the wheels of a folder where there is no Rust and no compiler, and use what they install.

Proves that a wheel is whole; builds nothing and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main(dist: Path) -> None:
    """Install, then ask the package and the engine's program for one answer each."""
    wheels = sorted(str(wheel) for wheel in dist.resolve().glob("*.whl"))
    if len(wheels) < 2:
        sys.exit(f"{dist} holds {len(wheels)} wheels; the package and the engine's program were expected.")
    with tempfile.TemporaryDirectory() as place:
        home, project = Path(place) / "venv", Path(place) / "project"
        venv.create(home, with_pip=True)
        project.mkdir()
        (project / "greet.py").write_text("def greet(name):\n    return name or 'nobody'\n", encoding="utf-8")
        scripts = home / ("Scripts" if os.name == "nt" else "bin")
        environment = {**os.environ, "PATH": str(scripts), "PYTHONPATH": ""}

        def run(program: str, *arguments: str) -> str:
            command = [str(scripts / program), *arguments]
            done = subprocess.run(
                command, cwd=place, env=environment, check=False, capture_output=True, text=True
            )
            if done.returncode:
                said = done.stdout + done.stderr
                sys.exit(f"{program} {' '.join(arguments)} ended with {done.returncode}:\n{said}")
            return done.stdout

        run("python", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", *wheels)
        print(run("python", "-m", "mcp_code_analysis", "--version").strip())
        json.loads(run("mcp-code-analysis", "analyze", "--json", str(project)))
        answer = json.loads(run("code-analysis-engine", "call", str(project), "index"))
        if answer["result"]["files"] != 1:
            sys.exit(f"The engine's program did not see the one file there is: {answer}")
    print(f"{len(wheels)} wheels installed and used without Rust.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
