"""Work folders of servers, and the user that each server runs as.

Owns our folders, their owner and the lock that keeps two programs off one folder. It must never change the mode of a
folder that is not ours: if a parent folder denies access, our files go elsewhere.
"""

import asyncio
import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import msgspec

from config.os_errors import describe_os_error
from storage.errors import FolderInUse, FolderUnusable

_FALLBACK = Path("/var/lib/atencion")
_LONGEST_SOCKET_PATH = 107  # bytes, unix(7)
_ORPHAN_TIMEOUT_S = 20.0  # a server whose parent was killed needs time to close
_POLL_INTERVAL_S = 0.05


class UnixUser(msgspec.Struct, frozen=True):
    """A user of the machine."""

    uid: int
    gid: int


def unprivileged_user() -> UnixUser:
    """Return the user for a server that refuses root: ``postgres`` if it exists, else ``nobody``.

    Raises:
        FolderUnusable: the machine has neither.
    """
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return UnixUser(entry.pw_uid, entry.pw_gid)
    raise FolderUnusable("PostgreSQL no corre como root y no existe el usuario «postgres» ni «nobody».")


def can_reach(user: UnixUser, path: Path) -> bool:
    """Return whether a user may enter every folder down to ``path``, and ``path`` if it is a folder."""
    return all(
        _may_enter(user, folder.stat()) for folder in (*path.resolve().parents, path.resolve()) if folder.is_dir()
    )


@asynccontextmanager
async def lock_folder(folder: Path) -> AsyncIterator[int]:
    """Lock a folder for this process; create it if missing.

    Yields:
        The lock's file descriptor. A server that inherits it holds the lock too (flock(2)): if we die, the folder stays
        locked until the server's last process ends.

    Raises:
        FolderInUse: another process holds it.
        FolderUnusable: it cannot be made or written.
    """
    handle = _open_lock(folder)
    try:
        await _acquire_lock(handle, folder)
        yield handle
    finally:
        os.close(handle)


def prepare_folder(folder: Path, name: str, user: UnixUser | None) -> Path:
    """Return the folder ``name`` in ``folder``, owned by ``user`` and reachable for it; create it if missing.

    If a parent folder denies the user access, the real folder is elsewhere and ``name`` is a link to it; removal of
    ``folder`` then starts over with no data. ``user`` None stands for our own user.

    Raises:
        FolderUnusable: it cannot be created, or the existing one cannot be reached.
    """
    path = folder / name
    try:
        if not path.exists():
            _create_folder(path, user)
    except OSError as error:
        raise FolderUnusable(f"No se puede crear la carpeta {path}: {describe_os_error(error)}.") from error
    resolved = path.resolve()
    if user is not None and not can_reach(user, resolved):
        raise FolderUnusable(f"El usuario del servidor (uid {user.uid}) no puede llegar a la carpeta {resolved}.")
    return resolved


def owner_of(path: Path) -> UnixUser | None:
    """Return the owner of a file, or None if it does not exist."""
    try:
        status = path.stat()
    except OSError:
        return None
    return UnixUser(status.st_uid, status.st_gid)


def reachable_copy(trees: Sequence[Path], name: str, user: UnixUser) -> Path:
    """Return a folder with copies of ``trees`` that ``user`` can reach and read; make it once, then reuse it.

    ``name`` must be unique to the content.

    Raises:
        FolderUnusable: they cannot be copied.
    """
    store = _fallback_folder(trees[0], user)
    folder = store / name
    if folder.exists():
        return folder
    unfinished = Path(tempfile.mkdtemp(prefix=f"{name}.", dir=store))
    try:
        for tree in trees:
            shutil.copytree(tree, unfinished / tree.name, symlinks=True)
        _make_readable(unfinished)
        with suppress(OSError):  # another process finished first
            unfinished.rename(folder)
    except (OSError, shutil.Error) as error:
        raise FolderUnusable(f"No se pudo copiar {trees[0]} a {store}: {error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


@contextmanager
def socket_folder(folder: Path, longest_name: str, user: UnixUser | None) -> Iterator[Path]:
    """Yield a folder for Unix sockets: ``folder``, or a short temporary one if its path is too long for a socket."""
    if len(os.fsencode(folder / longest_name)) <= _LONGEST_SOCKET_PATH:
        yield folder
        return
    short_folder = Path(tempfile.mkdtemp(prefix="atencion-", dir="/tmp"))
    try:
        _change_owner(short_folder, user)
        yield short_folder
    finally:
        shutil.rmtree(short_folder, ignore_errors=True)


def _open_lock(folder: Path) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise FolderUnusable(f"No se puede escribir en la carpeta {folder}: {describe_os_error(error)}.") from error


async def _acquire_lock(handle: int, folder: Path) -> None:
    remaining_s = _ORPHAN_TIMEOUT_S
    while not _try_lock(handle):
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
        if remaining_s <= 0 or _alive(holder):
            raise FolderInUse(
                f"La carpeta {folder} ya la usa otro proceso de Atención (pid {holder or '?'}): deténgalo o elija otra "
                "carpeta con ATENCION_DATA_DIR."
            )
        await asyncio.sleep(_POLL_INTERVAL_S)
        remaining_s -= _POLL_INTERVAL_S
    os.truncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def _try_lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(pid: str) -> bool:
    return pid.isdigit() and Path("/proc", pid).exists()


def _create_folder(folder: Path, user: UnixUser | None) -> None:
    if folder.is_symlink():  # its target is gone
        folder.unlink()
    if user is None or can_reach(user, folder.parent):
        folder.mkdir(mode=0o700)
        _change_owner(folder, user)
        return
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    target = Path(tempfile.mkdtemp(prefix=f"{digest}-", dir=_fallback_folder(folder, user)))
    _change_owner(target, user)
    folder.symlink_to(target)


def _fallback_folder(origin: Path, user: UnixUser) -> Path:
    """Return a folder for files that cannot stay at their origin; temporary files stay in the temporary folder."""
    temporary = Path(tempfile.gettempdir()).resolve()
    if not origin.resolve().is_relative_to(temporary):
        try:
            _FALLBACK.mkdir(mode=0o755, parents=True, exist_ok=True)
            if can_reach(user, _FALLBACK) and os.access(_FALLBACK, os.W_OK):
                return _FALLBACK
        except OSError:
            pass  # a read-only /var: use the temporary folder
    return _create_own_folder(temporary / "atencion-servidores")


def _create_own_folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o755)
    except FileExistsError:
        if path.is_symlink() or path.stat().st_uid != os.geteuid():  # another user may have placed it there
            return Path(tempfile.mkdtemp(prefix="atencion-"))
    path.chmod(0o755)
    return path


def _change_owner(path: Path, user: UnixUser | None) -> None:
    if user is not None:
        os.chown(path, user.uid, user.gid)


def _make_readable(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)


def _may_enter(user: UnixUser, status: os.stat_result) -> bool:
    if status.st_uid == user.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    return bool(status.st_mode & (stat.S_IXGRP if status.st_gid == user.gid else stat.S_IXOTH))
