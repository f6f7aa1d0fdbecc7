"""Asterisk's program on this machine, unpacked by ``scripts/unpack-asterisk`` or Debian's, and the folder it runs in.

Owns how it is found and started, and what lies in a node's folder before it starts. It must not start it.
"""

import os
import platform
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec

from telephony.asterisk.configuration import SOUNDS
from telephony.port import TelephonyError

UNPACKED = Path(__file__).parents[3] / ".asterisk" / "root"
"""Where ``scripts/unpack-asterisk`` puts it."""
_LIBRARIES = f"usr/lib/{platform.machine()}-linux-gnu"
_FOLDERS = ("etc", "var", "spool", "run", "log", f"data/sounds/{SOUNDS}")


class AsteriskNotInstalled(TelephonyError):
    """There is no Asterisk on this machine."""

    code = "no_asterisk"


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """An Asterisk that can be started.

    Attributes:
        program: the first words of its command.
        modules_folder: its modules.
        data_folder: what it brings: its own documentation, without which its modules refuse their settings.
    """

    program: tuple[str, ...]
    modules_folder: Path
    data_folder: Path

    def command(self, folder: Path) -> list[str]:
        """The command that runs a node in the foreground, with the files of its folder."""
        return [*self.program, "-f", "-C", str(folder / "etc" / "asterisk.conf")]


def find_installation(folder: Path = UNPACKED) -> Installation:
    """The Asterisk of this machine: the unpacked one, else the installed one.

    Raises:
        AsteriskNotInstalled: there is neither.
    """
    if (folder / "usr/sbin/asterisk").exists():
        libraries = folder / _LIBRARIES
        (linker,) = libraries.glob("ld-linux-*.so.?")
        loader = (str(linker), "--library-path", str(libraries))
        program = (*loader, str(folder / "usr/sbin/asterisk"))
        return _installed_in(folder, program)
    installed = shutil.which("asterisk", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if installed is None:
        raise AsteriskNotInstalled(
            "No hay Asterisk en esta máquina: instale Asterisk 22, o tráigalo con scripts/unpack-asterisk."
        )
    return _installed_in(Path("/"), (installed,))


def debian_installation() -> Installation:
    """The Asterisk of a Debian where it is installed, as in a container, whether that is this machine or not."""
    return _installed_in(Path("/"), ("/usr/sbin/asterisk",))


def create_node_folder(folder: Path, files: Mapping[str, str], installation: Installation) -> None:
    """Make a node's folder, readable for our user alone, with its configuration.

    Args:
        folder: whose; what else lies there stays.
        files: the configuration, see ``node.files_of``.
        installation: whose documentation is linked.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in _FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    documentation = folder / "data" / "documentation"
    documentation.unlink(missing_ok=True)
    documentation.symlink_to(installation.data_folder / "documentation")
    for name, text in files.items():
        path = folder / "etc" / name
        path.touch(mode=0o600)
        path.write_text(text)


def _installed_in(root: Path, program: tuple[str, ...]) -> Installation:
    return Installation(
        program=program,
        modules_folder=root / _LIBRARIES / "asterisk/modules",
        data_folder=root / "usr/share/asterisk",
    )
