"""Whether a database may lie where it is asked to lie.

SQLite's write-ahead log needs memory that everybody who has the file open shares, and locks that hold. File systems of
other machines give neither: two programs in one file there damage it.

Source: https://sqlite.org/wal.html, "All processes using a database must be on the same host computer".
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_REMOTE = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "lustre", "glusterfs"]
    + [f"fuse.{name}" for name in ("sshfs", "rclone", "glusterfs", "ceph", "s3fs", "davfs")]
)
_MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """A file system and where it is mounted."""

    point: PurePosixPath
    kind: str


def problem_with_place(path: Path) -> str | None:
    """One sentence on why no database can be kept at the path, or None if it can be, or if nobody can tell."""
    try:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return None
    mount = mount_of(PurePosixPath(path.resolve()), mounts)
    if mount is None or not is_remote(mount):
        return None
    return (
        f"{path} is on a network file system ({mount.kind} at {mount.point}), where a database can be damaged: "
        "choose a directory on a disk of this computer."
    )


def mount_of(path: PurePosixPath, mountinfo: str) -> Mount | None:
    """The mount that holds an absolute path without links, by the text of /proc/self/mountinfo; None if none does.

    Of two mounts on one point the later line covers the earlier one.

    Source: proc_pid_mountinfo(5).
    """
    found: Mount | None = None
    for line in mountinfo.splitlines():
        mount = _parsed(line)
        if mount is None or not path.is_relative_to(mount.point):
            continue
        if found is None or len(mount.point.parts) >= len(found.point.parts):
            found = mount
    return found


def is_remote(mount: Mount) -> bool:
    """Whether the file system may be another machine's.

    Some sandboxes call their own root 9p; nobody else has it open.
    """
    return mount.kind in _REMOTE and not (mount.kind == "9p" and mount.point == PurePosixPath("/"))


def _parsed(line: str) -> Mount | None:
    """36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/root rw: any number of fields before the dash."""
    before, dash, after = line.partition(" - ")
    fields, kinds = before.split(" "), after.split(" ")
    if not dash or len(fields) < 6:
        return None
    point = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4])
    return Mount(PurePosixPath(point), kinds[0])
