"""The check that a folder is in memory, the only place for unencrypted recordings.

Files on tmpfs may still be swapped out; the guide says how to prevent it.
"""

from pathlib import Path

from storage.errors import NotInMemory

MEMORY_FILESYSTEMS = frozenset({"tmpfs", "ramfs"})
_MOUNTS = Path("/proc/self/mountinfo")
_OCTAL = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


def check_in_memory(folder: Path) -> None:
    """Check that an existing folder is on a memory file system.

    Raises:
        NotInMemory: its file system is none of MEMORY_FILESYSTEMS.
    """
    kind = filesystem_type(folder.resolve(), _MOUNTS.read_text())
    if kind not in MEMORY_FILESYSTEMS:
        raise NotInMemory(
            f"La carpeta {folder} no está en memoria ({kind or 'sistema de archivos desconocido'}), y ahí llegan las "
            "grabaciones sin cifrar: escoja con ATENCION_RECORDINGS_INTAKE una de un sistema de archivos tmpfs, como "
            "/dev/shm."
        )


def filesystem_type(folder: Path, mountinfo: str) -> str:
    """Return the type of a folder's file system; empty if unknown.

    Args:
        folder: absolute, without links.
        mountinfo: in Linux's format (proc_pid_mountinfo(5)); of two mounts at one place the later one counts.
    """
    deepest, kind = -1, ""
    for line in mountinfo.splitlines():
        head, _, tail = line.partition(" - ")
        mount_point = Path(_unescape(head.split(" ")[4]))
        if folder.is_relative_to(mount_point) and len(mount_point.parts) >= deepest:
            deepest, kind = len(mount_point.parts), tail.split(" ")[0]
    return kind


def _unescape(path: str) -> str:
    for escape, character in _OCTAL.items():
        path = path.replace(escape, character)
    return path
