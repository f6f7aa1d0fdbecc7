"""Blind indexes (keyed prints) that find customers without plain personal data.

Owns what is indexed: document number, phones, credits, and the sounds of a name with their one-letter variants. A
reader of the database without the key sees only that two customers share a print.
"""

from functools import lru_cache

from agent_api.customers.domain import phonetics
from storage.encryption.field_cipher import FieldCipher

DOCUMENT = "customer.document"
PHONE = "customer.phone"
CREDIT = "customer.credit"
NAME = "customer.name"
DIGEST = "customer.digest"
_PRINT_HEX = 8  # 32 bits, PostgreSQL's int4; a collision only adds a candidate to compare


class NameIndex:
    """Prints of names in one field of one campaign; those of another field or campaign differ."""

    def __init__(self, cipher: FieldCipher, campaign: str, field: str = NAME) -> None:
        self._cipher, self._campaign, self._field = cipher, campaign, field
        self._print = lru_cache(maxsize=262_144)(self._compute)

    def prints_of_name(self, name: str) -> list[int]:
        """Return all prints of a name: each word's sound, and that sound without each of its letters."""
        sounds = {phonetics.sound_key(word) for word in phonetics.name_words(name)}
        return sorted({self._print(each) for sound in sounds for each in phonetics.deletion_variants(sound)})

    def exact_print(self, word: str) -> int:
        """Return the print of a word's sound."""
        return self._print(phonetics.sound_key(word))

    def near_prints(self, word: str) -> list[int]:
        """Return the prints of a word's sound and of its one-letter variants."""
        return [self._print(each) for each in phonetics.deletion_variants(phonetics.sound_key(word))]

    def _compute(self, sound: str) -> int:
        keyed = self._cipher.blind_index(f"{self._campaign}\0{sound}", field=self._field)[:_PRINT_HEX]
        return int.from_bytes(bytes.fromhex(keyed), "big", signed=True)
