"""Requests to Twilio's REST API as values; `provider` carries them out. Pure.

Owns their names and fields. Each names its page of the API (twilio.com/docs/voice/api).
"""

import msgspec


class TwilioRequest(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """A request about one leg of a call."""

    call_id: str
    leg: str


class BeginCall(TwilioRequest, frozen=True, kw_only=True):
    """Call a phone (``POST /Calls``), at most once; if the node dies meanwhile, the ring's timeout ends the leg.

    Attributes:
        to: a number ``+57…``, ``sip:…`` or ``client:…``.
        url: webhook when the phone answers.
        status_url: webhook when it rings, answers and ends.
    """

    to: str
    url: str
    status_url: str
    timeout_s: int


class Redo(TwilioRequest, frozen=True, kw_only=True):
    """Redirect a leg to another document (``POST /Calls/{sid}`` with ``Twiml``).

    Attributes:
        twiml: the document, 4,000 characters at most.
    """

    sid: str
    twiml: str


class EndCall(TwilioRequest, frozen=True, kw_only=True):
    """End a leg (``POST /Calls/{sid}`` with ``Status=completed``), answered or not."""

    sid: str


class BeginRecording(TwilioRequest, frozen=True, kw_only=True):
    """Record a leg in two channels (``POST /Calls/{sid}/Recordings``, ``RecordingChannels=dual``).

    Attributes:
        status_url: webhook when it is complete or has failed.
    """

    sid: str
    recording_id: str
    status_url: str


class PauseRecordingOf(TwilioRequest, frozen=True, kw_only=True):
    """Pause a leg's recording with silence, or resume it (``POST /Calls/{sid}/Recordings/Twilio.CURRENT``)."""

    sid: str
    paused: bool


class EndRecording(TwilioRequest, frozen=True, kw_only=True):
    """Complete a leg's recording (``POST /Calls/{sid}/Recordings/Twilio.CURRENT`` with ``Status=stopped``)."""

    sid: str


AnyRequest = BeginCall | Redo | EndCall | BeginRecording | PauseRecordingOf | EndRecording


class RequestOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a request.

    Attributes:
        sid: of the created call or recording; empty if none was created.
        is_gone: the object of the request has ended.
        refused: Twilio's error code, or the status; 0 for success.
    """

    sid: str = ""
    is_gone: bool = False
    refused: int = 0

    @property
    def is_done(self) -> bool:
        """Whether the request succeeded."""
        return not self.is_gone and self.refused == 0
