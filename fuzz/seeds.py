"""Write what the fuzz targets begin with, from the files of the test corpus."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FUZZ: Final = Path(__file__).parent
CORPUS: Final = FUZZ.parent / "tests" / "corpus"
LANGUAGES: Final = 33
"""How many there are, and a few more: the first byte of an input is taken by their number."""
NATIVE: Final = ("python", "javascript", "typescript", "tsx")
"""The languages with two parsers, in the order of all."""


def main() -> None:
    """Write one seed a file for the targets that read source; the others find their own way."""
    for target in ("parse", "facts", "patterns", "envelope"):
        (FUZZ / "corpus" / target).mkdir(parents=True, exist_ok=True)
    (FUZZ / "artifacts").mkdir(exist_ok=True)
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.stat().st_size < 20_000)
    for number, path in enumerate(files):
        source = path.read_bytes()
        for language in (number % LANGUAGES, 0):
            (FUZZ / "corpus" / "parse" / f"{number}-{language}").write_bytes(bytes([language]) + source)
        first = source.split(b"\n", 1)[0]
        pattern = bytes([number % LANGUAGES]) + first + b"\n%%\n" + source
        (FUZZ / "corpus" / "patterns" / str(number)).write_bytes(pattern)
    for language, name in enumerate(NATIVE):
        pieces = (CORPUS / f"native-{name}.txt").read_bytes().split(b"\n%%\n")
        for number, piece in enumerate(pieces):
            (FUZZ / "corpus" / "parse" / f"native-{name}-{number}").write_bytes(bytes([language]) + piece)


if __name__ == "__main__":
    main()
