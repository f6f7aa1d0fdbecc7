"""The number of the interventoría: committed before a week, revealed after it.

Each step is one transaction with its fact. Repeating a step with the same value changes nothing.
"""

from agent_api.access.principal import Principal
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.quality.samples import store
from agent_api.quality.samples.domain.seed_rules import check_commitment, check_number
from agent_api.quality.samples.schemas import SampleSeed, SampleSeedList
from agent_api.quality.samples.store import SeedRow
from eventlog.facts import SampleSeedCommitted, SampleSeedRevealed
from metrics.quality.samples.week import Week
from storage.postgres.engine import read_connection, unit_of_work

_PAGE = 60


async def list_seeds(context: ApiContext) -> SampleSeedList:
    """Return the commitments of the last weeks, the latest first."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_seeds(connection, context.campaign, _PAGE)
    return SampleSeedList(seeds=[present_seed(each) for each in rows])


async def commit_seed(context: ApiContext, principal: Principal, week: Week, commitment: str) -> SampleSeed:
    """Store the commitment of a week.

    Raises:
        ApiError: as `check_commitment`.
    """
    async with unit_of_work(context.engine) as connection:
        now = context.now()
        earlier = await store.find_seed(connection, context.campaign, str(week), lock=True)
        check_commitment(week, commitment, earlier.commitment if earlier else None, now)
        if earlier is not None:
            return present_seed(earlier)
        row = SeedRow(
            week=str(week),
            commitment=commitment,
            committed_at=now,
            committed_by=principal.user,
            committed_by_name=principal.name,
        )
        if await store.add_commitment(connection, context.campaign, row):
            author = principal.author(at=now, site_version=context.site.version)
            fact = SampleSeedCommitted(week=row.week, commitment=commitment)
            await append_facts(connection, context.campaign, [fact], author)
            return present_seed(row)
        stored = await store.find_seed(connection, context.campaign, str(week))
        assert stored is not None
        check_commitment(week, commitment, stored.commitment, now)
        return present_seed(stored)


async def reveal_seed(context: ApiContext, principal: Principal, week: Week, number: str) -> SampleSeed:
    """Store the number of a week, so that its samples can be drawn.

    Raises:
        ApiError: as `check_number`.
    """
    async with unit_of_work(context.engine) as connection:
        now = context.now()
        row = await store.find_seed(connection, context.campaign, str(week), lock=True)
        if row is not None and row.number == number:
            return present_seed(row)
        is_drawn = await store.is_week_drawn(connection, context.campaign, str(week))
        check_number(week, number, row.commitment if row else None, now, is_drawn=is_drawn)
        revealed = {"number": number, "revealed_at": now, "revealed_by": principal.user}
        values = {**revealed, "revealed_by_name": principal.name}
        await store.set_number(connection, context.campaign, str(week), **values)
        author = principal.author(at=now, site_version=context.site.version)
        fact = SampleSeedRevealed(week=str(week), number=number)
        await append_facts(connection, context.campaign, [fact], author)
        stored = await store.find_seed(connection, context.campaign, str(week))
    assert stored is not None
    return present_seed(stored)


def present_seed(row: SeedRow) -> SampleSeed:
    """Return a commitment as the API shows it."""
    return SampleSeed(
        week=row.week,
        commitment=row.commitment,
        committed_at=row.committed_at,
        committed_by_name=row.committed_by_name,
        number=row.number,
        revealed_at=row.revealed_at,
        revealed_by_name=row.revealed_by_name,
    )
