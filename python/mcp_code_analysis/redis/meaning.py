"""What an error of redis-py, or of Redis itself, means to a caller: one closed set of codes.

Sends nothing and decides nothing about what is sent again.
"""

from __future__ import annotations

import errno
import ssl
from typing import Final

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

_PASSING: Final = frozenset(
    {"BAD_RECORD_MAC", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "TLSV1_ALERT_INTERNAL_ERROR"}
)
"""What TLS says of a connection that was damaged on its way; another one may do."""


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
        case exceptions.ConnectionError() | OSError() if fault := _fault_of_tls(error, location):
            return fault
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


def _fault_of_tls(error: BaseException | None, location: str) -> StoreMisconfigured | None:
    """Return what has to be mended before an encrypted connection can be had; None where it is not that."""
    while error is not None:
        match error:
            case ssl.SSLCertVerificationError():
                return StoreMisconfigured(
                    f"{location} showed a certificate that cannot be trusted: {error.verify_message}.",
                    hint="Name its authority as ssl_ca_certs in the URL, and the host as it is there.",
                )
            case ssl.SSLError() if type(error) is ssl.SSLError and error.reason not in _PASSING:
                return StoreMisconfigured(
                    f"TLS with {location} failed: {error.reason or 'a file or its password is wrong'}.",
                    hint="Check ssl_certfile, ssl_keyfile, ssl_password and ssl_min_version in the URL.",
                )
            case OSError(errno=errno.ENOENT | errno.EACCES | errno.EISDIR) if location.startswith("rediss"):
                return StoreMisconfigured(
                    f"A file that the URL of {location} names cannot be read.",
                    hint="Check ssl_ca_certs, ssl_certfile and ssl_keyfile.",
                )
        error = error.__context__
    return None


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
