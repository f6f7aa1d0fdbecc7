"""The master keys, which wrap the key of each recording; each can be retired.

Owns the file of master keys and how a recording's key is wrapped: AES-256-GCM with a random nonce (NIST SP 800-38D,
section 8.2.2), bound to the recording and to the id of the master key. The file has one key in each line, 32 bytes in
base64; the first one wraps, all of them unwrap. A key's id is the start of its SHA-256, so it cannot be mixed up.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.errors import SettingsInvalid
from config.os_errors import describe_os_error
from config.settings import Settings
from storage.encryption.key_settings import create_key_file, decode_key
from storage.errors import MasterKeyUnknown, RecordingBroken
from storage.recordings.cipher import KEY_BYTES

KEYS_FILE = "recording.keys"
_NONCE_BYTES: Final = 12
_ID_DIGITS: Final = 12
_MISSING = (
    "Faltan las llaves de las grabaciones: dé ATENCION_RECORDING_KEYS_FILE, un archivo con una llave por línea (32 "
    "bytes al azar en base64), y guárdelo aparte de las grabaciones. Así se crea una: openssl rand -base64 32."
)


class WrappedKey(msgspec.Struct, frozen=True):
    """A recording's key, safe to store.

    Attributes:
        key_id: of the master key.
        data: nonce, ciphertext and tag.
    """

    key_id: str
    data: bytes


class MasterKeys:
    """Wraps with the first key, unwraps with any."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        """Take the keys, each of KEY_BYTES; the first one is current.

        Raises:
            ValueError: there is none, or one has another length.
        """
        key_list = list(keys)
        if not key_list or any(len(key) != KEY_BYTES for key in key_list):
            raise ValueError(f"a master key must have {KEY_BYTES} bytes")
        self._ciphers = {_key_id(key): AESGCM(key) for key in key_list}
        self.current = _key_id(key_list[0])
        """Id of the key that wraps new data keys."""

    def wrap(self, key: bytes, recording: str) -> WrappedKey:
        """Wrap a recording's key with the current master key."""
        nonce = os.urandom(_NONCE_BYTES)
        associated_data = _associated_data(self.current, recording)
        return WrappedKey(self.current, nonce + self._ciphers[self.current].encrypt(nonce, key, associated_data))

    def unwrap(self, wrapped: WrappedKey, recording: str) -> bytes:
        """Unwrap a recording's key.

        Raises:
            MasterKeyUnknown: the master key is not here.
            RecordingBroken: it belongs to another recording, or was changed.
        """
        cipher = self._ciphers.get(wrapped.key_id)
        if cipher is None:
            raise MasterKeyUnknown(
                f"Falta la llave maestra {wrapped.key_id} de las grabaciones: vuelva a ponerla en el archivo de llaves."
            )
        nonce, ciphertext = wrapped.data[:_NONCE_BYTES], wrapped.data[_NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, ciphertext, _associated_data(wrapped.key_id, recording))
        except (InvalidTag, ValueError):
            raise RecordingBroken("the wrapped key has been altered") from None


def load_master_keys(settings: Settings) -> MasterKeys:
    """Load the master keys of the settings.

    Raises:
        SettingsInvalid: there is no file, it is unreadable, or a line is no key.
    """
    path = _path(settings)
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError as error:
        raise SettingsInvalid(_MISSING) from error
    except (OSError, UnicodeError) as error:
        cause = describe_os_error(error) if isinstance(error, OSError) else "no es texto"
        raise SettingsInvalid(f"No se pueden leer las llaves de las grabaciones en {path}: {cause}.") from error
    keys = [
        decode_key(line, "una llave de las grabaciones", f"{path}, línea {number}")
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    if not keys:
        raise SettingsInvalid(_MISSING)
    return MasterKeys(keys)


def prepare_master_keys(settings: Settings) -> None:
    """Create a master key in the data folder if servers are embedded and there is none."""
    path = _path(settings)
    if settings.recording_keys_file is None and not settings.database_url and not path.exists():
        create_key_file(path)


def _path(settings: Settings) -> Path:
    return settings.recording_keys_file or settings.data_dir / KEYS_FILE


def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:_ID_DIGITS]


def _associated_data(key_id: str, recording: str) -> bytes:
    return f"recording.key\0{key_id}\0{recording}".encode()
