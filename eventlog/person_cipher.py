"""The encrypted form in which a person's datum waits in Valkey for the recorder.

Owns that form: base64 of the ciphertext, bound to the reference. Value and salt are encrypted together, because the
salt alone would let an attacker try all numbers against the commitment in the log.
"""

import base64
import binascii
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from eventlog.errors import Unreadable
from eventlog.person import Person, PersonDatum, read_datum
from storage.errors import DecryptionFailed

if TYPE_CHECKING:
    from storage.encryption.field_cipher import FieldCipher

_FIELD: Final = "person.waiting"


def encrypt_person(person: Person, cipher: "FieldCipher") -> Person:
    """Encrypt the person's datum for Valkey; `eventlog.person.NO_PERSON` stays as it is."""
    if not person.ref:
        return person
    ciphertext = cipher.encrypt_bytes(person.encoded, field=_FIELD, row=person.ref)
    return replace(person, encoded=base64.b64encode(ciphertext))


def decrypt_datum(encoded: bytes, ref: str, cipher: "FieldCipher") -> PersonDatum:
    """Decrypt the datum of a reference.

    Raises:
        Unreadable: it is no datum, belongs to another reference, or was encrypted with another key.
    """
    try:
        ciphertext = base64.b64decode(encoded, validate=True)
        return read_datum(cipher.decrypt_bytes(ciphertext, field=_FIELD, row=ref))
    except (binascii.Error, DecryptionFailed):
        raise Unreadable("un dato personal en espera no se abre con la llave dada") from None
