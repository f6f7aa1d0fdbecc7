"""The print of a telephone number by which calls of large clients are recognised.

Loads no database library, because gateways compute prints too.
"""

from typing import Final

from storage.encryption.field_cipher import FieldCipher

PHONE: Final = "large_client.phone"


def phone_print(cipher: FieldCipher, campaign: str, e164: str) -> str:
    """Return the print of an E.164 number in a campaign."""
    return cipher.blind_index(f"{campaign}\0{e164}", field=PHONE)
