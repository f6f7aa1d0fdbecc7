"""Store the counts of indicators in PostgreSQL: a fold of the journal, saved after each batch.

Owns the tables indicator_count, indicator_fold and indicator_caller. The fold is `metrics.indicators`; counts, state
and position change in one transaction. Any process may therefore continue the count, a crash leaves no half-counted
batch, and a recount from the start gives the same counts.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from agent_api.indicators.periods import closed_periods
from agent_api.indicators.queries import COUNTS_DECODER, StoredCounts
from config.site.oversight.indicators import IndicatorDefinition
from eventlog.facts import CallEnded, CallIngressed, CallReceived, Envelope, IdentityVerified
from eventlog.journal.codec import read_canonical
from metrics.indicators.aggregation import period_start
from metrics.indicators.cells import DETAILS, CellKey, add_into, slot_of
from metrics.indicators.ledger import MARK, month_of, oldest_month, repeat_days_of
from metrics.indicators.recount import FOLD_VERSION, Recount, in_progress_keys
from metrics.indicators.results import slot_start
from metrics.indicators.state import CallerState, State, state_from_json, state_to_json
from storage.postgres.engine import read_connection, unit_of_work
from storage.tables import indicator_caller, indicator_count, indicator_fold, journal

BATCH_SIZE: Final = 5_000
"""Facts in a transaction, which takes about 0.1 s."""
CallerRows = dict[str, CallerState | str]
_caller_decoder = msgspec.json.Decoder(CallerState | str)


class _CountRow(NamedTuple):
    whole_day: bool
    slot: datetime
    line: str
    queue: str


async def count_new_facts(
    engine: AsyncEngine,
    campaign: str,
    definitions: Iterable[IndicatorDefinition],
    *,
    batch: int = BATCH_SIZE,
    max_batches: int = 1,
    recount: bool = True,
) -> bool:
    """Count the facts that the journal holds beyond the counted position.

    Args:
        engine: PostgreSQL.
        campaign: the campaign of the journal.
        definitions: those of the site, used beside those of closed months. If they ask for other returning callers than
            before, a recount is needed.
        batch: facts per transaction.
        max_batches: the maximum number of transactions.
        recount: whether to recount then. Only one process recounts, since two may know different sites for a while.

    Returns:
        Whether everything is counted that was journaled when the last transaction began.

    Raises:
        StorageError: PostgreSQL is away.
    """
    all_definitions = (*definitions, *await _closed_definitions(engine, campaign))
    for _ in range(max_batches):
        async with unit_of_work(engine) as connection:
            if await _count_batch(connection, campaign, all_definitions, batch, may_recount=recount) < batch:
                return True
    return False


async def _count_batch(
    connection: AsyncConnection,
    campaign: str,
    definitions: Sequence[IndicatorDefinition],
    batch: int,
    *,
    may_recount: bool,
) -> int:
    position = await _lock_fold(connection, campaign, definitions, may_recount=may_recount)
    if position is None:
        return 0
    seq, state = position
    rows = await _rows(connection, campaign, seq, batch)
    if not rows:
        return 0
    envelopes = await asyncio.to_thread(_read, rows)
    before = await _load_callers(connection, campaign, state, envelopes)
    counted, after = await asyncio.to_thread(_fold, definitions, before, envelopes)
    await add_counts(connection, campaign, counted)
    await _save_callers(connection, campaign, before, after)
    await _save_fold(connection, campaign, rows[-1].seq, envelopes[-1].at, after)
    return len(rows)


def _read(rows: Iterable[Any]) -> list[Envelope]:
    return [read_canonical(row.bytes) for row in rows]


def _fold(
    definitions: Sequence[IndicatorDefinition], state: State, envelopes: Iterable[Envelope]
) -> tuple[dict[CellKey, dict[str, int]], State]:
    """Return the counts of a batch and the state after it."""
    recount = Recount(definitions, state=state)
    recount.add_all(envelopes)
    return recount.counts(), recount.state()


async def _closed_definitions(engine: AsyncEngine, campaign: str) -> list[IndicatorDefinition]:
    async with read_connection(engine) as connection:
        return [each for closed in await closed_periods(connection, campaign) for each in closed.definitions]


async def _lock_fold(
    connection: AsyncConnection, campaign: str, definitions: Sequence[IndicatorDefinition], *, may_recount: bool
) -> tuple[int, State] | None:
    """Lock the fold until the transaction ends.

    Counts of another fold are deleted; None if that is not allowed.
    """
    fold = f"{FOLD_VERSION}:{','.join(map(str, repeat_days_of(definitions)))}"
    first = {"campaign": campaign, "fold": fold, "seq": 0, "state": state_to_json(State()), "going_on": b"[]"}
    await connection.execute(insert(indicator_fold).values(first).on_conflict_do_nothing())
    row = indicator_fold.c
    query = select(row.fold, row.seq, row.state).where(row.campaign == campaign).with_for_update()
    stored = (await connection.execute(query)).one()
    if stored.fold == fold:
        return stored.seq, state_from_json(stored.state)
    if not may_recount:
        return None
    for table in (indicator_count, indicator_caller):
        await connection.execute(delete(table).where(table.c.campaign == campaign))
    await connection.execute(update(indicator_fold).where(row.campaign == campaign).values({**first, "at": None}))
    return 0, State()


async def _rows(connection: AsyncConnection, campaign: str, after: int, batch: int) -> Sequence[Any]:
    query = select(journal.c.seq, journal.c.bytes).where(journal.c.campaign == campaign, journal.c.seq > after)
    return (await connection.execute(query.order_by(journal.c.seq).limit(batch))).all()


async def add_counts(connection: AsyncConnection, campaign: str, counted: Mapping[CellKey, dict[str, int]]) -> None:
    """Add counts to the stored ones of the interval and of the local day.

    The transaction must hold the lock of the fold.
    """
    new_counts: dict[_CountRow, StoredCounts] = {}
    for key, cell in counted.items():
        day = period_start("day", key.slot, 0)
        for row in (_CountRow(False, slot_start(key.slot), *key[1:3]), _CountRow(True, slot_start(day), *key[1:3])):
            add_into(new_counts.setdefault(row, {}).setdefault(key.population, {}), cell)
    for row, counts in await _stored_counts(connection, campaign, new_counts):
        for population, cell in counts.items():
            add_into(new_counts[row].setdefault(population, {}), cell)
    rows = [
        {"campaign": campaign, **row._asdict(), **_encoded(_without_zeros(counts))}
        for row, counts in new_counts.items()
    ]
    if rows:
        statement = insert(indicator_count)
        key_columns = [column.name for column in indicator_count.primary_key]
        new_values = {name: statement.excluded[name] for name in ("counts", "details")}
        changed = statement.on_conflict_do_update(index_elements=key_columns, set_=new_values)
        await connection.execute(changed, rows)


def _encoded(counts: StoredCounts) -> dict[str, bytes | None]:
    """Return the columns of a row: the counts that figures read, and apart those of breakdowns."""
    of_figures = {population: cell for population, cell in counts.items() if population not in DETAILS}
    details = {population: cell for population, cell in counts.items() if population in DETAILS}
    encoded = msgspec.json.encode(details, order="deterministic") if details else None
    return {"counts": msgspec.json.encode(of_figures, order="deterministic"), "details": encoded}


def _without_zeros(counts: StoredCounts) -> StoredCounts:
    """Drop zero counts, which remain when a call that was set aside takes back its counts."""
    cells = {population: {name: n for name, n in cell.items() if n} for population, cell in counts.items()}
    return {population: cell for population, cell in cells.items() if cell}


async def _stored_counts(
    connection: AsyncConnection, campaign: str, rows: Collection[_CountRow]
) -> list[tuple[_CountRow, StoredCounts]]:
    """Return the stored counts of those rows that exist."""
    c = indicator_count.c
    stored: list[tuple[_CountRow, StoredCounts]] = []
    for whole_day in (False, True):
        slots = {row.slot for row in rows if row.whole_day == whole_day}
        query = select(c.slot, c.line, c.queue, c.counts, c.details).where(
            c.campaign == campaign, c.whole_day.is_(whole_day), c.slot.in_(slots)
        )
        for slot, line, queue, counts, details in await connection.execute(query):
            row = _CountRow(whole_day, slot, line, queue)
            if row in rows:
                parts = COUNTS_DECODER.decode(counts) | (COUNTS_DECODER.decode(details) if details else {})
                stored.append((row, parts))
    return stored


async def _load_callers(
    connection: AsyncConnection, campaign: str, state: State, envelopes: Iterable[Envelope]
) -> State:
    """Add the stored state of all callers that the batch may change, under any of their names."""
    names, months = _caller_names(state, envelopes)
    callers: dict[str, CallerState] = {}
    links: dict[str, str] = {}
    row = indicator_caller.c
    while names:
        query = select(row.month, row.line, row.customer_ref, row.seen)
        of_months = query.where(row.campaign == campaign, row.month.in_(months))
        missing = set[str]()
        for month, line, name, encoded in await connection.execute(of_months.where(row.customer_ref.in_(names))):
            caller = _caller_decoder.decode(encoded)
            if isinstance(caller, str):
                links[f"{month}|{line}|{name}"] = caller
                missing.add(caller)
            else:
                callers[f"{month}|{line}|{name}"] = caller
        names = {name.split("|", 2)[2] for name in missing - callers.keys() - links.keys()}
    return msgspec.structs.replace(state, callers=callers, links=links)


def _caller_names(state: State, envelopes: Iterable[Envelope]) -> tuple[set[str], set[str]]:
    """Return the caller marks and customers that a batch may change, and their months."""
    calls = state.calls | state.lingering
    names, months = set[str](), {month_of(each.slot) for each in calls.values()}
    for each in envelopes:
        fact = each.fact
        if isinstance(fact, CallIngressed | CallReceived):
            months.add(month_of(slot_of(each.at)))
        if isinstance(fact, CallIngressed) and fact.caller_mark:
            names.add(f"{MARK}{fact.caller_mark}")
        elif isinstance(fact, IdentityVerified):
            names.add(fact.customer_ref)
        call = calls.get(each.call_id) if isinstance(fact, IdentityVerified | CallEnded) else None
        if call is not None and call.caller:
            names.add(call.caller.split("|", 2)[2])
    return names, months


async def _save_callers(connection: AsyncConnection, campaign: str, before: State, state: State) -> None:
    """Store the changed callers; delete those of months whose calls can no longer be verified."""
    row = indicator_caller.c
    oldest = oldest_month(state.month, (*state.calls.values(), *state.lingering.values()))
    await connection.execute(delete(indicator_caller).where(row.campaign == campaign, row.month < oldest))
    previous: CallerRows = {**before.callers, **before.links}
    current: CallerRows = {**state.callers, **state.links}
    rows = []
    for key, caller in current.items():
        month, line, name = key.split("|", 2)
        if previous.get(key) != caller and month >= oldest:
            row_key = {"campaign": campaign, "month": month, "line": line, "customer_ref": name}
            rows.append({**row_key, "seen": msgspec.json.encode(caller)})
    if not rows:
        return
    statement = insert(indicator_caller)
    key_columns = [column.name for column in indicator_caller.primary_key]
    await connection.execute(
        statement.on_conflict_do_update(index_elements=key_columns, set_={"seen": statement.excluded.seen}), rows
    )


async def _save_fold(connection: AsyncConnection, campaign: str, seq: int, at: datetime, state: State) -> None:
    encoded_state = state_to_json(msgspec.structs.replace(state, callers={}, links={}))
    in_progress = msgspec.json.encode(tuple(in_progress_keys(state)))
    statement = update(indicator_fold).where(indicator_fold.c.campaign == campaign)
    await connection.execute(statement.values(seq=seq, at=at, state=encoded_state, going_on=in_progress))
