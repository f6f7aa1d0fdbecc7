"""What Asterisk tells: the events of ARI that we use, and the answers to requests, as values. Pure.

Owns the names and fields, and which events are made at all. It must not know what follows from an event.

Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Asterisk_REST_Interface/Asterisk_REST_Data_Models/
"""

import msgspec


class CallerId(msgspec.Struct, frozen=True):
    """Who is at the far end, as the network says."""

    number: str = ""


class Dialplan(msgspec.Struct, frozen=True):
    """What a channel is doing there.

    Attributes:
        app_name: ``Stasis`` where an application has it.
        app_data: which, and the line that was dialled.
    """

    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True):
    """One leg, as Asterisk has it.

    Attributes:
        id: unique among all nodes.
        state: ``Ring`` (it calls us), ``Down``, ``Ringing``, ``Up``.
        caller: of the far end.
        dialplan: what it is at.
        name: ``PJSIP/`` and its endpoint, and a number of its own.
    """

    id: str
    state: str = ""
    caller: CallerId = CallerId()
    dialplan: Dialplan = Dialplan()
    name: str = ""

    @property
    def endpoint(self) -> str:
        """The endpoint that it belongs to."""
        return self.name.partition("/")[2].rpartition("-")[0]


class AriBridge(msgspec.Struct, frozen=True):
    """A bridge, and who is in it."""

    id: str
    channels: list[str] = []


class Playback(msgspec.Struct, frozen=True):
    """A playback.

    Attributes:
        id: the one that we gave it.
        state: ``done`` or ``failed`` when it is over.
        target_uri: ``channel:`` and who hears it.
    """

    id: str
    state: str = ""
    target_uri: str = ""

    @property
    def channel(self) -> str:
        """Who hears it."""
        return self.target_uri.partition(":")[2]


class AriEndpoint(msgspec.Struct, frozen=True):
    """Whose phone it is.

    Attributes:
        resource: the user.
        state: ``online`` while a phone is registered.
    """

    resource: str
    state: str = ""


class Contact(msgspec.Struct, frozen=True):
    """Where a phone is.

    Attributes:
        uri: its SIP address.
        contact_status: ``Removed`` when it left, ``UnreachableAddress`` when it does not answer.
    """

    uri: str
    contact_status: str


class AriEvent(msgspec.Struct, frozen=True, tag_field="type"):
    """Something that happened."""


class ChannelEvent(AriEvent, frozen=True):
    """Something that happened to a channel."""

    channel: Channel


class StasisStart(ChannelEvent, frozen=True, tag="StasisStart"):
    """A channel has entered the application."""

    args: list[str] = []


class StasisEnd(ChannelEvent, frozen=True, tag="StasisEnd"):
    """A channel has left the application: it is gone, or the dialplan has it."""


class ChannelStateChange(ChannelEvent, frozen=True, tag="ChannelStateChange"):
    """A phone rings, or has been picked up."""


class ChannelDestroyed(ChannelEvent, frozen=True, tag="ChannelDestroyed"):
    """A channel is gone."""


class ChannelHangupRequest(ChannelEvent, frozen=True, tag="ChannelHangupRequest"):
    """A channel is about to go; here it says why.

    Attributes:
        cause: of Q.850.
        tech_cause: the SIP status, or 0.
        soft: Asterisk itself ends it; then ``cause`` is no cause but a flag (AST_SOFTHANGUP_*).
    """

    cause: int = 0
    tech_cause: int = 0
    soft: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether Asterisk gives it up because no voice came for so long (AST_SOFTHANGUP_DEV), see ``rtp_timeout``."""
        return self.soft and self.cause == 1


class ChannelDtmfReceived(ChannelEvent, frozen=True, kw_only=True, tag="ChannelDtmfReceived"):
    """A key was pressed.

    Attributes:
        digit: the key.
        timestamp: when; a call from a registered phone is told twice, each time with the same one.
    """

    digit: str
    timestamp: str = ""


class PlaybackFinished(AriEvent, frozen=True, tag="PlaybackFinished"):
    """A playback is over, of itself or by our request."""

    playback: Playback


class ContactStatusChange(AriEvent, frozen=True, kw_only=True, tag="ContactStatusChange"):
    """A phone registered, moved or left."""

    endpoint: AriEndpoint
    contact_info: Contact


class ApplicationRegistered(AriEvent, frozen=True, tag="ApplicationRegistered"):
    """Asterisk, which has dialled us, serves our requests from now on."""


class ApplicationReplaced(AriEvent, frozen=True, tag="ApplicationReplaced"):
    """Another connection has taken the application over."""


class Response(AriEvent, frozen=True, kw_only=True, tag="RESTResponse"):
    """The answer to a request.

    Attributes:
        request_id: of the request.
        status_code: of HTTP.
        message_body: JSON, or empty.
    """

    request_id: str
    status_code: int
    reason_phrase: str = ""
    message_body: str = ""

    @property
    def is_success(self) -> bool:
        """Whether it was done."""
        return is_success(self.status_code)


AnyEvent = (
    StasisStart
    | StasisEnd
    | ChannelStateChange
    | ChannelDestroyed
    | ChannelHangupRequest
    | ChannelDtmfReceived
    | PlaybackFinished
    | ContactStatusChange
    | ApplicationRegistered
    | ApplicationReplaced
)

EVENT_TYPES = (
    "StasisStart",
    "StasisEnd",
    "ChannelStateChange",
    "ChannelDestroyed",
    "ChannelHangupRequest",
    "ChannelDtmfReceived",
    "PlaybackFinished",
    "ContactStatusChange",
    "ApplicationRegistered",
    "ApplicationReplaced",
    "RESTResponse",
)
"""What Asterisk may send us. Without the last, no request over the WebSocket would ever be answered."""


class _Status(msgspec.Struct, frozen=True):
    startup_time: str = ""


class _Info(msgspec.Struct, frozen=True):
    status: _Status


class _Variable(msgspec.Struct, frozen=True):
    value: str = ""


_DECODER: msgspec.json.Decoder[AnyEvent | Response] = msgspec.json.Decoder(AnyEvent | Response)
_CHANNELS = msgspec.json.Decoder(list[Channel])
_ENDPOINTS = msgspec.json.Decoder(list[AriEndpoint])
_STATUS = msgspec.json.Decoder(_Info)
_VARIABLE = msgspec.json.Decoder(_Variable)
_BRIDGES = msgspec.json.Decoder(list[AriBridge])


def is_success(status: int) -> bool:
    """Whether a status of HTTP says that what was asked is done."""
    return 200 <= status < 300


def read_message(text: str | bytes) -> AnyEvent | Response | None:
    """What was said, or None for what nobody here uses, and for what is none of ARI's."""
    try:
        return _DECODER.decode(text)
    except msgspec.DecodeError:
        return None


def read_channels(body: str) -> list[Channel]:
    """The answer to ``rest.list_channels``.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return _CHANNELS.decode(body)


def read_bridges(body: str) -> list[AriBridge]:
    """The answer to ``rest.list_bridges``.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return _BRIDGES.decode(body)


def read_registered_users(body: str) -> set[str]:
    """Of the answer to ``rest.list_phones``, whose phone is registered.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return {endpoint.resource for endpoint in _ENDPOINTS.decode(body) if endpoint.state == "online"}


def read_startup(body: str) -> str:
    """The answer to ``rest.ask_status``: another text, another Asterisk.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return _STATUS.decode(body).status.startup_time


def read_variable(body: str) -> str:
    """The answer to ``rest.get_variable``.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return _VARIABLE.decode(body).value
