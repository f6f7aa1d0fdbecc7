"""Weekly samples: list them, show one, and replace an item that cannot be evaluated.

A replacement is one transaction with its fact; it takes the next item of the same stratum in the order of the draw.
"""

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.principal import Principal
from agent_api.access.user_names import load_names
from agent_api.kit.author import Author
from agent_api.kit.context import ApiContext
from agent_api.kit.facts import append_facts
from agent_api.quality.item_claims import find_claim, lock_items
from agent_api.quality.samples import store
from agent_api.quality.samples.presenters import present_sample, present_summary
from agent_api.quality.samples.problems import (
    AlreadyReplaced,
    ItemEvaluated,
    NoSuchSample,
    NotDrawn,
    NotInSample,
    ReserveExhausted,
    UnknownReason,
)
from agent_api.quality.samples.schemas import Sample, SamplePage, SampleQuery
from agent_api.quality.samples.store import ItemRow, SampleCounts, SampleRow
from config.site.model import Site
from eventlog.facts import SampleItemReplaced
from storage.postgres.engine import read_connection, snapshot, unit_of_work


async def list_samples(context: ApiContext, query: SampleQuery) -> SamplePage:
    """Return a page of samples; a week with all its channels is on one page."""
    async with read_connection(context.engine) as connection:
        rows = await store.list_samples(connection, context.campaign, query.channel, query.limit + 1, query.before)
    page = rows[: query.limit]
    if len(rows) > query.limit and rows[query.limit].sample.week == page[-1].sample.week:
        page = [each for each in page if each.sample.week != rows[query.limit].sample.week] or page
    has_more = len(rows) > len(page)
    now = context.now()
    return SamplePage(
        samples=[present_summary(each, now) for each in page], next=page[-1].sample.week if has_more else None
    )


async def get_sample(context: ApiContext, principal: Principal, sample_id: str) -> Sample:
    """Return a sample with its strata and items, as the reader may see them.

    Raises:
        NoSuchSample: it has no plan.
    """
    async with snapshot(context.engine) as connection:
        row = await _find(connection, context.campaign, sample_id)
        return await _load(connection, context, principal, row)


async def replace_item(context: ApiContext, principal: Principal, sample_id: str, item: str, reason: str) -> Sample:
    """Replace an item by the next one of its stratum; the same reason again changes nothing.

    Raises:
        NoSuchSample: the sample has no plan.
        NotDrawn: it is not drawn yet.
        NotInSample: it does not have the item.
        UnknownReason: the site has no such reason.
        AlreadyReplaced: the item was replaced with another reason.
        ItemEvaluated: it has an evaluation.
        ReserveExhausted: the stratum has no further item.
    """
    async with unit_of_work(context.engine) as connection:
        now = context.now()
        await lock_items(connection, context.campaign)
        sample = await _find(connection, context.campaign, sample_id, lock=True)
        if sample.drawn_at is None:
            raise NotDrawn
        items = await store.list_items(connection, context.campaign, sample.week, sample.channel)
        old = next((each for each in items if each.item == item), None)
        if old is None:
            raise NotInSample
        if not _is_replaced(old, reason):
            _check_reason(context.site, reason)
            await _check_claim(connection, context.campaign, sample, item)
            new = await _next_item(connection, context.campaign, sample, old, items)
            author = principal.author(at=now, site_version=context.site.version)
            marked = msgspec.structs.replace(
                old, reason=reason, replaced_at=now, replaced_by=principal.user, replaced_by_name=principal.name
            )
            await _store_replacement(connection, context.campaign, sample, marked, new, author=author)
        return await _load(connection, context, principal, sample)


async def _find(connection: AsyncConnection, campaign: str, sample_id: str, *, lock: bool = False) -> SampleRow:
    week, _, channel = sample_id.rpartition("-")
    row = await store.find_sample(connection, campaign, week, channel, lock=lock)
    if row is None:
        raise NoSuchSample
    return row


async def _load(connection: AsyncConnection, context: ApiContext, principal: Principal, row: SampleRow) -> Sample:
    site = context.site
    items = await store.list_items(connection, site.campaign, row.week, row.channel)
    strata = await store.list_strata(connection, site.campaign, row.week, row.channel)
    seed = await store.find_seed(connection, site.campaign, row.week)
    replaced = sum(each.replaced_at is not None for each in items)
    names = None
    if not _hides_advisors(site, principal):
        names = await load_names(connection, site, context.cipher, {each.advisor for each in strata})
    return present_sample(site, SampleCounts(row, replaced, seed), strata, items, context.now(), names=names)


def _hides_advisors(site: Site, principal: Principal) -> bool:
    """Return whether the reader is to evaluate the items without knowing whose work they are."""
    return bool(site.quality and site.quality.evaluations.pseudonymous and principal.has_permission("evaluation.write"))


def _is_replaced(item: ItemRow, reason: str) -> bool:
    if item.reason is not None and item.reason != reason:
        raise AlreadyReplaced(item.replaced_by_name or "")
    return item.reason is not None


def _check_reason(site: Site, reason: str) -> None:
    if site.quality is None or reason not in site.quality.sampling.replacement_reasons:
        raise UnknownReason


async def _check_claim(connection: AsyncConnection, campaign: str, sample: SampleRow, item: str) -> None:
    claim = await find_claim(connection, campaign, sample.channel, item)
    if claim is not None:
        raise ItemEvaluated(claim.evaluation, claim.evaluator_name, signed=claim.signed)


async def _next_item(
    connection: AsyncConnection, campaign: str, sample: SampleRow, old: ItemRow, items: list[ItemRow]
) -> ItemRow:
    """Return the first item of the reserve that has not entered the sample."""
    strata = await store.list_strata(connection, campaign, sample.week, sample.channel)
    key = (old.line, old.advisor)
    stratum = next(each for each in strata if (each.line, each.advisor) == key)
    used = sum((each.line, each.advisor) == key for each in items) - stratum.size
    if used >= len(stratum.reserve):
        raise ReserveExhausted
    return ItemRow(
        item=stratum.reserve[used],
        line=old.line,
        advisor=old.advisor,
        position=stratum.size + used + 1,
        replaces=old.item,
    )


async def _store_replacement(
    connection: AsyncConnection, campaign: str, sample: SampleRow, old: ItemRow, new: ItemRow, *, author: Author
) -> None:
    assert old.reason is not None
    await store.mark_replaced(connection, campaign, sample, old)
    await store.add_item(connection, campaign, sample, new)
    fact = SampleItemReplaced(
        week=sample.week,
        channel=sample.channel,
        item=old.item,
        replacement=new.item,
        position=new.position,
        reason=old.reason,
    )
    await append_facts(connection, campaign, [fact], author)
