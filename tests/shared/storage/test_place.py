"""Databases stay off network file systems."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from shared.errors import StoreError
from shared.storage import place
from shared.storage.database import Database
from shared.storage.place import Mount, is_remote, mount_of, problem_with_place

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /proc rw,nosuid shared:5 - proc proc rw
40 22 0:35 / /home rw,relatime - nfs4 filer:/home rw,vers=4.2
41 40 0:36 / /home/local rw,relatime master:3 propagate_from:2 - xfs /dev/vdb rw
42 22 0:37 / /mnt/Min\\040disk rw shared:9 - cifs //filer/Min\\040disk rw
43 22 0:38 / /mnt/ssh rw - fuse.sshfs me@there: rw
44 22 0:39 / /mnt/c rw - 9p C: rw
45 22 0:40 / /mnt/ssh rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/stegvis/server.sqlite", "ext4"),
        ("/home/anna/1.sqlite", "nfs4"),
        ("/home/local/anna/1.sqlite", "xfs"),
        ("/homes/anna/1.sqlite", "ext4"),
        ("/mnt/Min disk/1.sqlite", "cifs"),
        ("/mnt/c/1.sqlite", "9p"),
        ("/mnt/ssh/1.sqlite", "tmpfs"),
    ],
)
def test_a_path_lies_on_the_nearest_and_latest_mount(path: str, kind: str) -> None:
    """A local disk mounted below a remote home is local; names that merely begin alike are not below each other."""
    found = mount_of(PurePosixPath(path), MOUNTS)
    assert found is not None and found.kind == kind


@pytest.mark.parametrize("text", ["", "\n\n", "22 1 254:0 / /", "nonsense - ", "- - -"])
def test_unreadable_mounts_are_nobodys(text: str) -> None:
    """A kernel that writes another format must not keep anybody from working."""
    assert mount_of(PurePosixPath("/home"), text) is None


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs"])
def test_file_systems_of_other_machines_are_remote(kind: str) -> None:
    """Their locks and shared memory do not reach the other machine."""
    assert is_remote(Mount(PurePosixPath("/home"), kind))


@pytest.mark.parametrize(("point", "kind"), [("/home", "ext4"), ("/tmp", "tmpfs"), ("/", "overlay"), ("/", "9p")])
def test_disks_memory_and_the_root_of_a_sandbox_are_not(point: str, kind: str) -> None:
    """To refuse what would have worked is a fault, too."""
    assert not is_remote(Mount(PurePosixPath(point), kind))


async def test_a_database_is_not_opened_on_a_network_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence that names the file and the mount, and nothing made there."""
    listed = tmp_path / "mountinfo"
    listed.write_text("22 1 254:0 / / rw - nfs4 filer:/home rw\n")
    monkeypatch.setattr(place, "_MOUNTS", listed)
    with pytest.raises(StoreError, match=r"a\.sqlite is on a network file system \(nfs4 at /\)"):
        await Database.open(tmp_path / "a.sqlite", [])
    assert not (tmp_path / "a.sqlite").exists()
    listed.unlink()
    assert problem_with_place(tmp_path / "a.sqlite") is None
