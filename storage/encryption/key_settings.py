"""Keys in the settings: 32 bytes in base64, in the environment, in a file, or in the data folder of a demo.

Owns where a key comes from and how its file is created. It must not know what a key is for.
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
    """A key in the settings.

    Attributes:
        setting: its name; the setting of its file ends in ``_file``.
        file: its name in the data folder.
        name: for people, in Spanish: "la llave de los sellos".
    """

    setting: str
    file: str
    name: str

    def environment_value(self, settings: Settings) -> str | None:
        """Return the key's text from the environment, or None."""
        value: SecretStr | None = getattr(settings, self.setting)
        return None if value is None else value.get_secret_value()

    def path(self, settings: Settings) -> Path:
        """Return the configured file, or the default in the data folder."""
        return self._named_file(settings) or settings.data_dir / self.file

    def is_in_data_folder(self, settings: Settings) -> bool:
        """Return whether the key is that of the data folder, because the settings name neither a key nor a file."""
        return self.environment_value(settings) is None and self._named_file(settings) is None

    @property
    def variable(self) -> str:
        """Name of the environment variable; that of its file ends in ``_FILE``."""
        return f"{PREFIX}{self.setting.upper()}"

    def _named_file(self, settings: Settings) -> Path | None:
        path: Path | None = getattr(settings, f"{self.setting}_file")
        return path


def load_key(kind: KeySetting, settings: Settings) -> bytes:
    """Load a key of the settings; with embedded PostgreSQL and no setting, from the data folder, created at first use.

    Raises:
        SettingsInvalid: missing although the database is external, unreadable, or invalid.
    """
    text, source = load_key_text(kind, settings)
    return decode_key(text, kind.name, source)


def load_key_text(kind: KeySetting, settings: Settings) -> tuple[str, str]:
    """Return a key's text and its source; with embedded PostgreSQL, create the key at first use.

    Raises:
        SettingsInvalid: missing although the database is external, or unreadable.
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
    """Decode a key from base64; surrounding whitespace is ignored.

    `name` and `source` (a variable or a file) are for the message.

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
    """Create a key file atomically: 32 random bytes in base64, readable only for our user; keep an existing one."""
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
