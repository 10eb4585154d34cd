"""Runs: one tool call from its choice to its outcome, recorded where a session remembers it.

Speaks no protocol; knows stores only through theirs.
"""
