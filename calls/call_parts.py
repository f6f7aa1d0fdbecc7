"""What a call has only at times, each as a value: a supervisor, a survey, a voice message, whither it is sent. Pure.

Owns their shapes. `calls.call` has the call that they are parts of.
"""

from datetime import datetime
from typing import Literal

import msgspec

from call_router.acts import SupervisionStatus
from config.site.calls.dialling import ListedPrefix, NumberKind, NumberSource, RefusalReason


class Supervision(SupervisionStatus, frozen=True, kw_only=True):
    """A supervisor in the talk.

    Attributes:
        number: of the call's version by which it was asked for: it names the leg.
    """

    number: int

    def of(self, **changes: object) -> "Supervision":
        """The same but for these."""
        return msgspec.structs.replace(self, **changes)


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the number that a call-back would dial, without the number.

    Attributes:
        kind: what it is.
        given: who says that it is the caller's.
        refused: why the site's plan does not let it be dialled, or empty.
        print: a keyed print of it; equal numbers of one campaign have equal ones. Empty for what has no E.164 form.
        prefix: the listed prefix that allows it, or None.
        ref: opaque reference to a number that was keyed in; empty where it is the caller's own.
    """

    kind: NumberKind
    given: NumberSource
    refused: RefusalReason | Literal[""] = ""
    print: str = ""
    prefix: ListedPrefix | None = None
    ref: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether it may be dialled, and somebody vouches for it."""
        return not self.refused and self.given != "unverified"


class NumberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """How far a caller has come who keys in the number to be called back.

    Attributes:
        step: the number is expected, is read back, or is to be confirmed.
        misses: silences, wrong numbers and corrections so far.
        destination: of the number that was keyed in, once it was.
    """

    step: Literal["number", "readback", "confirm"] = "number"
    misses: int = 0
    destination: Destination | None = None


class CallBack(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a call a call-back: we call, once an advisor is there.

    Attributes:
        of_call: in which it was promised.
        expires_at: when it is given up, aware UTC.
        attempts: how many times the caller was dialled.
        again_at: when it was last put off until; None before that.
    """

    of_call: str
    expires_at: datetime
    attempts: int = 0
    again_at: datetime | None = None


class CampaignTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to send a call on to another campaign.

    Attributes:
        campaign: which.
        queue: of that campaign.
        version: of the call in which the intent was written; with the call's id it names the request.
    """

    campaign: str
    queue: str
    version: int


class VoiceMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A voice message that is being left, or was.

    Attributes:
        recording: its id.
        since: when the tone was over, aware UTC.
    """

    recording: str
    since: datetime


class SurveyProgress(msgspec.Struct, frozen=True):
    """How far a survey has come.

    Attributes:
        advisor: whom it is about: who talked last.
        answered: how many questions were answered; the next one is asked.
        misses: silences and wrong keys forgiven in this question.
    """

    advisor: str
    answered: int = 0
    misses: int = 0
