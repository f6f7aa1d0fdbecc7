"""The Asterisk program of this machine, unpacked by ``scripts/unpack-asterisk`` or Debian's, and a node's folder.

Owns how the program is found, its command line, and the contents of a node's folder before the start. It must not
start it.
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
"""The target folder of ``scripts/unpack-asterisk``."""
_LIBRARIES = f"usr/lib/{platform.machine()}-linux-gnu"
_FOLDERS = ("etc", "var", "spool", "run", "log", f"data/sounds/{SOUNDS}")


class AsteriskNotInstalled(TelephonyError):
    """There is no Asterisk on this machine."""

    code = "no_asterisk"


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """An Asterisk that can be started. Its modules need the documentation in its ``data_folder``."""

    program: tuple[str, ...]
    modules_folder: Path
    data_folder: Path

    def command(self, folder: Path) -> list[str]:
        """Return the command that runs a node in the foreground, with the files of its folder."""
        return [*self.program, "-f", "-C", str(folder / "etc" / "asterisk.conf")]


def find_installation(folder: Path = UNPACKED) -> Installation:
    """Return the Asterisk of this machine: the unpacked one, else the installed one.

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
    """Return the paths of Debian's Asterisk, on this machine or in a container."""
    return _installed_in(Path("/"), ("/usr/sbin/asterisk",))


def create_node_folder(folder: Path, files: Mapping[str, str], installation: Installation) -> None:
    """Create a node's folder, readable by our user only, with its configuration; other contents stay.

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
