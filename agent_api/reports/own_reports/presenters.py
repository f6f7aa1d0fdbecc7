"""Build the responses about own reports."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from agent_api.access.principal import Principal
from agent_api.mail.queries import MailDelivery
from agent_api.reports.own_reports.domain.catalogue import (
    FAMILY_NAMES,
    GROUPING_NAMES,
    allowed_groups,
    figures_of,
    find_fault,
)
from agent_api.reports.own_reports.domain.report_days import PERIOD_NAMES, days_in_words
from agent_api.reports.own_reports.domain.schedule import schedule_in_words
from agent_api.reports.own_reports.schemas import (
    CatalogueFigureItem,
    CatalogueReader,
    NamedItem,
    OwnReport,
    OwnReportCatalogue,
    OwnReportDelivery,
    OwnReportRun,
    OwnReportRunContent,
    OwnReportSummary,
)
from agent_api.reports.own_reports.store import DeliveryRow, OwnReportRow, RunRow
from agent_api.reports.renderers.pdf import cover_lines
from config.site.model import Site
from metrics.reports.document import Report
from metrics.reports.periods import Period


def present_catalogue(site: Site, readers: Sequence[CatalogueReader]) -> OwnReportCatalogue:
    """Build the catalogue of a site."""
    figures = [
        CatalogueFigureItem(
            id=each.id,
            family=each.family,
            name=each.name,
            groups=[list(groups) for groups in allowed_groups(site, each)],
            filters=each.family != "timeliness" and any("line" in groups for groups in allowed_groups(site, each)),
        )
        for each in figures_of(site)
    ]
    return OwnReportCatalogue(
        figures=figures,
        families=_items(FAMILY_NAMES),
        groupings=_items(GROUPING_NAMES),
        periods=_items(PERIOD_NAMES),
        lines=[NamedItem(id=id_, name=each.name) for id_, each in site.lines.items()],
        queues=[NamedItem(id=id_, name=each.name) for id_, each in site.queues.items()],
        readers=list(readers),
    )


def present_summary(row: OwnReportRow, principal: Principal, names: Mapping[str, str]) -> OwnReportSummary:
    """Build the line of a report in a list."""
    return OwnReportSummary(**_summary_fields(row, principal, names))


def present_report(row: OwnReportRow, principal: Principal, names: Mapping[str, str], site: Site) -> OwnReport:
    """Build a report with its definition."""
    fault = find_fault(site, row.definition)
    fields = msgspec.to_builtins({"definition": row.definition, "schedule": row.schedule})
    return OwnReport(
        **_summary_fields(row, principal, names),
        version=row.version,
        **fields,
        formats=list(row.formats),
        recipient_users=[NamedItem(id=each, name=names.get(each, each)) for each in row.recipients],
        fault=fault.text if fault else "",
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def present_run(
    row: RunRow, deliveries: Sequence[DeliveryRow], mails: Mapping[str, MailDelivery], names: Mapping[str, str]
) -> OwnReportRun:
    """Build a run with its outcome for each recipient."""
    return OwnReportRun(**_run_fields(row, deliveries, mails, names))


def present_run_content(run: OwnReportRun, report: Report) -> OwnReportRunContent:
    """Build a run with its tables."""
    sections = msgspec.to_builtins(report.sections)
    return OwnReportRunContent(
        **run.model_dump(),
        title=report.title,
        period=report.period,
        until=report.until,
        cover=list(cover_lines(report)),
        sections=sections,
    )


def period_in_words(row: OwnReportRow) -> str:
    """Return the period of a report in words."""
    period = row.definition.period
    if period.first is not None and period.last is not None:
        return days_in_words(Period(period.first, period.last))
    return PERIOD_NAMES[period.kind]


def _items(names: Mapping[Any, str]) -> list[NamedItem]:
    return [NamedItem(id=id_, name=name) for id_, name in names.items()]


def _summary_fields(row: OwnReportRow, principal: Principal, names: Mapping[str, str]) -> dict[str, Any]:
    own = row.owner == principal.user
    return {
        "id": row.id,
        "title": row.title,
        "owner": row.owner,
        "owner_name": names.get(row.owner, row.owner),
        "own": own,
        "can_transfer": own or principal.has_permission("own_report.manage"),
        "shared": row.shared,
        "state": row.state,
        "stop_cause": row.stop_cause,
        "schedule_words": schedule_in_words(row.schedule) if row.schedule else "",
        "period_words": period_in_words(row),
        "next_at": row.next_at,
        "last_run_at": row.last_run_at,
        "recipients": len(row.recipients),
    }


def _run_fields(
    row: RunRow, deliveries: Sequence[DeliveryRow], mails: Mapping[str, MailDelivery], names: Mapping[str, str]
) -> dict[str, Any]:
    fields = msgspec.structs.asdict(row)
    del fields["site_version"], fields["owner"]
    seq, head = fields.pop("seq"), fields.pop("head")
    return {
        **fields,
        "journal_seq": seq,
        "journal_head": head,
        "deliveries": [_delivery(each, mails.get(each.mail), names) for each in deliveries if each.run == row.id],
    }


def _delivery(row: DeliveryRow, mail: MailDelivery | None, names: Mapping[str, str]) -> OwnReportDelivery:
    return OwnReportDelivery(
        user=row.user,
        name=names.get(row.user, row.user),
        outcome=row.outcome,
        mail_state=mail.state if mail else None,
        answer_code=mail.answer_code if mail else 0,
        settled_at=mail.settled_at if mail else None,
    )
