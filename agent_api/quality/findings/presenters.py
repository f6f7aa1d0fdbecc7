"""Findings as API responses, and the names of what the site classifies them by."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import get_args

import msgspec

from agent_api.access.principal import Principal
from agent_api.kit import labels
from agent_api.quality.findings import store
from agent_api.quality.findings.domain.deadline import term_on
from agent_api.quality.findings.domain.state_machine import OwnerAct, list_acts
from agent_api.quality.findings.file_store import StoredFindingFile
from agent_api.quality.findings.schemas import FindingDetail, FindingFile, FindingStep, FindingSummary
from agent_api.quality.findings.store import FindingRow, FindingStepRow
from agent_api.tickets.attachments.domain.file_type import MEDIA_TYPES
from config.site.model import Site
from config.site.quality.findings import OPERATION
from eventlog.facts.quality.finding import FindingAct
from storage.encryption.field_cipher import FieldCipher


class FindingParts(msgspec.Struct, frozen=True, kw_only=True):
    """The content of the response about one finding; ``names`` are those of people by login."""

    row: FindingRow
    names: Mapping[str, str]
    files: Sequence[StoredFindingFile]
    steps: Sequence[FindingStepRow]


def kind_name(site: Site, kind: str) -> str:
    """Return the name of a kind of finding, or its id if the site no longer has it."""
    return site.quality.findings.kinds.get(kind, kind) if site.quality else kind


def severity_name(site: Site, severity: str) -> str:
    """Return the name of a severity, or its id if the site no longer has it."""
    found = site.quality.findings.find_severity(severity) if site.quality else None
    return found.name if found else severity


def area_name(site: Site, area: str) -> str:
    """Return the name of the area of a finding, or its id if the site no longer has it."""
    if area == OPERATION:
        return labels.FINDING_OPERATION
    return site.areas[area].name if area in site.areas else area


def present_summary(row: FindingRow, site: Site, names: Mapping[str, str], today: date) -> FindingSummary:
    """Return a finding as a list shows it."""
    term = term_on(row.value, today, site.terms)
    return FindingSummary(
        id=row.id,
        source=row.source,
        reference=row.reference or None,
        kind=row.kind,
        kind_name=kind_name(site, row.kind),
        severity=row.severity,
        severity_name=severity_name(site, row.severity),
        area=row.area,
        area_name=area_name(site, row.area),
        owner=row.owner,
        owner_name=names.get(row.owner, row.owner),
        state=row.state,
        found_at=row.found_at,
        found_on=row.found_on,
        found_by=row.found_by,
        found_by_name=row.found_by_name,
        due_on=row.due_on,
        standing=term.standing,
        days=term.days,
        revision=row.revision,
    )


def present_detail(
    parts: FindingParts, site: Site, cipher: FieldCipher, reader: Principal, today: date
) -> FindingDetail:
    """Return a finding in full."""
    row, campaign = parts.row, site.campaign
    return FindingDetail(
        **present_summary(row, site, parts.names, today).model_dump(),
        description=store.decrypt_text(cipher, campaign, row.id, store.DESCRIPTION, row.description),
        action=store.decrypt_text(cipher, campaign, row.id, store.ACTION, row.action) or None,
        call=row.call or None,
        second=row.second,
        ticket=row.ticket or None,
        done_on=row.done_on,
        files=[_present_file(each) for each in parts.files],
        history=[_present_step(each, site, parts.names) for each in parts.steps],
        acts=[each for each in list_acts(row.value, reader.user) if reader.has_permission(permission_of(each))],
    )


def permission_of(act: FindingAct) -> str:
    """Return the permission that an act needs, besides what the state machine asks."""
    return "finding.act" if act in get_args(OwnerAct) else "finding.write"


def _present_step(step: FindingStepRow, site: Site, names: Mapping[str, str]) -> FindingStep:
    return FindingStep.model_validate(
        {
            "at": step.at,
            "by": step.who,
            "by_name": step.who_name,
            "act": step.act,
            "state": step.state,
            "area_name": area_name(site, step.area),
            "owner": step.owner,
            "owner_name": names.get(step.owner, step.owner),
            "due_on": step.due_on,
            "text": step.text or None,
        }
    )


def _present_file(file: StoredFindingFile) -> FindingFile:
    return FindingFile(
        id=file.id,
        name=file.name,
        media_type=MEDIA_TYPES[file.kind],
        digest=file.digest,
        stored_at=file.at,
        stored_by_name=file.who_name,
    )
