"""How the numbers of an account are wired: what each asks today, what it is to ask, and what that changes. Pure.

Owns the addresses of ours that a number is pointed at and the comparison. It must not ask Twilio, nor know what a line
is but its id. The fields are those of Twilio's IncomingPhoneNumber
(twilio.com/docs/phone-numbers/api/incomingphonenumber-resource).
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from telephony.twilio.call.twiml import RETRY_FRAGMENT

INCOMING: Final = "/twilio/voice/incoming"
STATUS: Final = "/twilio/voice/status"
FALLBACK: Final = "/twilio/voice/fallback"
LINE: Final = "line"
"""In the query of a number's addresses: the line that was dialled, where the number itself does not say it."""


class Wiring(msgspec.Struct, frozen=True, kw_only=True):
    """What a number does with a call; empty texts are what Twilio leaves unset.

    Attributes:
        voice_url: what is asked when somebody calls.
        voice_fallback_url: what is asked when that fails.
        status_callback: what is told when the call is over.
        voice_application_sid: an application whose addresses hold instead of these.
        trunk_sid: a SIP trunk that has the number's calls, whatever stands here.
    """

    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_application_sid: str = ""
    trunk_sid: str = ""


class AccountNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number of the account.

    Attributes:
        sid: ``PN…``.
        number: in E.164.
        name: that the account's people gave it.
        voice: whether it can take calls.
        wiring: as it stands.
    """

    sid: str
    number: str
    name: str
    voice: bool = True
    wiring: Wiring = Wiring()


class Change(msgspec.Struct, frozen=True):
    """One field that becomes another."""

    field: str
    old: str
    new: str


class WiringBackup(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a number that was pointed at us.

    Attributes:
        sid: ``PN…``.
        number: in E.164.
        wiring: as it stood before.
    """

    sid: str
    number: str
    wiring: Wiring


def wiring_for(public_url: str, *, line: str = "", fallback: str = "") -> Wiring:
    """How a number is wired that is ours.

    Args:
        public_url: our address, without a slash at its end.
        line: id of the number's line, where the number does not say so itself.
        fallback: a document that somebody else hosts, which is asked with GET; empty is our own.
    """
    query = f"?{urlencode({LINE: line})}" if line else ""
    return Wiring(
        voice_url=public_url + INCOMING + query,
        voice_fallback_url=fallback or public_url + FALLBACK + query,
        voice_fallback_method="GET" if fallback else "POST",
        status_callback=public_url + STATUS + RETRY_FRAGMENT,  # of a caller who has left nothing else tells
    )


def is_ours(wiring: Wiring, public_url: str) -> bool:
    """Whether calls to a number so wired come to us."""
    overriding = wiring.voice_application_sid or wiring.trunk_sid
    return not overriding and wiring.voice_url.partition("?")[0] == public_url + INCOMING


def line_of_wiring(wiring: Wiring) -> str:
    """The id of the line of a number so wired, where its address says so; else empty."""
    return parse_qs(urlsplit(wiring.voice_url).query).get(LINE, [""])[0]


def foreign_fallback(wiring: Wiring, public_url: str) -> str:
    """The document of somebody else that a number of ours falls back to; empty is our own, or none."""
    is_ours_or_none = (
        not wiring.voice_fallback_url or wiring.voice_fallback_url.partition("?")[0] == public_url + FALLBACK
    )
    return "" if is_ours_or_none or not is_ours(wiring, public_url) else wiring.voice_fallback_url


def changes(current: Wiring, target: Wiring) -> tuple[Change, ...]:
    """What must be asked for so that one wiring becomes another; empty where it is so already.

    The method of an address that is unset on both sides is no difference, for nothing is asked by it.
    """
    before, after = msgspec.structs.asdict(current), msgspec.structs.asdict(target)
    return tuple(
        Change(field, before[field], after[field])
        for field in Wiring.__struct_fields__
        if before[field] != after[field] and not _idle(field, before, after)
    )


def _idle(field: str, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    address = _ADDRESS_OF.get(field)
    return address is not None and not old[address] and not new[address]


_ADDRESS_OF: Final = {
    "voice_method": "voice_url",
    "voice_fallback_method": "voice_fallback_url",
    "status_callback_method": "status_callback",
}


def merge_backups(
    backups: Sequence[WiringBackup], numbers: Sequence[AccountNumber], public_url: str
) -> tuple[WiringBackup, ...]:
    """What is kept when numbers are about to be pointed at us: of each, how it stood before it was first ours.

    Args:
        backups: what was kept so far.
        numbers: as they stand.
        public_url: our address.
    """
    stored_sids = {each.sid for each in backups}
    fresh = [each for each in numbers if each.sid not in stored_sids and not is_ours(each.wiring, public_url)]
    return (*backups, *(WiringBackup(sid=each.sid, number=each.number, wiring=each.wiring) for each in fresh))
