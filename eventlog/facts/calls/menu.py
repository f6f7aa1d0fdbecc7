"""Facts of a call before an advisor answers: the notice, menus and informations. Pure.

They contain no personal data.
"""

from typing import Literal

from eventlog.facts.base import Fact


class NoticePlayed(Fact, frozen=True, kw_only=True):
    """The caller heard the whole notice of recording and data treatment (Decreto 1377 de 2013, art. 7).

    ``notice`` is the version of the notice.
    """

    notice: str


class NoticeSkipped(Fact, frozen=True, kw_only=True):
    """A key ended the notice before its end, on a line that records nothing; ``notice`` is its version."""

    notice: str


class MenuEntered(Fact, frozen=True, kw_only=True):
    """Playback of a menu to the caller began."""

    line: str
    menu: str


class MenuSelected(Fact, frozen=True, kw_only=True):
    """The caller chose an option of a menu."""

    line: str
    menu: str
    option: str


class MenuInputRejected(Fact, frozen=True, kw_only=True):
    """The caller pressed nothing, or a key that the menu does not have."""

    line: str
    menu: str
    kind: Literal["silence", "wrong_key"]


class InformationGiven(Fact, frozen=True, kw_only=True):
    """The caller heard an information of the menu to its end."""

    line: str
    sound: str


class MenuDigitsCollected(Fact, frozen=True, kw_only=True):
    """The caller keyed in digits that a step of the menu asked for; the fact does not contain them."""

    line: str
    step: str
    result: Literal["ok", "silence", "invalid"]


MenuLookupReason = Literal["timeout", "unreachable", "not_configured", "failed"]


class MenuLookupMade(Fact, frozen=True, kw_only=True):
    """A step of the menu looked something up for the caller.

    Attributes:
        lookup: its name.
        outcome: ``failed`` without an answer; ``reason`` says why.
        ticket: number of the petition whose state may be said, or empty.
    """

    line: str
    step: str
    lookup: str
    outcome: str
    reason: MenuLookupReason | Literal[""] = ""
    duration_ms: int
    ticket: str = ""


MenuFact = (
    NoticePlayed
    | NoticeSkipped
    | MenuEntered
    | MenuSelected
    | MenuInputRejected
    | MenuDigitsCollected
    | MenuLookupMade
    | InformationGiven
)
