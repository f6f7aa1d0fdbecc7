"""What a ticket says in words: its sealed columns, and the same in the clear.

Owns the way between the two. Each column is bound to the filing number, so nothing is sealed before there is one.
"""

from typing import Final

import msgspec

from agent_api.tickets import store
from agent_api.tickets.store import FiledTicket
from storage.encryption.field_cipher import FieldCipher, row_key


class NamedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person as the column ``petitioner`` stores them.

    Attributes:
        name: empty where it is not known.
        document: kind and number, «CC 52900101»; None where it is not known.
    """

    name: str = ""
    document: str | None = None


class StatedPetitioner(NamedPerson, frozen=True, kw_only=True):
    """The content of the column ``petitioner``.

    Attributes:
        representative: who acts for them, or None.
    """

    representative: NamedPerson | None = None


class TicketTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The sealed columns of a ticket in the clear; what is empty has no value in its column.

    Attributes:
        text: what is asked for.
        petitioner: None without one.
        email: for the answer.
        address: for letters, its lines parted by line breaks.
        answer: the latest wording.
    """

    text: str
    petitioner: StatedPetitioner | None = None
    email: str = ""
    address: str = ""
    answer: str = ""


HIDDEN_TEXTS: Final = TicketTexts(text="")
"""The texts of a ticket for a role that reads none."""


def encrypt_texts(cipher: FieldCipher, campaign: str, number: str, texts: TicketTexts) -> dict[str, bytes | None]:
    """Return the sealed columns of a ticket by name, bound to its filing number."""
    plain = {
        "text": texts.text,
        "petitioner": encode_stated(texts.petitioner) if texts.petitioner else "",
        "email": texts.email,
        "address": texts.address,
        "answer": texts.answer,
    }
    row = row_key(campaign, number)
    return {
        name: cipher.encrypt(plain[name], field=field, row=row) if plain[name] else None
        for name, field in store.ENCRYPTED_COLUMNS.items()
    }


def decrypt_texts(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> TicketTexts:
    """Return what a ticket says."""
    row = row_key(campaign, filed.number)
    return TicketTexts(
        petitioner=decrypt_stated(cipher, filed.petitioner, row) if filed.petitioner else None,
        text=cipher.decrypt(filed.text, field=store.TEXT, row=row),
        email=cipher.decrypt(filed.email, field=store.EMAIL, row=row) if filed.email else "",
        address=cipher.decrypt(filed.address, field=store.ADDRESS, row=row) if filed.address else "",
        answer=cipher.decrypt(filed.answer, field=store.ANSWER, row=row) if filed.answer else "",
    )


def decrypt_stated(cipher: FieldCipher, ciphertext: bytes | None, associated_data: str) -> StatedPetitioner:
    """Return what the column ``petitioner`` says; empty where it says nothing."""
    if not ciphertext:
        return StatedPetitioner()
    return msgspec.json.decode(
        cipher.decrypt(ciphertext, field=store.PETITIONER, row=associated_data), type=StatedPetitioner
    )


def encrypt_stated(cipher: FieldCipher, stated: StatedPetitioner, associated_data: str) -> bytes:
    """Return the column ``petitioner`` that says this."""
    return cipher.encrypt(encode_stated(stated), field=store.PETITIONER, row=associated_data)


def encode_stated(stated: StatedPetitioner) -> str:
    """Return the column ``petitioner`` in the clear, JSON."""
    return msgspec.json.encode(stated).decode()
