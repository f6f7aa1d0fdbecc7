"""Write the demo's history to its journal and its tickets, before any other data exist.

It is written once, all or nothing, and like the recorder's facts: chained, projected and counted. The facts come from
`atencion.demo.call_history`, the petitions from `atencion.demo.ticket_history`, samples and evaluations from
`atencion.demo.quality`, and what people administered from `atencion.demo.administration`.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.access import users
from agent_api.kit.author import Author
from agent_api.tickets import history_store, store
from agent_api.tickets.queries.followers import new_followers
from agent_api.tickets.schemas import Petitioner
from agent_api.tickets.search.word_index import index_missing
from atencion.demo.call_history import first_day, generate_history
from atencion.demo.dispositions import PastDispositions
from atencion.demo.identity_history import IdentityChecks
from atencion.demo.quality.history import QualityHistory
from atencion.demo.quality.history_part import HistoryPart
from atencion.demo.ticket_history import PetitionEntry, Petitions, SamplePetition
from atencion.demo.users import LOGINS
from config.settings import Settings
from config.site.loader import load_sample_dialogues
from config.site.model import Site
from config.site.samples import SampleDialogue
from config.timezone import COLOMBIA
from eventlog.journal.reader import STREAM_START, read_head
from eventlog.journal.writer import write
from storage.encryption.field_cipher import FieldCipher, load_field_cipher
from storage.postgres.engine import make_engine, read_connection, unit_of_work
from storage.tables import customer, ticket, ticket_entry, ticket_follower, ticket_sequence

_BATCH = 2_000


async def add_demo_history(settings: Settings, site: Site, now: datetime) -> None:
    """Begin an empty journal with last month and this month up to yesterday.

    The logins and the sample customers exist already.

    Args:
        settings: with the addresses of both servers.
        site: with its own hours, not the demo's.
        now: aware.

    Raises:
        StorageError: PostgreSQL is away.
    """
    engine = make_engine(settings.database_url or "", name="atencion-demo")
    try:
        cipher, dialogues = load_field_cipher(settings), load_sample_dialogues(settings.site)
        parts = await _carry_out_past(engine, settings, site, cipher, now)
        await write_history(engine, site, now, cipher, dialogues, parts=parts)
    finally:
        await engine.dispose()


async def _carry_out_past(
    engine: AsyncEngine, settings: Settings, site: Site, cipher: FieldCipher, now: datetime
) -> tuple[HistoryPart, ...]:
    """Return the parts of the past that the functions of the API make; none if the journal has begun."""
    async with read_connection(engine) as connection:
        if (await read_head(connection, site.campaign)).stream != STREAM_START:
            return ()
        row = await users.find(connection, LOGINS[0])
        customers = list((await connection.execute(select(customer.c.id).order_by(customer.c.id))).scalars())
    assert row is not None  # the demo has its logins before its past
    from atencion.demo.administration.past import carry_out_past  # its nouns load while the servers start

    today = now.astimezone(COLOMBIA).date()
    office = await carry_out_past(
        engine, settings.redis_url or "", site, cipher, today=today, password_hash=str(row.password)
    )
    return office, IdentityChecks(site, customers, today)


async def write_history(
    engine: AsyncEngine,
    site: Site,
    now: datetime,
    cipher: FieldCipher,
    dialogues: Sequence[SampleDialogue] = (),
    *,
    parts: Sequence[HistoryPart] = (),
) -> int:
    """Write the history on an engine, with further `parts`; return the number of facts."""
    today, written = now.astimezone(COLOMBIA).date(), 0
    async with unit_of_work(engine) as connection:
        if (await read_head(connection, site.campaign)).stream != STREAM_START:
            return 0
        petitions, quality = Petitions(site, today), QualityHistory(site, now, dialogues)
        all_parts = (*quality.parts, *parts, PastDispositions(site.campaign))
        facts = generate_history(
            site,
            first_day(today),
            today,
            petitions=petitions,
            recorded=quality.recorded,
            parts=all_parts,
        )
        while batch := list(islice(facts, _BATCH)):
            await write(connection, site.campaign, batch, {}, cipher=cipher)
            written += len(batch)
        if petitions.all:
            await _add_tickets(connection, site.campaign, petitions.all, cipher)
        for part in all_parts:
            await part.store(connection, cipher)
    await index_missing(engine, cipher, site.campaign)
    return written


async def _add_tickets(
    connection: AsyncConnection, campaign: str, petitions: list[SamplePetition], cipher: FieldCipher
) -> None:
    """Store the tickets with their histories, and the last number of each year."""
    rows = [
        {"campaign": campaign, **msgspec.structs.asdict(_encrypted_row(each, campaign, cipher))} for each in petitions
    ]
    steps = [_row_of(each, campaign, cipher) for petition in petitions for each in petition.entries]
    years = Counter(each.filed.number[:4] for each in petitions)
    await connection.execute(insert(ticket), rows)
    await connection.execute(insert(ticket_entry), steps)
    await connection.execute(insert(ticket_follower), [row for each in petitions for row in _followers(campaign, each)])
    await connection.execute(
        insert(ticket_sequence), [{"campaign": campaign, "year": int(year), "last": n} for year, n in years.items()]
    )


def _row_of(entry: PetitionEntry, campaign: str, cipher: FieldCipher) -> dict[str, object]:
    filed, step = entry.filed, entry.step
    author = Author(actor="", at=entry.at, site_version=filed.site_version, user=entry.user, name=entry.user_name)
    return history_store.entry_row(cipher, campaign, filed, step, author=author, note=entry.note)


def _followers(campaign: str, petition: SamplePetition) -> list[dict[str, object]]:
    filed = petition.filed
    keys = {key for each in petition.entries for key in new_followers(each.filed, each.step, each.user)}
    row = {"campaign": campaign, "number": filed.number, "closed_at": filed.closed_at}
    return [{**row, "follower": key} for key in sorted(keys)]


def _encrypted_row(petition: SamplePetition, campaign: str, cipher: FieldCipher) -> store.FiledTicket:
    name, document = petition.petitioner
    associated_data = store.associated_data_of(campaign, petition.filed)
    asks = Petitioner(name=name, document=document, representative=None).model_dump_json()
    return store.with_columns(
        petition.filed,
        text=cipher.encrypt(petition.text, field=store.TEXT, row=associated_data),
        petitioner=cipher.encrypt(asks, field=store.PETITIONER, row=associated_data),
        email=cipher.encrypt(petition.email, field=store.EMAIL, row=associated_data),
        answer=cipher.encrypt(petition.answer, field=store.ANSWER, row=associated_data) if petition.answer else None,
    )
