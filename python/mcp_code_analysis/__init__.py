"""Code analysis for AI agents and people: MCP server, command line and notebook API over a Rust engine.

``from mcp_code_analysis import Repository`` is the notebook API; every error is a ``CodeAnalysisError``.
Exports are loaded when first used, so that the server starts without the notebook API
and ``doctor`` can speak of a native module that does not load.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from mcp_code_analysis.errors import CodeAnalysisError

if TYPE_CHECKING:
    from mcp_code_analysis._native import __version__
    from mcp_code_analysis.api import Repository
    from mcp_code_analysis.page import Page

__all__ = ["CodeAnalysisError", "Page", "Repository", "__version__"]


def __getattr__(name: str) -> object:
    match name:
        case "Page" | "Repository":
            return getattr(importlib.import_module("mcp_code_analysis.api"), name)
        case "__version__":
            return importlib.import_module("mcp_code_analysis._native").__version__
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
