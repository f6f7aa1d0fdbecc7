"""Visits as other nouns may read them."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.kit import labels
from agent_api.quality.visits import store
from agent_api.quality.visits.domain.record import AnsweredQuestion, VisitRecord
from agent_api.quality.visits.domain.visit import Attendee
from agent_api.quality.visits.store import VisitRow
from config.site.model import Site
from config.site.quality.visits import VisitForm
from storage.encryption.field_cipher import FieldCipher

SiteLoader = Callable[[str], Awaitable[Site]]
"""Loads a version of the site."""


async def find_signed_visit(
    connection: AsyncConnection, cipher: FieldCipher, campaign: str, id_: str
) -> VisitRow | None:
    """Return a signed visit; None if there is none with this number."""
    row = await store.find(connection, cipher, campaign, id_)
    return row if row is not None and row.state == "signed" else None


async def record_of(row: VisitRow, load_site: SiteLoader) -> VisitRecord:
    """Return a visit as a report shows it, with the form of its day."""
    site = await load_site(row.site_version)
    assert site.quality is not None  # the visit was begun with it
    form, texts = site.quality.visits[row.form], row.texts
    return VisitRecord(
        id=row.id,
        mode=labels.VISIT_MODES[row.mode],
        visited_on=row.visited_on,
        place=texts.place,
        line=labels.line_name(site, row.line) if row.line else "",
        channel=next((name for id_, name in labels.EVALUATION_CHANNELS.items() if id_ == row.channel), ""),
        visitor=row.visitor_name,
        attendees=tuple(map(_attendee, texts.attendees)),
        form=f"{form.name}, {form.version_label}",
        notice=form.notice,
        questions=_questions(row, form),
        observations=texts.observations,
        digest=row.digest or "",
    )


def _attendee(person: Attendee) -> str:
    return f"{person.name} ({person.position})" if person.position else person.name


def _questions(row: VisitRow, form: VisitForm) -> tuple[AnsweredQuestion, ...]:
    return tuple(
        AnsweredQuestion(
            section=section.name,
            question=each.name,
            answer=labels.VISIT_ANSWERS[row.answers[each.question]],
            note=row.texts.notes.get(each.question, ""),
        )
        for section in form.sections
        for each in section.questions
    )
