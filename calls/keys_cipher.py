"""The encrypted form in which an advisor's keys wait in Valkey for the gateway.

Owns the target of the request ``send_keys``: their number in clear, for the log, and base64 of the ciphertext, bound to
the call. They may be a card number or a PIN, so the call's state and the mailbox hold no other form.
"""

import base64
import binascii
from typing import TYPE_CHECKING, Final

from storage.errors import DecryptionFailed

if TYPE_CHECKING:
    from storage.encryption.field_cipher import FieldCipher

_FIELD: Final = "call.keys"


def encrypt_keys(keys: str, call_id: str, cipher: "FieldCipher") -> str:
    """Return the target of a request that sends these keys in a call."""
    ciphertext = cipher.encrypt(keys, field=_FIELD, row=call_id)
    return f"{len(keys)}:{base64.b64encode(ciphertext).decode()}"


def decrypt_keys(target: str, call_id: str, cipher: "FieldCipher") -> str | None:
    """Return the keys of a target; None if they are of another call, or were encrypted with another key."""
    try:
        ciphertext = base64.b64decode(target.partition(":")[2], validate=True)
        return cipher.decrypt(ciphertext, field=_FIELD, row=call_id)
    except (binascii.Error, DecryptionFailed):
        return None


def no_keys(target: str, call_id: str) -> str | None:
    """Return None, for a driver that sends no keys."""
    return None
