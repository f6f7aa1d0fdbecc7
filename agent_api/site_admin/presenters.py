"""Publications of the site as responses, and a version as the folder that a person can edit."""

import asyncio
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, Final

from agent_api.kit.context import ApiContext
from agent_api.site_admin.drafts.domain.gate import GateResult
from agent_api.site_admin.publications.domain.publication import Publication
from agent_api.site_admin.schemas import (
    FailedTryOut,
    GateOut,
    PublicationDetail,
    PublicationOut,
    SiteComplaint,
    SiteDifference,
)
from agent_api.site_admin.versions import read_document_of
from config.errors import Complaint
from config.site.documents.differences import describe_differences
from config.site.documents.folder import folder_files
from config.site.documents.labels import section_label
from storage.postgres.engine import read_connection

_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The same version gives the same bytes."""


def present_publication(publication: Publication, ends_at: Any) -> PublicationOut:
    """Build a publication; ``ends_at`` is when the next one takes or took effect, or None."""
    return PublicationOut(
        id=publication.id,
        version=publication.version,
        effective_at=publication.effective_at,
        published_at=publication.published_at,
        author=publication.who_name,
        approver=publication.approver_name or None,
        origin=publication.origin,
        reason=publication.reason,
        ends_at=None if publication.cancelled_at else ends_at,
        cancelled_at=publication.cancelled_at,
    )


async def present_detail(
    context: ApiContext, publication: PublicationOut, before: Publication | None
) -> PublicationDetail:
    """Build a publication with its document, and its differences with the one before it, in words."""
    async with read_connection(context.engine) as connection:
        document = await read_document_of(connection, publication.version)
        earlier = await read_document_of(connection, before.version) if before else None
    differences = await asyncio.to_thread(_differences, earlier, document) if earlier is not None else None
    return PublicationDetail(**publication.model_dump(), document=document, differences=differences)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[SiteDifference]:
    return [
        SiteDifference(section=each.section, path=list(each.path), text=each.text)
        for each in describe_differences(before, after)
    ]


def present_complaints(complaints: Iterable[Complaint]) -> list[SiteComplaint]:
    """Build the complaints of the checker; a sentence names a section by its title on the screens."""
    return [
        SiteComplaint(path=list(each.path), text=each.text_naming(_section_title), section=each.section or None)
        for each in complaints
    ]


def _section_title(section: str) -> str:
    return section_label(section).title


def present_gate(result: GateResult) -> GateOut:
    """Build the result of the gate."""
    return GateOut(
        complaints=present_complaints(result.complaints),
        silent_prompts=list(result.silent_prompts),
        failed_tries=[
            FailedTryOut(id=each.id, name=each.name, faults=list(each.faults)) for each in result.failed_tries
        ],
        operator_steps=list(result.operator_steps),
    )


def pack_folder(document: dict[str, Any], files: Mapping[str, bytes]) -> bytes:
    """Return the folder of a version as a ZIP."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted({**files, **folder_files(document)}.items()):
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
