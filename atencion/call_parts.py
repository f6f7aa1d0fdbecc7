"""What a call has only at times, each as a value: a supervisor, a survey, a voice message, whither it is sent.

Owns their shapes. `atencion.call` has the call that they are parts of.
"""

from datetime import datetime

import msgspec

from call_router.acts import Supervised


class Supervision(Supervised, frozen=True, kw_only=True):
    """A supervisor in the talk.

    Attributes:
        number: of the call's version by which it was asked for: it names the leg.
    """

    number: int

    def of(self, **changes: object) -> "Supervision":
        """The same but for these."""
        return msgspec.structs.replace(self, **changes)


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


class Sending(msgspec.Struct, frozen=True, kw_only=True):
    """The intent to send a call on to another campaign.

    Attributes:
        campaign: which.
        queue: of that campaign.
        version: of the call in which the intent was written; with the call's id it names the request.
    """

    campaign: str
    queue: str
    version: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A voice message that is being left, or was.

    Attributes:
        recording: its id.
        since: when the tone was over, aware UTC.
    """

    recording: str
    since: datetime


class Surveying(msgspec.Struct, frozen=True):
    """How far a survey has come.

    Attributes:
        advisor: whom it is about: who talked last.
        answered: how many questions were answered; the next one is asked.
        misses: silences and wrong keys forgiven in this question.
    """

    advisor: str
    answered: int = 0
    misses: int = 0
