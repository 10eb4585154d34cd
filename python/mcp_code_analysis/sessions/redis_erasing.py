"""What is kept on Redis under the id of a session, besides its entries on lists: counted, and removed."""

from __future__ import annotations

from mcp_code_analysis.redis import Key, Server
from mcp_code_analysis.sessions import redis_scripts as scripts
from mcp_code_analysis.sessions.redis_plain import PlainSessions


class Kinds:
    """All kinds of keys of a session under one prefix, those of the earlier server among them."""

    def __init__(self, server: Server, prefix: str, plain: PlainSessions | None) -> None:
        self._server = server
        self._prefix = prefix
        self._plain = plain

    async def counted(self, session_id: str, *, removes: bool) -> dict[str, int]:
        """Count what is kept under the id, by kind, and remove it where that is asked for."""

        def key(kind: str) -> Key:
            return Key(f"{self._prefix}:{kind}:{{{session_id}}}")

        counts = await scripts.erase(
            self._server,
            session=key("session"),
            lock=key("lock"),
            fence=key("fence"),
            quarantine=key("quarantine"),
            line=key("lockq"),
            beats=key("lockhb"),
            removes=int(removes),
        )
        if self._plain and (count := await self._plain.erase(session_id, removes=removes)):
            counts["sessions"] = counts.get("sessions", 0) + count
        return counts
