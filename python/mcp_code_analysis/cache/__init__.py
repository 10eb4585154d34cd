"""What is worth keeping and never needed: every answer can be had without it, more slowly.

Importing this package does not load redis-py; opening a cache on Redis does.
"""

from mcp_code_analysis.cache.owner import open_facts
from mcp_code_analysis.cache.shelf import Shelf

__all__ = ["open_facts", "Shelf"]
