"""What an error of redis-py, or of Redis itself, means to a caller: one closed set of codes.

Sends nothing and decides nothing about what is sent again.
"""

from __future__ import annotations

import ssl

from redis import exceptions

from mcp_code_analysis.errors import (
    CodeAnalysisError,
    CorruptRecord,
    InternalError,
    StoreAuthentication,
    StoreFull,
    StoreMisconfigured,
    StoreReadOnly,
    StoreUnavailable,
    StoreUnconfirmed,
)


def meaning(error: Exception, location: str) -> CodeAnalysisError:
    """Return our error that says what happened; redis-py's own are nested, so the order matters."""
    match error:
        case (
            exceptions.AuthenticationError()
            | exceptions.AuthorizationError()
            | exceptions.NoPermissionError()
        ):
            return StoreAuthentication(
                f"{location} refused the credentials: {error}",
                hint="Check user and password in the store's URL.",
            )
        case exceptions.ConnectionError() if isinstance(error.__context__, ssl.SSLCertVerificationError):
            return StoreMisconfigured(
                f"{location} showed a certificate that cannot be trusted.",
                hint="Name the authority's file as ssl_ca_certs in the URL.",
            )
        case exceptions.ConnectionError() | exceptions.TimeoutError() | OSError():
            return StoreUnavailable(
                f"{location} does not answer: {str(error) or 'time is up'}",
                hint="Start Redis there, or name another store.",
                retry_after=1.0,
            )
        case exceptions.OutOfMemoryError():
            return StoreFull(f"{location} has no memory left.", retry_after=5.0)
        case exceptions.ReadOnlyError():
            return StoreReadOnly(f"{location} is a replica and takes no writes.", retry_after=1.0)
        case exceptions.TryAgainError() | exceptions.ClusterDownError() if "+cluster" in location:
            return StoreUnavailable(f"{location} is being rearranged: {error}", retry_after=0.5)
        case exceptions.AskError() | exceptions.ClusterError() | exceptions.ClusterCrossSlotError():
            return StoreMisconfigured(
                f"{location} is part of a Redis Cluster.", hint="Begin its URL with redis+cluster://."
            )
        case exceptions.ResponseError():
            return _of_text(str(error), location)
        case exceptions.DataError():
            return InternalError(f"A command for {location} could not be written: {error}")
        case _:
            return StoreUnavailable(f"The connection to {location} failed: {error!r}", retry_after=1.0)


def unconfirmed(location: str, count: object, wanted: object) -> StoreUnconfirmed:
    """Say that a write is on its primary and on too few replicas."""
    return StoreUnconfirmed(
        f"{location} took the write; {count} of {wanted} replicas confirmed it in time. It may be lost.",
        hint="Send it again under the same operation id.",
        retry_after=1.0,
    )


def _of_text(text: str, location: str) -> CodeAnalysisError:
    match text.split(" ", 1)[0]:
        case "MISCONF" | "NOREPLICAS":
            return StoreReadOnly(f"{location} takes no writes at present: {text}", retry_after=5.0)
        case "BUSY":
            return StoreUnavailable(f"{location} is busy with a script: {text}", retry_after=1.0)
        case "WRONGTYPE":
            return CorruptRecord(f"{location} holds something of another kind under a key of ours.")
        case _ if "user_script" in text:
            return InternalError(f"A script failed on {location}: {text}")
        case _:
            return StoreMisconfigured(
                f"{location} refused a command: {text}", hint="Redis 7 or later is needed."
            )
