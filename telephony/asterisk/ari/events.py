"""The ARI events that we use, and the responses to requests, as values. Pure.

Owns their names and fields, and which events Asterisk sends at all. It must not know what follows from an event.

Source:
https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Asterisk_REST_Interface/Asterisk_REST_Data_Models/
"""

import msgspec


class CallerId(msgspec.Struct, frozen=True):
    """The far end's number, as the network gives it."""

    number: str = ""


class Dialplan(msgspec.Struct, frozen=True):
    """The application that a channel runs.

    Attributes:
        app_name: ``Stasis`` in a Stasis application.
        app_data: the Stasis application and the dialled line.
    """

    app_name: str = ""
    app_data: str = ""


class Channel(msgspec.Struct, frozen=True):
    """A leg in Asterisk.

    Attributes:
        id: unique among all nodes.
        state: ``Ring`` (it calls us), ``Down``, ``Ringing``, ``Up``.
        name: ``PJSIP/``, its endpoint and a serial number.
    """

    id: str
    state: str = ""
    caller: CallerId = CallerId()
    dialplan: Dialplan = Dialplan()
    name: str = ""

    @property
    def endpoint(self) -> str:
        """The name of its endpoint."""
        return self.name.partition("/")[2].rpartition("-")[0]


class AriBridge(msgspec.Struct, frozen=True):
    """A bridge and the channels in it."""

    id: str
    channels: list[str] = []


class Playback(msgspec.Struct, frozen=True):
    """A playback.

    Attributes:
        state: ``done`` or ``failed`` when it is over.
        target_uri: ``channel:`` and the channel that hears it.
    """

    id: str
    state: str = ""
    target_uri: str = ""

    @property
    def channel(self) -> str:
        """The id of the channel that hears it."""
        return self.target_uri.partition(":")[2]


class AriEndpoint(msgspec.Struct, frozen=True):
    """The endpoint of the user ``resource``; its state is ``online`` while a phone is registered."""

    resource: str
    state: str = ""


class Contact(msgspec.Struct, frozen=True):
    """The location of a phone: ``Removed`` when it left, ``UnreachableAddress`` when it does not answer."""

    uri: str
    contact_status: str


class AriEvent(msgspec.Struct, frozen=True, tag_field="type"):
    """An event of ARI."""


class ChannelEvent(AriEvent, frozen=True):
    """An event of a channel."""

    channel: Channel


class StasisStart(ChannelEvent, frozen=True, tag="StasisStart"):
    """A channel has entered the application."""

    args: list[str] = []


class StasisEnd(ChannelEvent, frozen=True, tag="StasisEnd"):
    """A channel has left the application: it is gone, or the dialplan has taken it back."""


class ChannelStateChange(ChannelEvent, frozen=True, tag="ChannelStateChange"):
    """A phone rings, or was answered."""


class ChannelDestroyed(ChannelEvent, frozen=True, tag="ChannelDestroyed"):
    """A channel is gone."""


class ChannelHangupRequest(ChannelEvent, frozen=True, tag="ChannelHangupRequest"):
    """A channel is about to end; this event says why.

    Attributes:
        cause: of Q.850.
        tech_cause: the SIP status, or 0.
        soft: Asterisk itself ends it; then ``cause`` is a flag (AST_SOFTHANGUP_*).
    """

    cause: int = 0
    tech_cause: int = 0
    soft: bool = False

    @property
    def is_lost(self) -> bool:
        """Whether Asterisk ends it because no voice arrived (AST_SOFTHANGUP_DEV), see ``rtp_timeout``."""
        return self.soft and self.cause == 1


class ChannelDtmfReceived(ChannelEvent, frozen=True, kw_only=True, tag="ChannelDtmfReceived"):
    """A key was pressed. A call from a registered phone reports each key twice, with the same ``timestamp``."""

    digit: str
    timestamp: str = ""


class PlaybackFinished(AriEvent, frozen=True, tag="PlaybackFinished"):
    """A playback has ended, by itself or by our request."""

    playback: Playback


class ContactStatusChange(AriEvent, frozen=True, kw_only=True, tag="ContactStatusChange"):
    """A phone registered, moved or left."""

    endpoint: AriEndpoint
    contact_info: Contact


class ApplicationRegistered(AriEvent, frozen=True, tag="ApplicationRegistered"):
    """Asterisk, which has dialled us, serves our requests from now on."""


class ApplicationReplaced(AriEvent, frozen=True, tag="ApplicationReplaced"):
    """Another connection has taken over the application."""


class Response(AriEvent, frozen=True, kw_only=True, tag="RESTResponse"):
    """The response to a request."""

    request_id: str
    status_code: int
    reason_phrase: str = ""
    message_body: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the request succeeded."""
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
"""The events that Asterisk may send. Without the last type, requests over the WebSocket get no response."""


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
    """Return whether an HTTP status means success."""
    return 200 <= status < 300


def read_message(text: str | bytes) -> AnyEvent | Response | None:
    """Decode a message; return None if we do not use its type, or it is not ARI's."""
    try:
        return _DECODER.decode(text)
    except msgspec.DecodeError:
        return None


def read_channels(body: str) -> list[Channel]:
    """Decode the response to ``rest.list_channels``.

    Raises:
        msgspec.DecodeError: it is malformed.
    """
    return _CHANNELS.decode(body)


def read_bridges(body: str) -> list[AriBridge]:
    """Decode the response to ``rest.list_bridges``.

    Raises:
        msgspec.DecodeError: it is malformed.
    """
    return _BRIDGES.decode(body)


def read_registered_users(body: str) -> set[str]:
    """Return the users with a registered phone from the response to ``rest.list_phones``.

    Raises:
        msgspec.DecodeError: it is malformed.
    """
    return {endpoint.resource for endpoint in _ENDPOINTS.decode(body) if endpoint.state == "online"}


def read_startup(body: str) -> str:
    """Return the start time from the response to ``rest.get_info``; it changes when Asterisk restarts.

    Raises:
        msgspec.DecodeError: it is malformed.
    """
    return _STATUS.decode(body).status.startup_time


def read_variable(body: str) -> str:
    """Return the value from the response to ``rest.get_variable``.

    Raises:
        msgspec.DecodeError: it is malformed.
    """
    return _VARIABLE.decode(body).value
