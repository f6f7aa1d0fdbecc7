"""Reports of findings as API responses."""

from typing import Any, get_args

import msgspec

from agent_api.access.principal import Principal
from agent_api.reports.findings import store
from agent_api.reports.findings.domain.coverage import coverage_of, coverage_of_visit
from agent_api.reports.findings.domain.progress import FindingReportStep, step_refusal
from agent_api.reports.findings.schemas import FindingReportDetail, FindingReportMilestone, FindingReportSummary
from agent_api.reports.findings.store import FindingReportRow
from agent_api.reports.renderers.pdf import cover_lines
from metrics.reports.document import Report
from storage.encryption.field_cipher import FieldCipher, row_key

STEP_PERMISSIONS: dict[FindingReportStep, str] = {
    "present": "finding_report.present",
    "receive": "finding_report.answer",
    "answer": "finding_report.answer",
}


def present_report_summary(row: FindingReportRow) -> FindingReportSummary:
    """Return a report as a list shows it."""
    return FindingReportSummary.model_validate(_summary_fields(row))


def present_report(
    row: FindingReportRow, report: Report | None, cipher: FieldCipher, campaign: str, reader: Principal
) -> FindingReportDetail:
    """Return a report in full; ``report`` is None until it is made."""
    answer = cipher.decrypt(row.answer, field=store.ANSWER, row=row_key(campaign, row.id)) if row.answer else None
    steps: tuple[FindingReportStep, ...] = get_args(FindingReportStep)
    return FindingReportDetail.model_validate(
        {
            **_summary_fields(row),
            "highlights": msgspec.to_builtins(report.highlights) if report else [],
            "cover": list(cover_lines(report)) if report else [],
            "digest": row.digest,
            "pdf_digest": row.pdf_digest,
            "answer": answer,
            "steps": [
                each
                for each in steps
                if reader.has_permission(STEP_PERMISSIONS[each])
                and step_refusal(row.progress, each, reader.user) is None
            ],
        }
    )


def _summary_fields(row: FindingReportRow) -> dict[str, Any]:
    is_visit = row.scope == "visit"
    coverage = coverage_of_visit(row.subject, row.first_day) if is_visit else coverage_of(row.scope, row.subject)
    return {
        "id": row.id,
        "scope": row.scope,
        "subject": row.subject,
        "period": coverage.name,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "state": row.state,
        "findings": row.findings,
        "asked": FindingReportMilestone(at=row.asked_at, by=row.asked_by, by_name=row.asked_by_name),
        "made_at": row.made_at,
        **{name: _milestone(row, name) for name in ("presented", "received", "answered")},
    }


def _milestone(row: FindingReportRow, name: str) -> FindingReportMilestone | None:
    at, by, by_name = (getattr(row, f"{name}_{part}") for part in ("at", "by", "by_name"))
    return FindingReportMilestone(at=at, by=by, by_name=by_name) if at is not None else None
