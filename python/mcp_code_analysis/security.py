"""Master keys: where they come from, and the sealer that is made of them.

Keys come from a setting, from a file, or from a source that a deployment brings, such as a KMS.
Refuses to show a key, to make one up, and to go on with half a key ring.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, Protocol

import msgspec

from mcp_code_analysis._native import CodecError, Sealer
from mcp_code_analysis.config import PREFIX, Settings
from mcp_code_analysis.errors import InvalidRequest

KEY_SOURCES: Final = "mcp_code_analysis.keys"
"""The group of entry points in which a package of a deployment names its ``KeySource``."""

_FORM: Final = 'Write {"current": 1, "keys": [{"id": 1, "key": "<32 random bytes in Base64>"}]}.'
_FILE_BYTES_MAX: Final = 1024 * 1024


class MasterKeys(msgspec.Struct, frozen=True):
    """Keys of 32 bytes by their ids, and the id of the one that new values are sealed under."""

    current: int
    keys: Mapping[int, bytes]

    def __repr__(self) -> str:
        return f"MasterKeys(current={self.current}, ids={sorted(self.keys)})"


class KeySource(Protocol):
    """What a deployment implements to take its master keys from a KMS or a vault; asked once, at start."""

    def master_keys(self) -> MasterKeys:
        """Return the keys, older ones with them as long as values sealed under them may live."""
        ...


class _Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: int
    key: bytes


class _Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    current: int
    keys: tuple[_Key, ...]


def sealer_of(settings: Settings) -> Sealer | None:
    """Make the sealer that the settings ask for, None where they name no keys.

    Raises InvalidRequest that names the setting, and never repeats a key.
    """
    given = [name for name in ("keys", "keys_file", "keys_from") if getattr(settings, name) is not None]
    if len(given) > 1:
        raise InvalidRequest(
            f"{_variable(given[0])} and {_variable(given[1])} are both set.", hint="Use one."
        )
    if settings.keys is not None:
        return sealer_from(_parsed(_variable("keys"), settings.keys.text.encode()))
    if settings.keys_file is not None:
        return sealer_from(_read(settings.keys_file))
    if settings.keys_from is not None:
        return sealer_from(_source(settings.keys_from).master_keys())
    return None


def sealer_from(keys: MasterKeys) -> Sealer:
    """Make a sealer; raise InvalidRequest for keys that do not make a key ring."""
    try:
        return Sealer(keys=dict(keys.keys), current=keys.current)
    except CodecError as error:
        _, message = error.args
        raise InvalidRequest(message, hint=_FORM) from error
    except (OverflowError, TypeError) as error:
        raise InvalidRequest("A key's id or the key itself is of the wrong kind.", hint=_FORM) from error


def _read(place: str) -> MasterKeys:
    variable, path = _variable("keys_file"), Path(place).expanduser()
    try:
        with path.open("rb") as file:
            text = file.read(_FILE_BYTES_MAX + 1)
    except OSError as error:
        raise InvalidRequest(f"{variable} names a file that cannot be read: {error.strerror}.") from error
    if len(text) > _FILE_BYTES_MAX:
        raise InvalidRequest(f"{variable} names a file of more than {_FILE_BYTES_MAX} bytes.", hint=_FORM)
    return _parsed(variable, text)


def _parsed(variable: str, text: bytes) -> MasterKeys:
    try:
        found = msgspec.json.decode(text, type=_Keys)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # The error of the decoder tells places and types, and nothing of the text itself.
        raise InvalidRequest(f"{variable} cannot be read: {error}.", hint=_FORM) from error
    ids = [entry.id for entry in found.keys]
    for key_id in ids:
        if ids.count(key_id) > 1:
            raise InvalidRequest(
                f"{variable} has key {key_id} twice.", hint="Give each key an id of its own."
            )
    return MasterKeys(found.current, {entry.id: entry.key for entry in found.keys})


def _source(name: str) -> KeySource:
    variable = _variable("keys_from")
    for entry in entry_points(group=KEY_SOURCES, name=name):
        source: KeySource = entry.load()()
        return source
    known = tuple(sorted(entry.name for entry in entry_points(group=KEY_SOURCES)))
    raise InvalidRequest(
        f"{variable} names {name!r}, and no package that is installed brings such keys.",
        hint=f"Install the package that has it among its entry points {KEY_SOURCES!r}.",
        nearest=known,
    )


def _variable(name: str) -> str:
    return PREFIX + name.upper()
