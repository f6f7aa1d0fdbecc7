"""A visit as a report shows it: names instead of ids, and each question with its answer and note. Pure."""

from datetime import date

import msgspec


class AnsweredQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question of the form, its answer in words, and its note; ``section`` is the name of its section."""

    section: str
    question: str
    answer: str
    note: str


class VisitRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A signed visit of a report.

    Attributes:
        mode: in words, as are line and channel; the latter are empty for all.
        notice: Spanish sentence about an example form, or empty.
    """

    id: str
    mode: str
    visited_on: date
    place: str
    line: str
    channel: str
    visitor: str
    attendees: tuple[str, ...]
    form: str
    notice: str
    questions: tuple[AnsweredQuestion, ...]
    observations: str
    digest: str
