"""Search for a person's stored data, item by item, except what was erased before.

Owns which rows of each table belong to a person. `agent_api.erasure.domain.plan` decides what happens to them.
"""

from collections.abc import Collection

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers import queries as customers
from agent_api.customers.domain.erasure_notice import is_erasure_notice
from agent_api.customers.encrypted_rows import MERGE_REASON, UNMERGE_REASON, VALUE, change_binding, merge_binding
from agent_api.dispositions.queries import NOTE as DISPOSITION_NOTE
from agent_api.drafts.queries import list_texts
from agent_api.erasure.calls import PersonCalls
from agent_api.erasure.domain.plan import CreditStatus, HeldPetition, Holdings, Item
from agent_api.erasure.person import DataSubject
from agent_api.erasure.petitions import PersonPetition
from agent_api.identity.release_reasons import list_reasons
from agent_api.identity.speakers.persons import list_persons
from agent_api.large_clients.register.erasure import list_contact_keys
from agent_api.mail.domain.contents import STAFF_TEMPLATES
from agent_api.mail.letter_page import PostalAddress
from agent_api.mail.letter_service import RECIPIENT as LETTER_RECIPIENT
from agent_api.mail.service import recipient_print
from agent_api.voice_messages import queries as messages
from config.timezone import COLOMBIA
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import (
    attachment,
    customer_change,
    customer_merge,
    customer_tie,
    disposition,
    letter,
    mail,
    person_data,
    recording,
)


class HoldingsSearch:
    """Finds a person's stored data; ``petitions`` and ``calls`` are theirs."""

    def __init__(
        self,
        connection: AsyncConnection,
        cipher: FieldCipher,
        campaign: str,
        *,
        person: DataSubject,
        petitions: Collection[PersonPetition],
        calls: PersonCalls,
    ) -> None:
        self._connection, self._cipher, self._campaign = connection, cipher, campaign
        self._person, self._petitions, self._calls = person, petitions, calls
        self._numbers = [each.number for each in petitions if not each.of_another]

    async def find_holdings(self, request: str, credit: CreditStatus) -> Holdings:
        """Find all items; ``credit`` says whether a credit requires the record."""
        kinds = (
            *(self._records, self._history, self._ties, self._callers, self._texts, self._files),
            *(self._mails, self._letters, self._recordings, self._drafts, self._notes),
        )
        items = [item for kind in kinds for item in await kind()]
        petitions = {each.number: _petition(each) for each in self._petitions}
        in_process = self._calls.with_open_petition
        return Holdings(
            request=request, credit=credit, petitions=petitions, items=tuple(items), calls_in_process=in_process
        )

    async def _records(self) -> list[Item]:
        return [Item(kind="customer", key=id_) for id_ in sorted(self._person.records)]

    async def _history(self) -> list[Item]:
        row = customer_change.c
        of_data = row.campaign == self._campaign, row.field != "merged_into"
        query = (
            select(row.id, row.customer_id, row.version, row.field, row.old)
            .where(*of_data, row.customer_id.in_(self._person.family))
            .order_by(row.id)
        )
        return [
            Item(kind="customer_history", key=str(each.id))
            for each in await self._connection.execute(query)
            if self._has_text(each.old, VALUE, change_binding(each.customer_id, each.version, each.field, "old"))
        ]

    async def _ties(self) -> list[Item]:
        row, family = customer_tie.c, self._person.family
        query = select(row.beneficiary, row.co_debtor, row.credit_print)
        rows = await self._connection.execute(query.where(or_(row.beneficiary.in_(family), row.co_debtor.in_(family))))
        return [
            Item(kind="credit_tie", key=tie_key((each.beneficiary, each.co_debtor, each.credit_print))) for each in rows
        ]

    async def _callers(self) -> list[Item]:
        row, numbers = person_data.c, self._calls.numbers
        query = select(row.ref).where(row.ref.in_(numbers), row.erased_at.is_(None)).order_by(row.ref)
        return [
            Item(kind="caller_number", key=ref, call_id=numbers[ref], unfinished=numbers[ref] in self._calls.unfinished)
            for ref in (await self._connection.execute(query)).scalars()
        ]

    async def _texts(self) -> list[Item]:
        return [
            Item(kind="petition", key=each.number, petition=each.number)
            for each in self._petitions
            if not each.is_erased
        ]

    async def _files(self) -> list[Item]:
        row = attachment.c
        query = select(row.id, row.ticket).where(row.campaign == self._campaign, row.ticket.in_(self._numbers))
        rows = await self._connection.execute(query.order_by(row.ticket, row.place))
        return [Item(kind="attachment", key=each.id, petition=each.ticket) for each in rows]

    async def _mails(self) -> list[Item]:
        row = mail.c
        prints = [recipient_print(self._cipher, each) for each in self._person.emails]
        of_them = or_(row.about.in_(self._numbers), (row.about == "") & row.recipient_print.in_(prints))
        query = select(row.id, row.about, row.state).where(row.campaign == self._campaign, of_them)
        query = query.where(row.template.not_in(STAFF_TEMPLATES), row.recipient_print != "").order_by(
            row.posted_at, row.id
        )
        return [
            Item(
                kind="mail", key=each.id, petition=each.about, unfinished=each.state in ("waiting", "claimed", "handed")
            )
            for each in await self._connection.execute(query)
        ]

    async def _letters(self) -> list[Item]:
        row = letter.c
        query = select(row.id, row.about, row.recipient).where(row.campaign == self._campaign)
        rows = await self._connection.execute(query.where(row.about.in_(self._numbers)).order_by(row.written_at))
        return [
            Item(kind="letter", key=each.id, petition=each.about)
            for each in rows
            if not is_erasure_notice(self._addressee(each.recipient, each.id))
        ]

    def _addressee(self, recipient: bytes, id_: str) -> str:
        plaintext = self._cipher.decrypt(recipient, field=LETTER_RECIPIENT, row=id_)
        return msgspec.json.decode(plaintext, type=PostalAddress).name

    async def _recordings(self) -> list[Item]:
        row, calls = recording.c, self._calls.own
        unattended = await messages.unattended_recordings(self._connection, self._campaign, calls)
        query = select(row.id, row.call_id, row.state, row.began_at).where(row.campaign == self._campaign)
        query = query.where(row.call_id.in_(calls), row.state.in_(("begun", "stored"))).order_by(row.began_at, row.id)
        return [
            Item(
                kind="recording",
                key=each.id,
                call_id=each.call_id,
                made_on=each.began_at.astimezone(COLOMBIA).date(),
                unfinished=each.state == "begun",
                unattended=each.id in unattended,
            )
            for each in await self._connection.execute(query)
        ]

    async def _drafts(self) -> list[Item]:
        return [
            Item(kind="draft", key=draft_key(each.call_id, each.owner), call_id=each.call_id)
            for each in await list_texts(self._connection, self._cipher, self._campaign)
            if each.call_id in self._calls.own or self._person.is_mentioned(each.text)
        ]

    async def _notes(self) -> list[Item]:
        """Find free texts of dispositions, releases and merges, who spoke for the customer, and contacts of clients."""
        notes = [f"disposition {each}" for each in await self._dispositions()]
        merge, family = customer_merge.c, self._person.family
        for seq, reason in await list_reasons(self._connection, self._cipher, family):
            notes += [f"release {seq}"] if _says_something(reason) else []
        merged = select(merge.id, merge.kept, merge.merged, merge.kept_version, merge.merge_reason, merge.reason)
        for row in await self._connection.execute(merged.where(merge.kept.in_(family) | merge.merged.in_(family))):
            binding = merge_binding(row.kept, row.merged, row.kept_version)
            stands = self._has_text(row.merge_reason, MERGE_REASON, binding) or self._has_text(
                row.reason, UNMERGE_REASON, binding
            )
            notes += [f"merge {row.id}"] if stands else []
        notes += [f"speaker {each}" for each in await self._speakers()]
        person = self._person
        contacts = await list_contact_keys(
            self._connection, self._cipher, self._campaign, phones=person.own_phones, emails=person.emails
        )
        notes += [f"large_client {each}" for each in contacts]
        return [Item(kind="note", key=each) for each in notes]

    async def _speakers(self) -> list[str]:
        """Find the representatives of the person, those in their calls, and the person as a representative."""
        return [
            id_
            for id_, call_id, customer_id, acting in await list_persons(self._connection, self._cipher, self._campaign)
            if call_id in self._calls.own
            or customer_id in self._person.family
            or (acting.representative.document and self._person.has_document(acting.representative.document))
        ]

    async def _dispositions(self) -> list[str]:
        row = disposition.c
        query = select(row.call_id, row.note).where(row.campaign == self._campaign, row.call_id.in_(self._calls.own))
        rows = await self._connection.execute(query.order_by(row.call_id))
        return [
            each.call_id
            for each in rows
            if self._has_text(each.note, DISPOSITION_NOTE, row_key(self._campaign, each.call_id))
        ]

    def _has_text(self, ciphertext: bytes | None, about: str, binding: str) -> bool:
        """Return whether an encrypted text holds more than an erasure notice."""
        return _says_something(
            self._cipher.decrypt(ciphertext, field=about, row=binding).strip('"') if ciphertext else ""
        )


def _says_something(text: str) -> bool:
    return bool(text) and not is_erasure_notice(text)


def _petition(petition: PersonPetition) -> HeldPetition:
    return HeldPetition(number=petition.number, closed_on=petition.closed_on, of_another=petition.of_another)


def tie_key(tie: customers.CreditTieKey) -> str:
    """Return the text key of a credit link."""
    return " ".join(tie)


def draft_key(call_id: str, owner: str) -> str:
    """Return the text key of a draft; its parts have no spaces."""
    return f"{call_id} {owner}"
