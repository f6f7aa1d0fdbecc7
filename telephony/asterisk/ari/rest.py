"""The ARI requests that we use, as values, and their encoding for the WebSocket. Pure.

Owns method, path and parameters of the requests, not when they are sent. It must not know our commands or signals.

Source: https://docs.asterisk.org/Asterisk_22_Documentation/API_Documentation/Asterisk_REST_Interface/ and, for the
envelope, https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-REST-over-WebSocket/
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

import msgspec

from telephony.asterisk.configuration import APPLICATION, file_name, sound_name

Body = dict[str, object]
Fields = tuple[tuple[str, str], ...]
"""Names and values of an Asterisk object, in order."""


class AriRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request."""

    method: str
    path: str
    query: dict[str, str] = {}
    body: Body | None = None

    @property
    def uri(self) -> str:
        """Path and parameters."""
        query = "&".join(f"{name}={_word(value)}" for name, value in self.query.items())
        return f"{self.path}?{query}" if query else self.path

    def encode(self, request_id: str) -> bytes:
        """Encode the request as a WebSocket text."""
        body = None if self.body is None else _ENCODER.encode(self.body).decode()
        kind = None if body is None else "application/json"
        return _ENCODER.encode(
            _Frame(request_id=request_id, method=self.method, uri=self.uri, content_type=kind, message_body=body)
        )


class _Frame(msgspec.Struct, kw_only=True, omit_defaults=True, tag_field="type", tag="RESTRequest"):
    request_id: str
    method: str
    uri: str
    content_type: str | None = None
    message_body: str | None = None


_ENCODER = msgspec.json.Encoder()
_PLAIN = re.compile(r"[A-Za-z0-9_.~-]*")
_PLAIN_IN_QUERY = re.compile(r"[A-Za-z0-9_.~:/@,-]*")
"""Characters that need no escaping there (RFC 3986, 3.4); escaping is the most expensive part of a request."""


_SILENT = frozenset({"", "answer", "ring", "variables", "continue"})
"""Actions on a channel that its far end does not hear; the empty one creates or ends a channel."""


# The application


def set_event_filter(event_types: Iterable[str]) -> AriRequest:
    """Limit the events that Asterisk sends. The filter outlives the connection, and applies to responses too."""
    allowed = [{"type": each} for each in event_types]
    return AriRequest(method="PUT", path=f"applications/{APPLICATION}/eventFilter", body={"allowed": allowed})


def subscribe_channel(channel: str) -> AriRequest:
    """Subscribe to a channel, for events after it has left the application."""
    path = f"applications/{APPLICATION}/subscription"
    return AriRequest(method="POST", path=path, query={"eventSource": f"channel:{channel}"})


def set_global(name: str, value: str) -> AriRequest:
    """Set a global variable; it lasts until Asterisk ends."""
    return AriRequest(method="POST", path="asterisk/variable", query={"variable": name, "value": value})


def get_global(name: str) -> AriRequest:
    """Get a global variable; empty if it was never set."""
    return AriRequest(method="GET", path="asterisk/variable", query={"variable": name})


def get_info() -> AriRequest:
    """Get the start time of Asterisk."""
    return AriRequest(method="GET", path="asterisk/info", query={"only": "status"})


def ping() -> AriRequest:
    """Check that Asterisk answers, with the cheapest request."""
    return AriRequest(method="GET", path="asterisk/ping")


def rtp_statistics(channel: str) -> AriRequest:
    """Get the statistics of a channel's received RTP, or 404 if it has none."""
    return AriRequest(method="GET", path=f"{_channel(channel)}/rtp_statistics")


def get_variable(channel: str, name: str) -> AriRequest:
    """Get a variable of a channel, or 404 if it has none."""
    return AriRequest(method="GET", path=f"{_channel(channel)}/variable", query={"variable": name})


def list_channels() -> AriRequest:
    """List all channels."""
    return AriRequest(method="GET", path="channels")


def list_bridges() -> AriRequest:
    """List all bridges."""
    return AriRequest(method="GET", path="bridges")


def get_playback(playback: str) -> AriRequest:
    """Get a playback, or 404 when it is over."""
    return AriRequest(method="GET", path=f"playbacks/{_segment(playback)}")


def reload_module(name: str) -> AriRequest:
    """Reload a module's settings."""
    return AriRequest(method="PUT", path=f"asterisk/modules/{name}")


# Phones


def subscribe_phone(user: str) -> AriRequest:
    """Subscribe to a phone: it registers, moves or leaves."""
    path = f"applications/{APPLICATION}/subscription"
    return AriRequest(method="POST", path=path, query={"eventSource": f"endpoint:PJSIP/{user}"})


def list_phones() -> AriRequest:
    """List all SIP endpoints, each with whether a phone is registered."""
    return AriRequest(method="GET", path="endpoints/PJSIP")


def put_object(kind: str, user: str, fields: Fields) -> AriRequest:
    """Create or change an in-memory SIP object: ``auth``, ``aor``, ``endpoint``."""
    attributes = [{"attribute": name, "value": value} for name, value in fields]
    return AriRequest(method="PUT", path=_object(kind, user), body={"fields": attributes})


def remove_object(kind: str, user: str) -> AriRequest:
    """Remove an in-memory SIP object."""
    return AriRequest(method="DELETE", path=_object(kind, user))


# A channel


def answer(channel: str) -> AriRequest:
    """Answer a channel."""
    return _post(channel, "answer")


def ring(channel: str) -> AriRequest:
    """Indicate ringing to a channel."""
    return _post(channel, "ring")


def hang_up(channel: str, cause: int) -> AriRequest:
    """End a channel. The Q.850 cause becomes a SIP status if the channel was not answered."""
    return AriRequest(method="DELETE", path=_channel(channel), query={"reason_code": str(cause)})


def originate(channel: str, endpoint: str, timeout_s: int, caller_id: str) -> AriRequest:
    """Call a phone, which enters the application when it answers."""
    query = {
        "endpoint": endpoint,
        "app": APPLICATION,
        "channelId": channel,
        "timeout": str(timeout_s),
        "callerId": caller_id,
        "formats": "ulaw,alaw",
    }
    return AriRequest(method="POST", path="channels", query=query)


def play(channel: str, playback: str, keys: Iterable[str]) -> AriRequest:
    """Play sounds in sequence."""
    media = ",".join(f"sound:{sound_name(key)}" for key in keys)
    path = f"{_channel(channel)}/play/{_segment(playback)}"
    return AriRequest(method="POST", path=path, query={"media": media})


def playback_of_request(request: AriRequest) -> tuple[str, str]:
    """Return the channel and the playback of a ``play`` request."""
    _, channel, _, playback = request.path.split("/")
    return unquote(channel), unquote(playback)


def stop_playing(playback: str) -> AriRequest:
    """Stop a playback."""
    return AriRequest(method="DELETE", path=f"playbacks/{_segment(playback)}")


def start_music(channel: str, music: str) -> AriRequest:
    """Loop a music class on a channel."""
    return _post(channel, "moh", mohClass=file_name(music))


def stop_music(channel: str) -> AriRequest:
    """Stop the music of a channel; a bridge does not stop it."""
    return AriRequest(method="DELETE", path=f"{_channel(channel)}/moh")


def mute(channel: str, muted: bool) -> AriRequest:
    """Mute or unmute what the channel says."""
    return AriRequest(method="POST" if muted else "DELETE", path=f"{_channel(channel)}/mute", query={"direction": "in"})


def send_digits(channel: str, digits: str) -> AriRequest:
    """Send digits to the far end."""
    return _post(channel, "dtmf", dtmf=digits)


def set_variables(channel: str, variables: Mapping[str, str]) -> AriRequest:
    """Set dialplan variables of a channel."""
    return AriRequest(method="POST", path=f"{_channel(channel)}/variables", body={"variables": dict(variables)})


def continue_dialplan(channel: str, context: str, label: str = "") -> AriRequest:
    """Continue a channel in the dialplan, at the beginning of a context or at a label in it."""
    position = {"label": label} if label else {"priority": "1"}
    return _post(channel, "continue", context=context, extension="s", **position)


def snoop(channel: str, snooper: str, whisper: str) -> AriRequest:
    """Create the channel ``snooper``, which hears both directions of ``channel``.

    Sound that is sent to it reaches, according to ``whisper``, ``none``, ``out`` (the channel's phone) or ``both``.
    """
    path = f"{_channel(channel)}/snoop/{_segment(snooper)}"
    return AriRequest(method="POST", path=path, query={"spy": "both", "whisper": whisper, "app": APPLICATION})


def snoop_of_request(request: AriRequest) -> str:
    """Return the new channel of a ``snoop`` request."""
    return unquote(request.path.rpartition("/")[2])


def makes_sound(request: AriRequest) -> bool:
    """Return whether the far end may hear the request; a caller whose voice is awaited must hear nothing."""
    of, _, rest_of_path = request.path.partition("/")
    _, _, verb = rest_of_path.partition("/")
    return of != "applications" and (of != "channels" or verb not in _SILENT)


# A bridge


def create_bridge(bridge: str) -> AriRequest:
    """Create a bridge with this id."""
    return AriRequest(method="POST", path=f"bridges/{_segment(bridge)}", query={"type": "mixing"})


def add_to_bridge(bridge: str, channels: Iterable[str]) -> AriRequest:
    """Add channels to a bridge. Connected-line updates are off: each would cost an event and a task."""
    return _in_bridge(bridge, "addChannel", channels, inhibitConnectedLineUpdates="true")


def bridge_of_request(request: AriRequest) -> str:
    """Return the bridge of an `add_to_bridge` request; empty for any other request."""
    bridge, _, verb = request.path.removeprefix("bridges/").partition("/")
    return unquote(bridge) if verb == "addChannel" else ""


def remove_from_bridge(bridge: str, channel: str) -> AriRequest:
    """Remove one channel from a bridge; it stays up. In a list, a channel that is gone would fail the whole request."""
    return _in_bridge(bridge, "removeChannel", [channel])


def _in_bridge(bridge: str, action: str, channels: Iterable[str], **words: str) -> AriRequest:
    query = {"channel": ",".join(channels), **words}
    return AriRequest(method="POST", path=f"bridges/{_segment(bridge)}/{action}", query=query)


def _post(channel: str, action: str, **query: str) -> AriRequest:
    return AriRequest(method="POST", path=f"{_channel(channel)}/{action}", query=query)


def _channel(channel: str) -> str:
    return f"channels/{_segment(channel)}"


def _segment(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quote(name, safe="")


def _word(value: str) -> str:
    return value if _PLAIN_IN_QUERY.fullmatch(value) else quote(value, safe="")


def _object(kind: str, user: str) -> str:
    return f"asterisk/config/dynamic/res_pjsip/{kind}/{_segment(user)}"
