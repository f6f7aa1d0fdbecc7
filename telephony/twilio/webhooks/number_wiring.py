"""The webhook addresses of an account's numbers: current, desired, and the difference. Pure.

Owns our addresses for a number, and the comparison. It must not send requests to Twilio, nor know more of a line than
its id. The fields are those of Twilio's IncomingPhoneNumber
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
"""Query parameter of a number's addresses: its line, if the number itself does not determine it."""


class Wiring(msgspec.Struct, frozen=True, kw_only=True):
    """The webhook addresses of a number; empty if unset at Twilio.

    Attributes:
        voice_url: asked on a call.
        voice_fallback_url: asked if that fails.
        status_callback: receives the end of the call.
        voice_application_sid: an application whose addresses replace these.
        trunk_sid: a SIP trunk that takes the number's calls, regardless of these.
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
    """

    sid: str
    number: str
    name: str
    voice: bool = True
    wiring: Wiring = Wiring()


class Change(msgspec.Struct, frozen=True):
    """A changed field."""

    field: str
    old: str
    new: str


class WiringBackup(msgspec.Struct, frozen=True, kw_only=True):
    """The wiring of an E.164 number before it was first pointed at us."""

    sid: str
    number: str
    wiring: Wiring


def wiring_for(public_url: str, *, line: str = "", fallback: str = "") -> Wiring:
    """Return the wiring of a number that is ours.

    Args:
        public_url: our address, without a slash at its end.
        line: id of the number's line, if the number does not determine it.
        fallback: a document at another host, fetched with GET; empty for our own.
    """
    query = f"?{urlencode({LINE: line})}" if line else ""
    return Wiring(
        voice_url=public_url + INCOMING + query,
        voice_fallback_url=fallback or public_url + FALLBACK + query,
        voice_fallback_method="GET" if fallback else "POST",
        status_callback=public_url + STATUS + RETRY_FRAGMENT,  # the only report of a caller who has hung up
    )


def is_ours(wiring: Wiring, public_url: str) -> bool:
    """Return whether calls to a number with this wiring come to us."""
    overriding = wiring.voice_application_sid or wiring.trunk_sid
    return not overriding and wiring.voice_url.partition("?")[0] == public_url + INCOMING


def line_of_wiring(wiring: Wiring) -> str:
    """Return the line id in the address of a number; empty if there is none."""
    return parse_qs(urlsplit(wiring.voice_url).query).get(LINE, [""])[0]


def foreign_fallback(wiring: Wiring, public_url: str) -> str:
    """Return the fallback document at another host of a number of ours; empty if there is none."""
    is_ours_or_none = (
        not wiring.voice_fallback_url or wiring.voice_fallback_url.partition("?")[0] == public_url + FALLBACK
    )
    return "" if is_ours_or_none or not is_ours(wiring, public_url) else wiring.voice_fallback_url


def changes(current: Wiring, target: Wiring) -> tuple[Change, ...]:
    """Return the fields that differ between two wirings.

    The method of an address that is unset on both sides does not count.
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
    """Return the backups, extended by the current wiring of numbers that are about to become ours."""
    stored_sids = {each.sid for each in backups}
    fresh = [each for each in numbers if each.sid not in stored_sids and not is_ours(each.wiring, public_url)]
    return (*backups, *(WiringBackup(sid=each.sid, number=each.number, wiring=each.wiring) for each in fresh))
