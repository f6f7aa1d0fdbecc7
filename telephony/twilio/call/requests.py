"""What we ask of Twilio by its REST API, as values: who decides to ask makes one, `provider` carries it out. Pure.

Owns their names and fields. The pages of the API are named with each (twilio.com/docs/voice/api).
"""

import msgspec


class TwilioRequest(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """Something asked of Twilio about one call of ours.

    Attributes:
        call_id: our call.
        leg: its leg that the request is about.
    """

    call_id: str
    leg: str


class BeginCall(TwilioRequest, frozen=True, kw_only=True):
    """Call a phone (``POST /Calls``). It is asked at most once: whoever dies over it leaves it to the ring's time-out.

    Attributes:
        to: a number ``+57…``, ``sip:…`` or ``client:…``.
        url: what Twilio asks when the phone is picked up.
        status_url: what Twilio tells that it rings, was picked up and is over.
        timeout_s: how long it rings, seconds.
    """

    to: str
    url: str
    status_url: str
    timeout_s: int


class Redo(TwilioRequest, frozen=True, kw_only=True):
    """Let a leg go on with another document (``POST /Calls/{sid}`` with ``Twiml``).

    Attributes:
        sid: of the leg at Twilio.
        twiml: the document, 4,000 characters at most.
    """

    sid: str
    twiml: str


class EndCall(TwilioRequest, frozen=True, kw_only=True):
    """End a leg (``POST /Calls/{sid}`` with ``Status=completed``), picked up or not.

    Attributes:
        sid: of the leg at Twilio.
    """

    sid: str


class BeginRecording(TwilioRequest, frozen=True, kw_only=True):
    """Record a leg, both directions apart (``POST /Calls/{sid}/Recordings``, ``RecordingChannels=dual``).

    Attributes:
        sid: of the leg at Twilio.
        recording_id: ours.
        status_url: what Twilio tells when it is complete, or cannot be made.
    """

    sid: str
    recording_id: str
    status_url: str


class PauseRecordingOf(TwilioRequest, frozen=True, kw_only=True):
    """Pause a leg's recording with silence, or go on (``POST /Calls/{sid}/Recordings/Twilio.CURRENT``)."""

    sid: str
    paused: bool


class EndRecording(TwilioRequest, frozen=True, kw_only=True):
    """Complete a leg's recording (``POST /Calls/{sid}/Recordings/Twilio.CURRENT`` with ``Status=stopped``)."""

    sid: str


AnyRequest = BeginCall | Redo | EndCall | BeginRecording | PauseRecordingOf | EndRecording


class RequestOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a request.

    Attributes:
        sid: of what was made, a call or a recording; empty where nothing is made.
        is_gone: what it was about is over.
        refused: Twilio's number of the fault, or the status; 0 where it was done.
    """

    sid: str = ""
    is_gone: bool = False
    refused: int = 0

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return not self.is_gone and self.refused == 0
