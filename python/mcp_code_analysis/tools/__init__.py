"""Tools: what can be asked, and how the engine is asked.

Knows no session, no run and no protocol.
"""
