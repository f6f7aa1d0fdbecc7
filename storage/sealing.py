"""Personal values sealed before they reach a table: AES-256-GCM, and keyed prints for finding equal ones.

Owns the key, where it comes from, and the layout of a sealed value (nonce, then ciphertext and tag). It must not know
what a value means. What a value is about (``ticket.text``) is bound to it: moved to another column it does not open.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.errors import SettingsInvalid
from config.reasons import reason
from config.settings import Settings
from storage.errors import SealBroken

KEY_BYTES = 32
KEY_FILE = "data.key"
_NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2
_WRONG = "La llave de los datos personales ({0}) no sirve: deben ser 32 bytes al azar en base64."
_MISSING = (
    "Falta la llave de los datos personales: dé ATENCION_DATA_KEY_FILE (un archivo) o ATENCION_DATA_KEY, con 32 bytes "
    "al azar en base64, y guárdela aparte de la base de datos. Así se crea una: openssl rand -base64 32."
)


class Sealer:
    """Seals and opens the values of one key."""

    def __init__(self, key: bytes) -> None:
        """Give the key.

        Args:
            key: 32 random bytes.

        Raises:
            ValueError: another length.
        """
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._blinding = _derived(key, b"blind")

    def seal(self, value: str, *, about: str) -> bytes:
        """A value that only this key opens; sealing it again gives other bytes.

        Args:
            value: any text.
            about: what it is, e.g. ``ticket.text``; needed to open it.
        """
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, value.encode(), about.encode())

    def open(self, sealed: bytes, *, about: str) -> str:
        """What was sealed.

        Raises:
            SealBroken: another key, another ``about``, or the bytes were changed.
        """
        nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, ciphertext, about.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBroken(f"un dato sellado ({about}) no se abre con la llave dada") from None

    def blind(self, value: str, *, about: str) -> str:
        """A print of a value by which equal ones are found: HMAC-SHA-256, hex. Without the key it tells nothing."""
        return hmac.new(self._blinding, f"{about}\0{value}".encode(), hashlib.sha256).hexdigest()


def key_text(settings: Settings) -> str:
    """The key of the settings as text; it must be there, see `sealer_of`."""
    if settings.data_key is not None:
        return settings.data_key.get_secret_value().strip()
    return (settings.data_key_file or settings.data_dir / KEY_FILE).read_text().strip()


def sealer_of(settings: Settings) -> Sealer:
    """The sealer of the settings; with embedded PostgreSQL and no key given, of the data folder's own key.

    Raises:
        SettingsInvalid: no key is given for a database of somebody else's, or it is no key.
    """
    if settings.data_key is not None:
        return _read(settings.data_key.get_secret_value(), "ATENCION_DATA_KEY")
    path = settings.data_key_file or settings.data_dir / KEY_FILE
    if settings.data_key_file is None and not path.exists():
        if settings.database_url:
            raise SettingsInvalid(_MISSING)
        make_key(path)
    try:
        return _read(path.read_text(), str(path))
    except (OSError, UnicodeError) as error:
        cause = reason(error) if isinstance(error, OSError) else "no es texto"
        raise SettingsInvalid(f"No se puede leer la llave de los datos personales en {path}: {cause}.") from error


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"atencion:" + purpose).derive(key)


def _read(text: str, where: str) -> Sealer:
    try:
        return Sealer(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise SettingsInvalid(_WRONG.format(where)) from None


def make_key(path: Path) -> None:
    """Make a key: 32 random bytes in base64, whole or not at all, readable for our user alone.

    Who comes second keeps the first one's.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
