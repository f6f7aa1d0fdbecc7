"""Personal values sealed before they reach a table: AES-256-GCM, and keyed prints for finding equal ones.

Owns the key and the layout of a sealed value (nonce, then ciphertext and tag). It must not know
what a value means. What a value is about (``ticket.text``) is bound to it: moved to another column it does not open.
"""

import base64
import hashlib
import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from config.settings import Settings
from storage.errors import SealBroken
from storage.keys import KEY_BYTES, KeyKind, key_of

DATA_KEY: Final = KeyKind(setting="data_key", file="data.key", name="la llave de los datos personales")
_NONCE_BYTES = 12  # NIST SP 800-38D, section 8.2.2


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
    """The key of the settings as text, see `sealer_of`."""
    return base64.b64encode(key_of(DATA_KEY, settings)).decode()


def sealer_of(settings: Settings) -> Sealer:
    """The sealer of the settings' key, see `storage.keys.key_of`.

    Raises:
        SettingsInvalid: no key is given for a database of somebody else's, or it is no key.
    """
    return Sealer(key_of(DATA_KEY, settings))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"atencion:" + purpose).derive(key)
