"""The numbers to which text messages go: mobile numbers of Colombia. Pure."""

from typing import Final

from config.site.calls.dialling import DiallingPlan, judge_number
from telephony.phone_numbers import to_e164

_MOBILE: Final = DiallingPlan(kinds=("mobile",))


def mobile_number(caller: str) -> str:
    """Return a caller's number in E.164 if it is a mobile number of Colombia, else an empty text."""
    judged = judge_number(_MOBILE, to_e164(caller) or "")
    return judged.e164 if judged.dialled else ""
