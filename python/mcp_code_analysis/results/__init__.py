"""Results by handle, and what keeps them: memory, SQLite or Redis.

Importing this package loads no database client.
"""

from mcp_code_analysis.results.store import ResultInfo, ResultStore

__all__ = ["ResultInfo", "ResultStore"]
