"""Conversion between customers and their encrypted rows.

Owns the columns. It must not access the database.
"""

from datetime import datetime
from typing import Any, Final, Literal, Protocol, cast, get_args

import msgspec

from agent_api.customers import blind_index
from agent_api.customers.blind_index import NameIndex
from agent_api.customers.domain.documents import Document, DocumentKind
from agent_api.customers.domain.record import CustomerRecord, Details, to_json
from storage.encryption.field_cipher import FieldCipher, row_key


class CustomerRow(Protocol):
    """A row with its columns by name, from any library."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the value of a column."""
        ...


DETAILS, VALUE = "customer.details", "customer_change.value"
MERGE_REASON, UNMERGE_REASON = "customer_merge.merge_reason", "customer_merge.reason"
_DETAILS = msgspec.json.Decoder(Details)


class CustomerCipher:
    """Encrypts and decrypts the customers of one campaign."""

    def __init__(self, cipher: FieldCipher, campaign: str) -> None:
        self.campaign = campaign
        self.names = NameIndex(cipher, campaign)
        self._cipher = cipher

    def encrypt_columns(self, record: CustomerRecord, id_: str) -> dict[str, Any]:
        """Return the encrypted columns of a record."""
        return {
            "name": self._cipher.encrypt(record.name, field=blind_index.NAME, row=id_),
            "document": self._cipher.encrypt(record.document.number, field=blind_index.DOCUMENT, row=id_),
            "document_kind": record.document.kind,
            "document_print": self.document_print(record.document.number),
            "name_prints": self.names.prints_of_name(record.name),
            "details": self._cipher.encrypt(to_json(record.details), field=DETAILS, row=id_),
            "digest": self.record_digest(record),
        }

    def decrypt_record(self, row: CustomerRow) -> CustomerRecord:
        """Decrypt the record of a row."""
        details, id_ = row["details"], row["id"]
        number = self._cipher.decrypt(row["document"], field=blind_index.DOCUMENT, row=id_)
        return CustomerRecord(
            name=self.decrypt_name(row["name"], id_),
            document=Document(cast(DocumentKind, row["document_kind"]), number),
            details=_DETAILS.decode(self._cipher.decrypt(details, field=DETAILS, row=id_)) if details else Details(),
        )

    def decrypt_name(self, ciphertext: bytes, id_: str) -> str:
        """Decrypt the name of a row."""
        return self._cipher.decrypt(ciphertext, field=blind_index.NAME, row=id_)

    def document_print(self, number: str) -> str:
        """Return the print of a document's number, regardless of its kind."""
        return self._cipher.blind_index(number, field=blind_index.DOCUMENT)

    def phone_print(self, number: str) -> str:
        """Return the print of an E.164 number; the same in all campaigns, as in tickets."""
        return self._cipher.blind_index(number, field=blind_index.PHONE)

    def record_digest(self, record: CustomerRecord) -> str:
        """Return a print of all fields: equal records have equal prints."""
        return self._cipher.blind_index(to_json(record.fields()), field=blind_index.DIGEST)

    def encrypt_credit(self, number: str) -> tuple[str, bytes]:
        """Return a credit's print and its encrypted number."""
        printed = self._cipher.blind_index(number, field=blind_index.CREDIT)
        return printed, self._cipher.encrypt(number, field=blind_index.CREDIT, row=printed)

    def decrypt_credit_number(self, ciphertext: bytes, printed: str) -> str:
        """Decrypt the credit number of a tie; it is bound to its print, so a copied tie stays readable."""
        return self._cipher.decrypt(ciphertext, field=blind_index.CREDIT, row=printed)

    def encrypt_value(self, value: str, binding: str) -> bytes:
        """Encrypt a changed value for the history; see `change_binding`."""
        return self._cipher.encrypt(value, field=VALUE, row=binding)

    def encrypt_merge_reason(self, reason: str, binding: str) -> bytes:
        """Encrypt the reason of a merge; see `merge_binding`."""
        return self._cipher.encrypt(reason, field=MERGE_REASON, row=binding)

    def encrypt_unmerge_reason(self, reason: str, binding: str) -> bytes:
        """Encrypt the reason for undoing a merge; see `merge_binding`."""
        return self._cipher.encrypt(reason, field=UNMERGE_REASON, row=binding)

    def decrypt_merge_reason(self, ciphertext: bytes | None, binding: str) -> str:
        """Decrypt the reason of a merge, or return empty if none is stored; see `merge_binding`."""
        return self._cipher.decrypt(ciphertext, field=MERGE_REASON, row=binding) if ciphertext else ""

    def decrypt_value(self, ciphertext: bytes, binding: str) -> Any:
        """Decrypt a value of the history; see `change_binding`."""
        return msgspec.json.decode(self._cipher.decrypt(ciphertext, field=VALUE, row=binding))


ChangeSide = Literal["old", "new"]
CHANGE_SIDES: Final[tuple[ChangeSide, ...]] = get_args(ChangeSide)


def change_binding(customer_id: str, version: int, field: str, side: ChangeSide) -> str:
    """Return the row key that binds a value of the history to its change and side."""
    return row_key(customer_id, version, field, side)


def merge_binding(survivor: str, merged: str, kept_version: int) -> str:
    """Return the row key that binds the reasons of a merge."""
    return row_key(survivor, merged, kept_version)


class StoredCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer as stored.

    Attributes:
        id: opaque.
        number: shown to the entity's staff.
        version: increases with each change.
        merged_into: the id of the surviving customer, or None.
        erased_by: the act that erased the data, or None.
    """

    id: str
    number: int
    version: int
    record: CustomerRecord
    created_at: datetime
    updated_at: datetime | None
    merged_into: str | None
    erased_by: str | None = None


def decrypt_customer(customer_cipher: CustomerCipher, row: CustomerRow) -> StoredCustomer:
    """Decrypt the customer of a row."""
    return StoredCustomer(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        record=customer_cipher.decrypt_record(row),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        merged_into=row["merged_into"],
        erased_by=row["erased_by"],
    )
