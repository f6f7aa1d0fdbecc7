"""Build the report of users of a month from the journal and the requests for rights.

Owns that the cost does not grow with the past: a search finds the rows of the month, and the index `journal_accounts`
its few facts of accounts.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import load_names
from agent_api.access_reviews.queries import reviews_by_request
from agent_api.reports.accounts.domain.document import account_document
from agent_api.reports.accounts.domain.movements import MOVEMENT_FACTS, AccountMovement, ApprovedRequest, movements_of
from agent_api.reports.context import ReportContext
from agent_api.reports.domain.display_names import display_names
from agent_api.rights.approval_policy import TERMINAL_USER, RightsRequest
from agent_api.rights.queries import find_requests
from config.timezone import COLOMBIA
from eventlog.facts import Envelope, RightsApproved
from eventlog.journal.codec import read_canonical
from eventlog.journal.ranges import first_row_from, read_typed_bytes
from eventlog.journal.reader import read_head
from metrics.reports.document import Origin, Report
from metrics.reports.periods import Period, period_of
from storage.postgres.engine import snapshot

_TYPES = tuple(str(each.__struct_config__.tag) for each in MOVEMENT_FACTS)


async def build_account_report(context: ReportContext, first: date, now: datetime) -> Report:
    """Build the report of the month of a local day.

    Raises:
        DecryptionFailed: a person's name was encrypted with another key.
        StorageError: PostgreSQL is away.
    """
    site, period = context.site, period_of("accounts", first)
    async with snapshot(context.engine) as connection:
        link = (await read_head(connection, site.campaign)).link
        movements = await _load_movements(connection, site.campaign, period, link.seq)
        logins = {name for each in movements for name in (each.user, *map(_login_of, (each.by, each.approved_by)))}
        names = await load_names(connection, site, context.cipher, logins)
    return account_document(
        movements,
        display_names(names),
        period,
        entity=site.entity,
        brand=site.branding.name,
        origin=Origin(seq=link.seq, hash=link.hash.hex(), site_version=site.version),
        until="" if now >= period.ends else f"hasta las {now.astimezone(COLOMBIA):%H:%M del %d/%m/%Y}",
        made_at=now,
    )


async def _load_movements(
    connection: AsyncConnection, campaign: str, period: Period, last: int
) -> list[AccountMovement]:
    begins = await first_row_from(connection, campaign, period.begins, last)
    ends = await first_row_from(connection, campaign, period.ends, last)
    rows = await read_typed_bytes(connection, campaign, begins, ends - 1, _TYPES)
    facts = [read_canonical(each) for each in rows]
    return movements_of(facts, await _load_requests(connection, campaign, facts))


async def _load_requests(
    connection: AsyncConnection, campaign: str, facts: Sequence[Envelope]
) -> dict[str, ApprovedRequest]:
    ids = [each.fact.request for each in facts if isinstance(each.fact, RightsApproved)]
    reviews = await reviews_by_request(connection, campaign, ids)
    requests = await find_requests(connection, campaign, ids)
    return {
        each.id: ApprovedRequest(
            asked_by="system" if each.asked_by == TERMINAL_USER else f"user:{each.asked_by}",
            grants=_grants_of(each),
            review=reviews.get(each.id, ""),
        )
        for each in requests
    }


def _grants_of(request: RightsRequest) -> int:
    """Return how many facts of roles or accounts follow an approval."""
    return {"roles": len(request.content.get("roles", ())), "enable": 1, "token": 0}[request.kind]


def _login_of(actor: str) -> str:
    return actor.partition(":")[2]
