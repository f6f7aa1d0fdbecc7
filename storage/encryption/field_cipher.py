"""Encryption of personal values in tables: AES-256-GCM, and blind indexes to find equal values.

Owns the keys and the layout of an encrypted value. It must not know the meaning of a value. The value's field
(``ticket.text``) and its row are bound to it: in another column or another row it cannot be decrypted.

    value  = magic (4), id of the key (4), nonce (12), ciphertext and tag
    bound  = magic, id of the key, field, 0, row: authenticated, not stored
"""

import base64
import hashlib
import hmac
import os
from datetime import UTC, datetime
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.errors import SettingsInvalid
from config.settings import Settings
from storage.encryption.key_ring import KeyRing, KeyRingInvalid, format_key_ring, parse_key_ring
from storage.encryption.key_ring_file import KeyRingFile
from storage.encryption.key_settings import KEY_BYTES, KeySetting, decode_key, load_key_text
from storage.errors import DecryptionFailed

DATA_KEY_SETTING: Final = KeySetting(setting="data_key", file="data.key", name="la llave de los datos personales")
MAGIC: Final = b"\xa7AT2"
KEY_ID_BYTES: Final = 4
PREFIX_BYTES: Final = len(MAGIC) + KEY_ID_BYTES
_NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2


class _Ciphers(NamedTuple):
    """Ciphers of a key ring; replaced as a whole, so that every thread sees one ring."""

    ciphers: dict[bytes, AESGCM]
    current: bytes
    blind_index_key: bytes
    backups: dict[bytes, bytes]


class FieldCipher:
    """Encrypts with the current key, decrypts with every key of the ring."""

    def __init__(self, keys: bytes | KeyRing, file: KeyRingFile | None = None) -> None:
        """Derive the ciphers from the keys.

        Args:
            keys: a ring, or 32 random bytes: a ring of this key alone.
            file: the ring's file, to follow its changes; None keeps the keys as they are.

        Raises:
            ValueError: a key has another length.
        """
        self._file = file
        self._ring = _derive_ciphers(KeyRing(data_keys=(keys,), lone_key=keys) if isinstance(keys, bytes) else keys)

    @property
    def key_prefix(self) -> bytes:
        """Prefix of every value encrypted with the current key."""
        return MAGIC + self._current_ring().current

    def encrypt(self, value: str, *, field: str, row: str) -> bytes:
        """Encrypt a value; equal values give different bytes.

        Args:
            value: any text.
            field: e.g. ``ticket.text``.
            row: see `row_key`.
        """
        return self.encrypt_bytes(value.encode(), field=field, row=row)

    def decrypt(self, encrypted: bytes, *, field: str, row: str) -> str:
        """Decrypt a value.

        Raises:
            DecryptionFailed: the key is unknown, ``field`` or ``row`` differs, or the bytes were changed.
        """
        try:
            return self.decrypt_bytes(encrypted, field=field, row=row).decode()
        except UnicodeDecodeError:
            raise _decryption_failed(field) from None

    def encrypt_bytes(self, value: bytes, *, field: str, row: str) -> bytes:
        """Encrypt bytes, as `encrypt` does a text."""
        ring, nonce = self._current_ring(), os.urandom(_NONCE_BYTES)
        prefix = MAGIC + ring.current
        return prefix + nonce + ring.ciphers[ring.current].encrypt(nonce, value, _associated_data(prefix, field, row))

    def decrypt_bytes(self, encrypted: bytes, *, field: str, row: str) -> bytes:
        """Decrypt bytes, as `decrypt` does a text, with the same exceptions."""
        prefix, ciphertext, ring = encrypted[:PREFIX_BYTES], encrypted[PREFIX_BYTES:], self._ring
        if prefix.startswith(MAGIC):
            key_id = prefix[len(MAGIC) :]
            # An unknown key may have been added to the file a moment ago.
            ring = ring if key_id in ring.ciphers else self._current_ring(now=True)
            if cipher := ring.ciphers.get(key_id):
                return _decrypt(cipher, ciphertext, _associated_data(prefix, field, row), field)
        raise _decryption_failed(field)

    def blind_index(self, value: str, *, field: str) -> str:
        """Return the blind index of a value, equal for equal values: HMAC-SHA-256, hex. Useless without the key."""
        return hmac.new(self._ring.blind_index_key, f"{field}\0{value}".encode(), hashlib.sha256).hexdigest()

    def backup_key(self, key_id: bytes = b"") -> tuple[bytes, bytes]:
        """Return the id of a data key and the backup key derived from it; an empty id selects the current key.

        Raises:
            DecryptionFailed: it is not in the ring.
        """
        ring = self._current_ring()
        key_id = key_id or ring.current
        if key_id not in ring.backups:
            raise DecryptionFailed("la llave de una copia no está en el llavero")
        return key_id, ring.backups[key_id]

    def _current_ring(self, *, now: bool = False) -> _Ciphers:
        changed = self._file.read_if_changed(now=now) if self._file else None
        if changed is not None:
            self._ring = _derive_ciphers(changed)
        return self._ring


def _derive_ciphers(keys: KeyRing) -> _Ciphers:
    if any(len(key) != KEY_BYTES for key in keys.data_keys):
        raise ValueError(f"a key must have {KEY_BYTES} bytes")
    return _Ciphers(
        ciphers={_key_id(key): AESGCM(_derive_key(key, b"seal")) for key in keys.data_keys},
        current=_key_id(keys.data_keys[0]),
        blind_index_key=derive_blind_index_key(keys),
        backups={_key_id(key): _derive_key(key, b"backup") for key in keys.data_keys},
    )


def row_key(*key: str | int | datetime) -> str:
    """Join the values that identify a row, in the order of `storage.encryption.encrypted_columns`."""
    return "\0".join(each.astimezone(UTC).isoformat() if isinstance(each, datetime) else str(each) for each in key)


def derive_blind_index_key(keys: KeyRing) -> bytes:
    """Return the key of the blind indexes: the ring's own, or one derived from its lone key."""
    if keys.blind_index_key is not None:
        return keys.blind_index_key
    if keys.lone_key is None:
        raise ValueError("a key ring without a lone key must have a prints key")
    return _derive_key(keys.lone_key, b"blind")


def load_key_ring(settings: Settings) -> KeyRing:
    """Load the ring of the settings, see `storage.encryption.key_settings.load_key_text`.

    Raises:
        SettingsInvalid: missing although the database is external, unreadable, or not a ring.
    """
    text, source = load_key_text(DATA_KEY_SETTING, settings)
    try:
        return parse_key_ring(text, lambda key: decode_key(key, DATA_KEY_SETTING.name, source))
    except KeyRingInvalid as error:
        raise SettingsInvalid(f"El llavero de los datos personales ({source}) no sirve: {error}.") from None


def load_key_ring_text(settings: Settings) -> str:
    """Return the ring of the settings as text, see `load_key_ring`."""
    return format_key_ring(load_key_ring(settings), lambda key: base64.b64encode(key).decode())


def load_field_cipher(settings: Settings) -> FieldCipher:
    """Build the cipher of the settings' ring, see `load_key_ring`.

    Raises:
        SettingsInvalid: the key is missing although the database is external, or invalid.
    """
    if DATA_KEY_SETTING.environment_value(settings) is not None:
        return FieldCipher(load_key_ring(settings))
    file = KeyRingFile(DATA_KEY_SETTING.path(settings), lambda: load_key_ring(settings))
    return FieldCipher(load_key_ring(settings), file)


def _decrypt(cipher: AESGCM, encrypted: bytes, bound: bytes, field: str) -> bytes:
    try:
        return cipher.decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], bound)
    except (InvalidTag, ValueError):
        raise _decryption_failed(field) from None


def _decryption_failed(field: str) -> DecryptionFailed:
    return DecryptionFailed(f"un dato sellado ({field}) no se abre con la llave dada")


def _associated_data(prefix: bytes, field: str, row: str) -> bytes:
    return prefix + f"{field}\0{row}".encode()


def _key_id(key: bytes) -> bytes:
    return _derive_key(key, b"id")[:KEY_ID_BYTES]


def _derive_key(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"atencion:" + purpose).derive(key)
