"""Execution of an erasure plan: encrypted values become the notice; keyed digests and keys are removed.

Owns what is removed from each row, in one transaction. Rows that are counted or referred to stay, so that figures and
numbers do not change. Files are removed after the transaction. If the process dies before, the sweeps remove them; no
key opens them meanwhile.
"""

import base64
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import case, delete, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.customers.domain.documents import Document
from agent_api.customers.domain.erasure_notice import erasure_notice
from agent_api.customers.domain.record import CustomerRecord, to_json
from agent_api.customers.encrypted_rows import (
    CHANGE_SIDES,
    MERGE_REASON,
    UNMERGE_REASON,
    CustomerCipher,
    change_binding,
    merge_binding,
)
from agent_api.dispositions.queries import NOTE as DISPOSITION_NOTE
from agent_api.erasure.domain.plan import Kind, Plan
from agent_api.identity.release_reasons import replace_reason
from agent_api.identity.speakers.persons import remove_person
from agent_api.large_clients.register.erasure import erase_contact
from agent_api.mail.letter_page import PostalAddress
from agent_api.mail.letter_service import PDF, RECEIPT, RECIPIENT
from agent_api.mail.service import erase_message
from agent_api.recordings.retention import erase_recording
from agent_api.tickets import store as tickets
from agent_api.tickets.history_store import NOTE
from agent_api.tickets.texts import StatedPetitioner, encrypt_stated
from eventlog import person_data
from storage.encryption.field_cipher import FieldCipher, row_key
from storage.tables import (
    attachment,
    customer,
    customer_change,
    customer_merge,
    customer_phone,
    customer_tie,
    disposition,
    draft,
    letter,
    ticket,
    ticket_entry,
    ticket_words,
)

NO_DOCUMENT: Final = "—"


class Removal:
    """Erases a person's items by one act; ``letter_pdf`` replaces the content of their letters."""

    def __init__(
        self,
        connection: AsyncConnection,
        cipher: FieldCipher,
        campaign: str,
        *,
        act: str,
        at: datetime,
        letter_pdf: bytes,
    ) -> None:
        self._connection, self._cipher, self._campaign = connection, cipher, campaign
        self._customer_cipher = CustomerCipher(cipher, campaign)
        self._act, self._at, self._text = act, at, erasure_notice(act)
        self._letter_pdf = base64.b64encode(letter_pdf).decode()
        self.attachment_paths: list[str] = []

    async def erase(self, plan: Plan) -> None:
        """Erase the plan's items, kind by kind."""
        keys: Mapping[Kind, list[str]] = defaultdict(list)
        for item in plan.erased:
            keys[item.kind].append(item.key)
        for kind, erase_kind in self._erasers().items():
            if keys[kind]:
                await erase_kind(keys[kind])

    def _erasers(self) -> Mapping[Kind, Callable[[list[str]], Awaitable[None]]]:
        return {
            "customer": self._customers,
            "customer_history": self._history,
            "credit_tie": self._ties,
            "caller_number": self._callers,
            "petition": self._petitions,
            "attachment": self._attachments,
            "mail": self._mails,
            "letter": self._letters,
            "recording": self._recordings,
            "draft": self._drafts,
            "note": self._notes,
        }

    def _notice(self, about: str, binding: str) -> bytes:
        return self._cipher.encrypt(self._text, field=about, row=binding)

    async def _run(self, statement: Any) -> None:
        await self._connection.execute(statement)

    async def _customers(self, ids: list[str]) -> None:
        for id_ in ids:
            columns = self._customer_cipher.encrypt_columns(
                CustomerRecord(name=self._text, document=Document("CC", NO_DOCUMENT)), id_
            )
            own = self._cipher.blind_index(id_, field="customer.erased")
            columns |= {"document_print": own, "digest": own, "name_prints": []}
            values = {**columns, "erased_by": self._act, "updated_at": self._at, "version": customer.c.version + 1}
            await self._run(update(customer).where(customer.c.id == id_).values(**values))
        await self._run(delete(customer_phone).where(customer_phone.c.customer_id.in_(ids)))

    async def _history(self, ids: list[str]) -> None:
        row = customer_change.c
        query = select(row.id, row.customer_id, row.version, row.field).where(row.id.in_(map(int, ids)))
        for each in (await self._connection.execute(query)).all():
            bindings = {side: change_binding(each.customer_id, each.version, each.field, side) for side in CHANGE_SIDES}
            values = {
                side: self._customer_cipher.encrypt_value(to_json(self._text), binding)
                for side, binding in bindings.items()
            }
            await self._run(update(customer_change).where(row.id == each.id).values(**values))

    async def _ties(self, keys: list[str]) -> None:
        row = customer_tie.c
        prints = set()
        for beneficiary, co_debtor, credit in (each.split(" ") for each in keys):
            prints |= {beneficiary, co_debtor}
            one = row.beneficiary == beneficiary, row.co_debtor == co_debtor, row.credit_print == credit
            await self._run(delete(customer_tie).where(*one))
        of_them = or_(customer_merge.c.kept.in_(prints), customer_merge.c.merged.in_(prints))
        await self._run(update(customer_merge).where(of_them).values(ties="[]"))

    async def _callers(self, refs: list[str]) -> None:
        for ref in refs:
            await person_data.erase(self._connection, ref, self._at, act=self._act)
        of_calls = ticket.c.campaign == self._campaign, ticket.c.caller_ref.in_(refs)
        await self._run(update(ticket).where(*of_calls).values(caller=""))

    async def _petitions(self, numbers: list[str]) -> None:
        row = ticket.c
        for number in numbers:
            condition, binding = (row.campaign == self._campaign, row.number == number), row_key(self._campaign, number)
            named = encrypt_stated(self._cipher, StatedPetitioner(name=self._text), binding)
            columns = {
                "text": self._notice(tickets.TEXT, binding),
                "petitioner": _replace_if_present(row.petitioner, named),
                "answer": _replace_if_present(row.answer, self._notice(tickets.ANSWER, binding)),
                "nit_print": "",
            }
            emptied = {"caller": "", "request": "", "email": None, "address": None, "annexes": None}
            await self._run(update(ticket).where(*condition).values(**columns, **emptied))
            words = ticket_words.c
            await self._run(delete(ticket_words).where(words.campaign == self._campaign, words.number == number))
            await self._history_notes(number)

    async def _history_notes(self, number: str) -> None:
        step = ticket_entry.c
        condition = step.campaign == self._campaign, step.number == number
        written = select(step.version).where(*condition, step.note.is_not(None))
        for version in (await self._connection.execute(written)).scalars().all():
            note = self._notice(NOTE, row_key(self._campaign, number, version))
            of_step = update(ticket_entry).where(*condition, step.version == version)
            await self._run(of_step.values(note=note, request=""))

    async def _attachments(self, ids: list[str]) -> None:
        deletion = delete(attachment).where(attachment.c.id.in_(ids)).returning(attachment.c.path)
        self.attachment_paths += (await self._connection.execute(deletion)).scalars()

    async def _mails(self, ids: list[str]) -> None:
        for id_ in ids:
            await erase_message(self._connection, self._cipher, id_, self._text)

    async def _letters(self, ids: list[str]) -> None:
        row = letter.c
        nobody = msgspec.json.encode(PostalAddress(name=self._text, street=())).decode()
        for id_ in ids:
            values = {
                "recipient": self._cipher.encrypt(nobody, field=RECIPIENT, row=id_),
                "pdf": self._cipher.encrypt(self._letter_pdf, field=PDF, row=id_),
                "receipt": _replace_if_present(row.receipt, self._notice(RECEIPT, id_)),
                "guide": "",
            }
            await self._run(update(letter).where(row.id == id_).values(**values))

    async def _recordings(self, ids: list[str]) -> None:
        for id_ in ids:
            await erase_recording(self._connection, id_, act=self._act)

    async def _drafts(self, keys: list[str]) -> None:
        for call_id, owner in (each.split(" ", 1) for each in keys):
            one = draft.c.campaign == self._campaign, draft.c.call_id == call_id, draft.c.owner == owner
            await self._run(delete(draft).where(*one))

    async def _notes(self, keys: list[str]) -> None:
        for table, key in (each.split(" ", 1) for each in keys):
            if table == "release":
                await replace_reason(self._connection, self._cipher, int(key), self._text)
            elif table == "speaker":
                await remove_person(self._connection, key)
            elif table == "large_client":
                await erase_contact(self._connection, self._cipher, self._campaign, key, self._text)
            else:
                await self._run(await self._note(table, key))

    async def _note(self, table: str, key: str) -> Any:
        if table == "merge":
            row = customer_merge.c
            merge = (await self._connection.execute(select(customer_merge).where(row.id == int(key)))).one()
            binding, reasons = merge_binding(merge.kept, merge.merged, merge.kept_version), _MERGE_REASONS.items()
            values = {name: _replace_if_present(row[name], self._notice(about, binding)) for name, about in reasons}
            return update(customer_merge).where(row.id == int(key)).values(values)
        row = disposition.c
        values = {"note": self._notice(DISPOSITION_NOTE, row_key(self._campaign, key)), "digest": ""}
        return update(disposition).where(row.campaign == self._campaign, row.call_id == key).values(**values)


_MERGE_REASONS = {"merge_reason": MERGE_REASON, "reason": UNMERGE_REASON}


def _replace_if_present(column: Any, value: bytes) -> Any:
    return case((column.is_not(None), literal(value)), else_=None)
