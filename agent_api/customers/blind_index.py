"""Keyed prints by which customers are found without their data standing in the clear.

Owns what is printed: the number of a document, phones, credits, and the sounds of a name with those one letter away.
Whoever has the database and not the key can tell that two customers share a print, and not what it is of.
"""

from functools import lru_cache

from agent_api.customers.domain import phonetics
from storage.encryption.field_cipher import FieldCipher

DOCUMENT = "customer.document"
PHONE = "customer.phone"
CREDIT = "customer.credit"
NAME = "customer.name"
DIGEST = "customer.digest"
_PRINT_HEX = 8  # 32 bits: an index of PostgreSQL's int4; two sounds of one print cost a candidate too many


class NameIndex:
    """The prints of names in one campaign.

    Args:
        cipher: of personal data.
        campaign: whose customers; another campaign's prints are others.
    """

    def __init__(self, cipher: FieldCipher, campaign: str) -> None:
        self._cipher, self._campaign = cipher, campaign
        self._print = lru_cache(maxsize=262_144)(self._compute)

    def prints_of_name(self, name: str) -> list[int]:
        """Everything that a name is found by: each word's sound, and what it is without each of its letters."""
        sounds = {phonetics.sound_key(word) for word in phonetics.name_words(name)}
        return sorted({self._print(each) for sound in sounds for each in phonetics.deletion_variants(sound)})

    def exact_print(self, word: str) -> int:
        """The print of a word's sound."""
        return self._print(phonetics.sound_key(word))

    def near_prints(self, word: str) -> list[int]:
        """The prints of a word's sound and of what is a letter away from it."""
        return [self._print(each) for each in phonetics.deletion_variants(phonetics.sound_key(word))]

    def _compute(self, sound: str) -> int:
        keyed = self._cipher.blind_index(f"{self._campaign}\0{sound}", field=NAME)[:_PRINT_HEX]
        return int.from_bytes(bytes.fromhex(keyed), "big", signed=True)
