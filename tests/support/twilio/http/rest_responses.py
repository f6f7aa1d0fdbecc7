"""The REST API's representations of a call, a recording, a number, an account and an error: JSON values. Pure.

Source: https://www.twilio.com/docs/voice/api/call-resource, .../recording,
https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, https://www.twilio.com/docs/iam/api/account,
https://www.twilio.com/docs/usage/twilios-response (errors, paging).
"""

import re
from datetime import datetime
from typing import Any

from tests.support.twilio.clock import rfc2822
from tests.support.twilio.exchange import IncomingNumber
from tests.support.twilio.legs import Leg
from tests.support.twilio.recordings import Recording

VERSION = "2010-04-01"


class ApiError(Exception):
    """A request that the API refuses.

    Attributes:
        status: of HTTP.
        code: Twilio's number of the error.
        message: for people.
    """

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message

    def json(self) -> dict[str, Any]:
        """Return the documented body."""
        info = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": info, "status": self.status}


def not_found(path: str) -> ApiError:
    """Return the error for an unknown sid."""
    return ApiError(404, 20404, f"The requested resource {path} was not found")


def _moment(moment: datetime | None) -> str | None:
    return rfc2822(moment) if moment else None


def call(leg: Leg) -> dict[str, Any]:
    """Return the representation of a call."""
    uri = f"/{VERSION}/Accounts/{leg.exchange.account}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": leg.exchange.account,
        "annotation": None,
        "answered_by": None,
        "api_version": VERSION,
        "caller_name": None,
        "date_created": rfc2822(leg.exchange.clock.now()),
        "date_updated": rfc2822(leg.exchange.clock.now()),
        "direction": leg.direction,
        "duration": str(leg.seconds) if leg.is_over else None,
        "start_time": _moment(leg.began),
        "end_time": _moment(leg.ended_at),
        "forwarded_from": None,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "group_sid": None,
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "status": "queued" if leg.status == "initiated" else leg.status,
        "to": leg.to,
        "to_formatted": leg.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
    }


def recording(it: Recording) -> dict[str, Any]:
    """Return the representation of a recording."""
    account = it.leg.exchange.account
    over = not it.is_open
    return {
        "sid": it.sid,
        "account_sid": account,
        "api_version": VERSION,
        "call_sid": it.leg.sid,
        "conference_sid": None,
        "channels": it.channels,
        "date_created": rfc2822(it.began),
        "date_updated": rfc2822(it.began),
        "start_time": rfc2822(it.began),
        "duration": str(it.duration) if over else "-1",
        "encryption_details": None,
        "error_code": None,
        "media_url": f"{it.leg.exchange.base}/{VERSION}/Accounts/{account}/Recordings/{it.sid}",
        "price": None,
        "price_unit": "USD",
        "source": it.source,
        "status": it.status,
        "track": "both",
        "uri": f"/{VERSION}/Accounts/{account}/Recordings/{it.sid}.json",
        "subresource_uris": {},
    }


# The fields of a number that may be set, with their names in a request.
NUMBER_FIELDS = (
    "VoiceUrl",
    "VoiceMethod",
    "VoiceFallbackUrl",
    "VoiceFallbackMethod",
    "StatusCallback",
    "StatusCallbackMethod",
    "VoiceCallerIdLookup",
    "VoiceApplicationSid",
    "VoiceReceiveMode",
    "TrunkSid",
    "FriendlyName",
    "SmsUrl",
    "SmsMethod",
    "SmsFallbackUrl",
    "SmsFallbackMethod",
    "SmsApplicationSid",
)


def snake(name: str) -> str:
    """Return the name in an answer of a request's field."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def number(it: IncomingNumber, account: str) -> dict[str, Any]:
    """Return the representation of a number."""
    fields: dict[str, Any] = {snake(name): it.fields.get(name) for name in NUMBER_FIELDS}
    fields |= {name: value or "POST" for name, value in fields.items() if name.endswith("_method")}
    return {
        **fields,
        "voice_url": it.fields.get("VoiceUrl", ""),
        "voice_caller_id_lookup": it.fields.get("VoiceCallerIdLookup") == "true",
        "voice_receive_mode": "voice",
        "sid": it.sid,
        "account_sid": account,
        "phone_number": it.number,
        "friendly_name": it.fields.get("FriendlyName", it.name),
        "api_version": VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": False, "mms": False, "fax": False},
        "origin": "twilio",
        "status": "in-use",
        "address_requirements": "none",
        "uri": f"/{VERSION}/Accounts/{account}/IncomingPhoneNumbers/{it.sid}.json",
    }


def account(sid: str) -> dict[str, Any]:
    """Return the representation of the account."""
    return {
        "sid": sid,
        "owner_account_sid": sid,
        "friendly_name": "Entidad de prueba",
        "status": "active",
        "type": "Full",
        "date_created": "Tue, 24 Nov 2026 12:00:00 +0000",
        "date_updated": "Tue, 24 Nov 2026 12:00:00 +0000",
        "uri": f"/{VERSION}/Accounts/{sid}.json",
        "subresource_uris": {},
    }


def page(name: str, items: list[dict[str, Any]], uri: str, size: int, at: int) -> dict[str, Any]:
    """Return one page of a list; ``uri`` is the list's with its filters, and ends with ``?`` or ``&``."""
    size = min(max(size, 1), 1000)
    more = len(items) > (at + 1) * size

    def page_uri(n: int) -> str:
        return f"{uri}PageSize={size}&Page={n}"

    return {
        name: items[at * size : (at + 1) * size],
        "page": at,
        "page_size": size,
        "start": at * size,
        "end": min(len(items), (at + 1) * size) - 1,
        "uri": page_uri(at),
        "first_page_uri": page_uri(0),
        "next_page_uri": page_uri(at + 1) if more else None,
        "previous_page_uri": page_uri(at - 1) if at else None,
    }
