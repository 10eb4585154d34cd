from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypeAlias, final, type_check_only

__all__ = [
    "CodecError",
    "Control",
    "Engine",
    "EngineError",
    "Sealer",
    "__version__",
    "estimate_tokens",
    "languages",
    "pack",
    "seal",
    "seal_bytes",
    "tools",
    "unpack",
    "unseal",
    "unseal_bytes",
]

__version__: Final[str]

class EngineError(Exception):
    """The engine refused or failed."""

    args: tuple[str, str, str | None, tuple[str, ...]]

class CodecError(Exception):
    """Bytes or a value were refused."""

    args: tuple[str, str]

@final
class Control:
    """Cancels a call and tells how far it is; may be used from any thread.

    With ``patience_ms`` the call waits so many milliseconds for files to be read, and then answers from those
    that are; ``index`` with the action ``refresh`` waits to the end.
    """

    def __new__(cls, *, patience_ms: int | None = None) -> Control: ...
    def cancel(self) -> None:
        """Ask the call to stop; it raises with the code CANCELLED."""

    @property
    def cancelled(self) -> bool:
        """Whether ``cancel`` was called."""

    def progress(self) -> tuple[int, int]:
        """Return the steps done and the steps in all; a total of 0 is not known yet."""

@type_check_only
class FactsStore(Protocol):
    """Where facts are kept between engines, in envelopes; called from threads without an event loop.

    It may lose anything at any time. What it raises is shown as an unraisable exception, and is no facts.
    """

    def load(self, keys: list[bytes], /) -> Sequence[bytes | None]:
        """Return what is kept under each of the keys, in their order."""

    def save(self, facts: list[tuple[bytes, bytes]], /) -> None:
        """Keep these."""

@final
class Engine:
    """One repository on disk, ready for questions from any number of threads.

    Ctrl-C on the main thread cancels a call; on other threads use a ``Control``.
    """

    def __new__(
        cls, root: str, *, limits: bytes | None = None, facts: FactsStore | None = None
    ) -> Engine: ...
    @property
    def name(self) -> str:
        """The name of the root folder."""

    @property
    def root(self) -> str:
        """The root folder's path without links; to check which roots are allowed, never to be shown."""

    @property
    def pending(self) -> int:
        """How many files are listed and not read yet, because a call's patience ended."""

    @property
    def facts_counts(self) -> tuple[int, int, int]:
        """Files parsed, files whose facts came from the store, and facts in it that could not be used."""

    def call(
        self,
        tool: str,
        request: bytes,
        *,
        format: Literal["json", "messagepack"] = "json",  # noqa: A002
        control: Control | None = None,
    ) -> bytes:
        """Run one tool; request and answer are written in ``format``. Raises EngineError."""

    def apply(self, paths: list[str], *, control: Control | None = None) -> None:
        """Look at these files again; everything else is taken to be as it was. Raises EngineError."""

def languages() -> bytes:
    """Describe all languages that are read, as a JSON array."""

def tools() -> bytes:
    """Describe all tools, as a JSON array."""

def estimate_tokens(text: str) -> int:
    """Return how many tokens a text costs a model, from above; the engine keeps to budgets by it."""

def pack(value: object) -> bytes:
    """Write a value as MessagePack. Raises CodecError.

    Carries None, bool, int of 64 bits, finite float, str, bytes, list, tuple, and dict with str keys,
    at most 128 deep.
    """

def unpack(data: bytes, *, size_bytes_max: int = 67108864, depth_max: int = 128) -> object:
    """Read one value from MessagePack. Raises CodecError; ``depth_max`` above 128 counts as 128."""

_Codec: TypeAlias = Literal["json", "messagepack"]
_Compression: TypeAlias = Literal["none", "zstd", "lz4"]

def seal(
    value: object,
    *,
    schema: int,
    schema_version: int = 1,
    codec: _Codec = "messagepack",
    compression: _Compression = "zstd",
) -> bytes:
    """Write a value and put it into an envelope. Raises CodecError.

    Content is compressed where that saves a tenth; JSON carries no bytes.
    """

def unseal(data: bytes, *, schema: int, schema_version: int = 1) -> object:
    """Open an envelope and read the value in it. Raises CodecError.

    ``schema_version`` is the newest that the caller knows; a later one is refused with the code UNSUPPORTED.
    What was sealed by a ``Sealer`` is refused with the code MISCONFIGURED.
    """

def seal_bytes(
    body: bytes,
    *,
    codec: _Codec,
    schema: int,
    schema_version: int = 1,
    compression: _Compression = "zstd",
) -> bytes:
    """Put bytes that are already written into an envelope. Raises CodecError."""

def unseal_bytes(data: bytes, *, schema: int, schema_version: int = 1) -> tuple[_Codec, bytes]:
    """Open an envelope and return how its content is written, and the content. Raises CodecError."""

@final
class Sealer:
    """Seals and opens values under master keys; may be used from any thread.

    A value opens only for the tenant and the context that it was sealed for: a copy elsewhere is CORRUPT.
    A key that is not there is MISCONFIGURED. What is not sealed opens as well. Never shows a key.
    """

    def __new__(
        cls,
        *,
        keys: dict[int, bytes],
        current: int,
        cipher: Literal["aes-256-gcm", "chacha20-poly1305"] | None = None,
    ) -> Sealer:
        """Take keys of 32 bytes by their ids; without ``cipher`` the processor decides. Raises CodecError."""

    @property
    def current(self) -> int:
        """The id of the key that values are sealed under."""

    @property
    def key_ids(self) -> list[int]:
        """The ids of all keys, in order."""

    def seal(
        self,
        value: object,
        *,
        schema: int,
        schema_version: int = 1,
        tenant: str,
        context: bytes,
        codec: _Codec = "messagepack",
        compression: _Compression = "zstd",
    ) -> bytes:
        """Write a value and seal it. Raises CodecError."""

    def unseal(
        self, data: bytes, *, schema: int, schema_version: int = 1, tenant: str, context: bytes
    ) -> object:
        """Open what was sealed for this tenant and context, and read the value in it. Raises CodecError."""

    def seal_bytes(
        self,
        body: bytes,
        *,
        codec: _Codec,
        schema: int,
        schema_version: int = 1,
        tenant: str,
        context: bytes,
        compression: _Compression = "zstd",
    ) -> bytes:
        """Seal bytes that are already written. Raises CodecError."""

    def unseal_bytes(
        self, data: bytes, *, schema: int, schema_version: int = 1, tenant: str, context: bytes
    ) -> tuple[_Codec, bytes]:
        """Open what was sealed; return how it is written, and the content. Raises CodecError."""

    def reseal(self, data: bytes, *, tenant: str, context: bytes) -> bytes:
        """Seal an envelope under the current key; one that is already comes back as it is.

        Also seals what was not sealed. Raises CodecError.
        """
