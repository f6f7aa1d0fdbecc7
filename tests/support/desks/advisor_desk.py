"""A client of the API that acts as advisors and makes their calls."""

import asyncio
import contextlib
import json
from datetime import date
from typing import Any

import httpx2
import msgspec
from sqlalchemy import delete, insert, text

from agent_api.access import sessions, users
from call_router.acts import CallCard
from eventlog.facts import Envelope, MenuSelected
from eventlog.outbox_relay import relay_outbox
from eventlog.person import make_person
from eventlog.person_cipher import encrypt_person
from storage.postgres.engine import unit_of_work
from storage.tables import account_role
from tests.support.api.api_rig import ApiRig
from tests.support.facts.call_logs import SEALER
from tests.support.known_customers import NewCustomer, add
from tests.support.router.campaign_rig import CAMPAIGN, call_ingressed

NUMBER = "3001112201"
MENU_CHOICE = MenuSelected(line="nacional", menu="nacional", option="1")
PETITION_FORM = {
    "kind": "queja",
    "theme": "trato",
    "subtheme": "asesor_telefonico",
    "text": "Me colgaron dos veces. «Ñandú» 🙂",
}


class AdvisorDesk:
    """A campaign whose advisors have calls."""

    def __init__(self, rig: ApiRig) -> None:
        self.rig = rig
        self.campaign_rig = rig.campaign_rig
        self._at_the_door = asyncio.Lock()

    async def ask(self, user: str, method: str, path: str, **more: Any) -> httpx2.Response:
        """Send a request as a user: ``asesor1`` is an advisor, ``supervisor:sup1`` has another role."""
        role, _, name = user.rpartition(":")
        headers = {"Authorization": f"Bearer {await self._token(name, role or 'asesor')}", **more.pop("headers", {})}
        return await self.rig.client.request(method, f"/api/v1{path}", headers=headers, **more)

    async def _token(self, name: str, role: str) -> str:
        """Return the token of a new session of a user with exactly this role."""
        now = self.rig.now
        async with self._at_the_door, unit_of_work(self.rig.engine) as connection:
            if await users.find(connection, name) is None:
                await users.add(connection, SEALER, name, full_name=name.title(), password_hash="", now=now)
            granted = {"user": name, "campaign": CAMPAIGN}
            await connection.execute(delete(account_role).filter_by(**granted))
            await connection.execute(insert(account_role).values(**granted, role=role, begins_on=date(2020, 1, 1)))
            token, _ = await sessions.begin(connection, name, now)
        return token

    async def file(self, user: str, key: str = "key-00000001", **form: Any) -> httpx2.Response:
        """File a petition."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return await self.ask(user, "POST", "/tickets", content=json.dumps({**PETITION_FORM, **form}), headers=headers)

    async def talk(self, call: str, advisor: str = "asesor1", caller: str = NUMBER) -> None:
        """Bring in a call from a number and answer it as the advisor."""
        await self.ring(call, advisor, caller)
        await self.campaign_rig.answer(call, advisor)
        await self.rig.record()

    async def ring(self, call: str, advisor: str = "asesor1", caller: str = NUMBER) -> None:
        """Bring in a call from a number and let it ring at the advisor."""
        person = encrypt_person(make_person(caller, call.encode().ljust(32, b".")), SEALER)
        fact = msgspec.structs.replace(call_ingressed(), caller_ref=person.ref, caller_commitment=person.commitment)
        people = {person.ref: person.encoded} if person.ref else {}
        await self.campaign_rig.ready(advisor)
        card = CallCard(line="nacional", caller_ref=person.ref)
        await self.campaign_rig.commit(self.campaign_rig.act(call, fact, MENU_CHOICE, person=people, card=card))
        await self.campaign_rig.enqueue(call, card=card)

    async def hang_up(self, call: str) -> None:
        """Hang up as the caller."""
        await self.campaign_rig.end(call, "answered")
        await self.rig.record()

    async def add_customer(self, id_: str, name: str, *phones: str, document: str = "") -> None:
        """Add a customer; without a document they get one of their own."""
        document = document or f"52900{sum(id_.encode()):05}"
        customer = NewCustomer(id=id_, name=name, document=document, phones=phones)
        async with unit_of_work(self.rig.engine) as connection:
            await add(connection, SEALER, CAMPAIGN, [customer], self.rig.now)

    async def journaled_facts(self, type_: str) -> list[Envelope]:
        """Return the journaled facts of a type once the whole outbox is in the log."""
        carrying = asyncio.create_task(relay_outbox(CAMPAIGN, self.rig.engine, self.campaign_rig.router))
        async with asyncio.timeout(30):
            while await self._count_waiting_facts():
                await self.rig.record()
            await self.rig.record()
        carrying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await carrying
        return [each async for each in self.rig.journal.envelopes() if type(each.fact).__name__ == type_]

    async def _count_waiting_facts(self) -> int:
        """Count the facts of this campaign in the outbox; no recorder journals those of practices."""
        query = text("SELECT count(*) FROM outbox WHERE campaign = :campaign")
        async with unit_of_work(self.rig.engine) as connection:
            return int(await connection.scalar(query, {"campaign": CAMPAIGN}) or 0)

    async def rows(self, table: str) -> int:
        """Count the rows of a table."""
        async with unit_of_work(self.rig.engine) as connection:
            return int(await connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)

    async def bytes_of(self, table: str) -> bytes:
        """Return the whole content of a table as PostgreSQL prints it, with binary values unchanged."""
        async with unit_of_work(self.rig.engine) as connection:
            rows = (await connection.execute(text(f"SELECT * FROM {table}"))).all()
        return b"\n".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in rows
            for value in row
        )
