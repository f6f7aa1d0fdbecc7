"""Keys of the settings: 32 bytes in base64, in the environment, in a file, or in the data folder of a demo.

Owns where a key comes from and how its file is made. It must not know what a key is for.
"""

import base64
import binascii
import os
import secrets
from pathlib import Path

import msgspec
from pydantic import SecretStr

from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import PREFIX, Settings

KEY_BYTES = 32
_INVALID = "{0} ({1}) no sirve: deben ser 32 bytes al azar en base64."
_MISSING = (
    "Falta {name}: dé {variable}_FILE (un archivo) o {variable}, con 32 bytes al azar en base64, y guárdela aparte de "
    "la base de datos. Así se crea una: openssl rand -base64 32."
)


class KeySetting(msgspec.Struct, frozen=True, kw_only=True):
    """A key of the settings.

    Attributes:
        setting: that has it; the one that names its file ends in ``_file``.
        file: its name in the data folder.
        name: for people, in Spanish: "la llave de los sellos".
    """

    setting: str
    file: str
    name: str

    def environment_value(self, settings: Settings) -> str | None:
        """What the environment says, or None."""
        value: SecretStr | None = getattr(settings, self.setting)
        return None if value is None else value.get_secret_value()

    def path(self, settings: Settings) -> Path:
        """The file that is named, or else the data folder's own."""
        return self._named_file(settings) or settings.data_dir / self.file

    def is_in_data_folder(self, settings: Settings) -> bool:
        """Whether neither a key nor a file is named: then it is the data folder's."""
        return self.environment_value(settings) is None and self._named_file(settings) is None

    @property
    def variable(self) -> str:
        """Of the environment; the one that names its file ends in ``_FILE``."""
        return f"{PREFIX}{self.setting.upper()}"

    def _named_file(self, settings: Settings) -> Path | None:
        path: Path | None = getattr(settings, f"{self.setting}_file")
        return path


def load_key(kind: KeySetting, settings: Settings) -> bytes:
    """The key of the settings; with embedded PostgreSQL and none given, the data folder's own, made when first asked.

    Raises:
        SettingsInvalid: none is given for a database of somebody else's, it cannot be read, or it is no key.
    """
    text, source = load_key_text(kind, settings)
    return decode_key(text, kind.name, source)


def load_key_text(kind: KeySetting, settings: Settings) -> tuple[str, str]:
    """Return what the settings or their file say of a key, and where; an embedded one is made when first asked for.

    Raises:
        SettingsInvalid: none is given for a database of somebody else's, or it cannot be read.
    """
    value, path = kind.environment_value(settings), kind.path(settings)
    if value is not None:
        return value, kind.variable
    if kind.is_in_data_folder(settings) and not path.exists():
        if settings.database_url:
            raise SettingsInvalid(_MISSING.format(name=kind.name, variable=kind.variable))
        create_key_file(path)
    try:
        return path.read_text(), str(path)
    except (OSError, UnicodeError) as error:
        cause = describe_os_error(error) if isinstance(error, OSError) else "no es texto"
        raise SettingsInvalid(f"No se puede leer {kind.name} en {path}: {cause}.") from error


def decode_key(text: str, name: str, source: str) -> bytes:
    """The bytes of a key.

    Args:
        text: base64; blanks around it do not count.
        name: what the key is, for people.
        source: the variable or file that holds it, for people.

    Raises:
        SettingsInvalid: it is no key.
    """
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsInvalid(_INVALID.format(name[0].upper() + name[1:], source))
    return key


def create_key_file(path: Path) -> None:
    """Make a key: 32 random bytes in base64, whole or not at all, readable for our user alone.

    Who comes second keeps the first one's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    temporary.touch(mode=0o600)
    temporary.write_text(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
