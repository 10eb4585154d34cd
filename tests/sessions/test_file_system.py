"""Where an SQLite file may be: on a local disk, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcp_code_analysis.errors import StoreMisconfigured
from mcp_code_analysis.file_system import MOUNTS, network_kind
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sqlite import check_place

MOUNTED = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /people rw,relatime shared:2 - nfs4 server:/people rw,vers=4.2
31 30 0:27 / /people/ada/local rw - xfs /dev/vdb rw
32 22 0:28 / /mnt/my\\040disk rw - fuse.sshfs me@host: rw
33 22 0:29 / /stacked rw - nfs server:/a rw
34 33 0:30 / /stacked rw - tmpfs none rw
this line says nothing
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/x", None),
        ("/people/ada/.local/state", "nfs4"),
        ("/people", "nfs4"),
        ("/peoples/ada", None),
        ("/people/ada/local/state", None),
        ("/mnt/my disk/state", "fuse.sshfs"),
        ("/stacked/state", None),
    ],
)
@pytest.mark.requirement("F15")
def test_the_innermost_mount_says_what_kind_a_file_system_is(path: str, kind: str | None) -> None:
    assert network_kind(Path(path), MOUNTED) == kind


@pytest.mark.requirement("F15")
def test_a_network_file_system_is_refused_with_a_way_out() -> None:
    with pytest.raises(StoreMisconfigured, match=r"nfs4.*--store sqlite:PATH.*redis://"):
        check_place(Path("/people/ada/.local/state/sessions.sqlite3"), MOUNTED)


def test_nothing_is_refused_where_nothing_is_known() -> None:
    assert network_kind(Path("/people/ada"), "") is None


@pytest.mark.skipif(not MOUNTS.exists(), reason="only Linux lists its mounts there")
@pytest.mark.anyio
async def test_this_machines_own_mounts_are_read(tmp_path: Path) -> None:
    mounted = MOUNTS.read_text(encoding="utf-8")
    assert " - " in mounted
    async with open_store(f"sqlite:{tmp_path / 'sessions.db'}") as store:
        await store.set_session("acme.a", {"n": 1})
