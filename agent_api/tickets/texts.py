"""The encrypted texts of a ticket, and the same texts in plain form.

Owns the conversion. Each column is bound to the filing number, so encryption needs a number first.
"""

from typing import Final

import msgspec

from agent_api.mandates.stated import NamedPerson, StatedMandate
from agent_api.tickets import store
from agent_api.tickets.store import FiledTicket
from storage.encryption.field_cipher import FieldCipher, row_key


class StatedPetitioner(NamedPerson, frozen=True, kw_only=True):
    """The content of the column ``petitioner``: a person, the representative who acts for them, and by what mandate."""

    representative: NamedPerson | None = None
    mandate: StatedMandate | None = None


class TicketTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The encrypted columns of a ticket, decrypted; an empty value stands for an empty column.

    Attributes:
        email: where the answer is sent.
        address: for letters; its lines are separated by line breaks.
        annexes: names of what came with the petition, a line each.
        answer: the latest wording.
    """

    text: str
    petitioner: StatedPetitioner | None = None
    email: str = ""
    address: str = ""
    annexes: str = ""
    answer: str = ""


HIDDEN_TEXTS: Final = TicketTexts(text="")
"""The texts of a ticket for a role that may not read them."""


def encrypt_texts(cipher: FieldCipher, campaign: str, number: str, texts: TicketTexts) -> dict[str, bytes | None]:
    """Encrypt the texts of a ticket, bound to its filing number; return them by column."""
    plain = {
        "text": texts.text,
        "petitioner": encode_stated(texts.petitioner) if texts.petitioner else "",
        "email": texts.email,
        "address": texts.address,
        "annexes": texts.annexes,
        "answer": texts.answer,
    }
    row = row_key(campaign, number)
    return {
        name: cipher.encrypt(plain[name], field=field, row=row) if plain[name] else None
        for name, field in store.ENCRYPTED_COLUMNS.items()
    }


def decrypt_texts(cipher: FieldCipher, campaign: str, filed: FiledTicket) -> TicketTexts:
    """Decrypt the texts of a ticket."""
    row = row_key(campaign, filed.number)
    return TicketTexts(
        petitioner=decrypt_stated(cipher, filed.petitioner, row) if filed.petitioner else None,
        text=cipher.decrypt(filed.text, field=store.TEXT, row=row),
        email=cipher.decrypt(filed.email, field=store.EMAIL, row=row) if filed.email else "",
        address=cipher.decrypt(filed.address, field=store.ADDRESS, row=row) if filed.address else "",
        annexes=cipher.decrypt(filed.annexes, field=store.ANNEXES, row=row) if filed.annexes else "",
        answer=cipher.decrypt(filed.answer, field=store.ANSWER, row=row) if filed.answer else "",
    )


def decrypt_stated(cipher: FieldCipher, ciphertext: bytes | None, associated_data: str) -> StatedPetitioner:
    """Decrypt the column ``petitioner``; return an empty value if it is empty."""
    if not ciphertext:
        return StatedPetitioner()
    return msgspec.json.decode(
        cipher.decrypt(ciphertext, field=store.PETITIONER, row=associated_data), type=StatedPetitioner
    )


def encrypt_stated(cipher: FieldCipher, stated: StatedPetitioner, associated_data: str) -> bytes:
    """Encrypt a petitioner for the column ``petitioner``."""
    return cipher.encrypt(encode_stated(stated), field=store.PETITIONER, row=associated_data)


def encode_stated(stated: StatedPetitioner) -> str:
    """Encode the plain content of the column ``petitioner`` as JSON."""
    return msgspec.json.encode(stated).decode()
