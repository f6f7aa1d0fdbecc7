"""Findings as other nouns may read them."""

from datetime import date
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access.user_names import load_names
from agent_api.kit import labels
from agent_api.quality.findings import store
from agent_api.quality.findings.domain.deadline import term_on
from agent_api.quality.findings.domain.record import FindingRecord
from agent_api.quality.findings.presenters import area_name, kind_name, severity_name
from agent_api.quality.findings.store import FindingFilter, FindingRow
from config.site.model import Site
from storage.encryption.field_cipher import FieldCipher

_MOST: Final = 10_000


async def list_records(
    connection: AsyncConnection,
    cipher: FieldCipher,
    site: Site,
    today: date,
    *,
    visit: str = "",
    first: date | None = None,
    last: date | None = None,
) -> list[FindingRecord]:
    """Return the findings of a visit, or those found between two local days, the first one first."""
    filter_ = FindingFilter(begins=first, ends=last)
    if visit:
        filter_ = FindingFilter(source="visit", reference=visit)
    rows = await store.page(connection, site.campaign, filter_, sort="found_at", limit=_MOST)
    names = await load_names(connection, site, cipher, {each.owner for each in rows})
    return [_record(row, cipher, site, today, owner=names.get(row.owner, row.owner)) for row in rows]


async def has_finding(connection: AsyncConnection, campaign: str, id_: str) -> bool:
    """Return whether there is a finding with this number."""
    return await store.find(connection, campaign, id_) is not None


def _record(row: FindingRow, cipher: FieldCipher, site: Site, today: date, *, owner: str) -> FindingRecord:
    term = term_on(row.value, today, site.terms)
    severities = [each.severity for each in site.quality.findings.severities] if site.quality else []
    return FindingRecord(
        id=row.id,
        kind=kind_name(site, row.kind),
        severity=severity_name(site, row.severity),
        severity_rank=severities.index(row.severity) if row.severity in severities else -1,
        area=area_name(site, row.area),
        owner=owner,
        source=" ".join(filter(None, (labels.FINDING_SOURCES[row.source], row.reference))),
        state=row.state,
        state_name=labels.FINDING_STATES[row.state],
        found_on=row.found_on,
        due_on=row.due_on,
        done_on=row.done_on,
        standing=term.standing,
        term=labels.finding_term(term.standing, term.days),
        description=store.decrypt_text(cipher, site.campaign, row.id, store.DESCRIPTION, row.description),
        action=store.decrypt_text(cipher, site.campaign, row.id, store.ACTION, row.action),
    )
