"""A small repository with something of everything: two languages, a cycle, broken code, a hostile name."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcp_code_analysis import Repository

HOSTILE_NAME = "<img src=x onerror=alert(1)>.py"

FILES = {
    "shop/__init__.py": "",
    "shop/cart.py": '''\
"""A cart."""

from shop.prices import price_of


class Cart:
    """What a customer wants to buy."""

    def __init__(self) -> None:
        self.items: list[str] = []

    def total(self, *, is_member: bool) -> int:
        """Add up the prices."""
        total = 0
        for item in self.items:
            if is_member and item.startswith("x"):
                continue
            total += price_of(item)
        return total


def empty() -> Cart:
    return Cart()
''',
    "shop/prices.py": '''\
"""Prices."""

import math

from shop import cart


def price_of(item: str) -> int:
    """Return what an item costs."""
    return math.ceil(len(item)) if item else len(cart.__doc__ or "")
''',
    "shop/broken.py": "def half(:\n    return (\n",
    "web/cart.ts": 'import { price } from "./price";\n\nexport function cart() {\n  return price();\n}\n',
    "web/price.ts": "export function price(): number {\n  return 1;\n}\n",
    "README.txt": "A shop.\n",
    HOSTILE_NAME: "def cart_of_evil():\n    return '\u202e\x1b[31m'\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The repository on disk."""
    root = tmp_path / "market"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "data.py").write_bytes(b"\x00\x01\x02")
    return root


@pytest.fixture
def repository(folder: Path) -> Repository:
    """The repository, open."""
    return Repository.open(folder)


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that takes seconds to read: one file of a megabyte under many names."""
    root = tmp_path_factory.mktemp("large")
    function = "def function_{0}(argument):\n    return [argument, {0}, 'text', (argument + {0}) * 2]\n\n\n"
    first = root / "first.py"
    first.write_text("".join(function.format(number) for number in range(12_000)), encoding="utf-8")
    for number in range(60):
        (root / f"copy_{number}.py").hardlink_to(first)
    return root
