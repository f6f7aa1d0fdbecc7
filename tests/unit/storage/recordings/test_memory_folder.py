"""The folders in which plain recordings may be stored."""

from pathlib import Path

import pytest

from storage.errors import NotInMemory
from storage.recordings.memory_folder import check_in_memory, filesystem_type

MOUNTS = """\
22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
25 22 0:22 / /dev/shm rw,nosuid shared:4 - tmpfs tmpfs rw
26 22 0:23 / /with\\040space rw - ramfs ramfs rw
27 25 254:2 / /dev/shm/disk rw - xfs /dev/vdb rw
28 22 254:3 / /twice rw - ext4 /dev/vdc rw
29 22 0:24 / /twice rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/dev/shm/atencion", "tmpfs"),
        ("/dev/shm", "tmpfs"),
        ("/dev/shmoo", "ext4"),
        ("/dev/shm/disk/x", "xfs"),
        ("/with space/x", "ramfs"),
        ("/twice/x", "tmpfs"),
        ("/home/x", "ext4"),
    ],
)
def test_a_folder_lies_on_the_deepest_file_system(folder: str, kind: str) -> None:
    """The innermost mount counts, and of two mounts on one place the later one."""
    assert filesystem_type(Path(folder), MOUNTS) == kind


def test_a_disk_is_refused_by_name() -> None:
    """The error has the folder, its file system and the correction."""
    with pytest.raises(NotInMemory, match="ATENCION_RECORDINGS_INTAKE"):
        check_in_memory(Path("/proc"))
