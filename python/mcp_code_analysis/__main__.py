"""``python -m mcp_code_analysis`` is the command line."""

from __future__ import annotations

import sys

from mcp_code_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
