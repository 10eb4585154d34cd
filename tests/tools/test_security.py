"""Master keys from settings: what is taken, what is refused and how, and that none is ever shown."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from mcp_code_analysis.config import Settings
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.security import MasterKeys, sealer_from, sealer_of

PREFIX = "MCP_CODE_ANALYSIS_"
SECRET = b"this is a very secret master key"
TEXT = base64.b64encode(SECRET).decode()


def keys_text(*ids: int, current: int = 1, key: str = TEXT) -> str:
    return json.dumps({"current": current, "keys": [{"id": key_id, "key": key} for key_id in ids]})


@pytest.mark.requirement("SEC-4")
def test_keys_are_taken_from_a_variable_or_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(keys_text(1, 2, current=2))
    for environ in ({f"{PREFIX}KEYS": keys_text(1, 2, current=2)}, {f"{PREFIX}KEYS_FILE": str(file)}):
        sealer = sealer_of(Settings.load(environ))
        assert sealer
        assert (sealer.key_ids, sealer.current) == ([1, 2], 2)


def test_without_keys_nothing_is_sealed() -> None:
    assert sealer_of(Settings.load({})) is None


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"KEYS": "{"}, "KEYS cannot be read"),
        ({"KEYS": '{"current": 1}'}, "`keys`"),
        ({"KEYS": keys_text(1, key="not base64!")}, "KEYS cannot be read"),
        ({"KEYS": keys_text(1, key="c2hvcnQ=")}, "32 bytes"),
        ({"KEYS": keys_text(1, 1)}, "key 1 twice"),
        ({"KEYS": keys_text(1, current=3)}, "Key 3"),
        ({"KEYS": keys_text(2**32, current=2**32)}, "wrong kind"),
        ({"KEYS": keys_text(-1, current=-1)}, "wrong kind"),
        ({"KEYS": keys_text(1), "KEYS_FILE": "keys.json"}, "both set"),
        ({"KEYS_FILE": "no/such/file"}, "cannot be read"),
        ({"KEYS_FROM": "no_such_source"}, "no_such_source"),
    ],
)
def test_keys_that_cannot_be_used_are_refused_by_name_and_not_repeated(
    environ: dict[str, str], said: str
) -> None:
    settings = Settings.load({PREFIX + name: text for name, text in environ.items()})
    with pytest.raises(InvalidRequest, match=said) as caught:
        sealer_of(settings)
    assert TEXT not in str(caught.value)
    assert "c2hvcnQ" not in str(caught.value)


def test_a_deployment_brings_keys_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "our_kms-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: our-kms\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text("[mcp_code_analysis.keys]\nours = our_kms:Keys\n")
    (tmp_path / "our_kms.py").write_text(
        "from mcp_code_analysis.security import MasterKeys\n\n\nclass Keys:\n"
        "    def master_keys(self):\n        return MasterKeys(7, {7: b'k' * 32})\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    sealer = sealer_of(Settings.load({f"{PREFIX}KEYS_FROM": "ours"}))
    assert sealer
    assert sealer.current == 7


def test_no_key_is_shown_by_what_holds_it() -> None:
    settings = Settings.load({f"{PREFIX}KEYS": keys_text(1)})
    keys = MasterKeys(1, {1: SECRET})
    for shown in (repr(settings), str(settings), repr(keys), str(keys), repr(sealer_from(keys))):
        assert TEXT not in shown
        assert "secret" not in shown
