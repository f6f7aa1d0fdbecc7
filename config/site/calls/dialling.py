"""The dialling plan of a site: which numbers may be called back, and how many. Pure.

Owns the shape and the checks of the plan, and the judgement of a number. Parsing is strict: the judged number is the
dialled number, and a text that a carrier could interpret differently is refused. Numbering plans are those of
libphonenumber.
"""

import re
from typing import Annotated, Final, Literal

import msgspec
import phonenumbers
from msgspec import Meta
from phonenumbers import PhoneNumberType

from config.errors import SectionReference
from config.schema.fields import PREFIX_PATTERN
from config.schema.reader import NodePath, Reader
from config.site.calls.number_kinds import NumberKind, RefusalReason

_COUNTRY: Final = "CO"
_COUNTRY_CODE: Final = 57
_SATELLITE: Final = frozenset({870, 881, 882, 883})  # ITU-T E.164: Inmarsat, satellite systems, international networks
_PREMIUM_WORLDWIDE: Final = 979  # ITU-T E.169.2
_COSTLY: Final = frozenset({PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST})
_NATIONAL: Final = re.compile(r"[36][0-9]{9}")  # mobile 3xx, landline 60x
_COLOMBIAN: Final = re.compile(r"(?:\+?57|03(?=3))?([36][0-9]{9})")  # 03…: how landlines dialled mobiles until 2021
_INTERNATIONAL: Final = re.compile(r"(?:\+|00)([1-9][0-9]{6,14})")
_DIGITS: Final = re.compile(r"\+?[0-9]+")
_SHORT_DIGITS: Final = 6

DiallableKind = Literal["mobile", "fixed"]
Limit = Annotated[int, Meta(ge=1, le=10_000)]


class ListedPrefix(msgspec.Struct, frozen=True, kw_only=True):
    """A destination that the site allows besides the Colombian kinds, and its maximum of call-backs in 24 hours.

    ``prefix`` is ``+``, the country code, and optionally more digits.
    """

    prefix: Annotated[str, Meta(pattern=PREFIX_PATTERN)]
    per_day: Limit = 20


class DiallingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """Which numbers may be called back; emergency, short, premium and toll-free numbers never are.

    Satellite and foreign numbers need a prefix in ``prefixes``.
    """

    kinds: tuple[DiallableKind, ...] = ("mobile", "fixed")
    prefixes: tuple[ListedPrefix, ...] = ()


class CallBackCaps(msgspec.Struct, frozen=True, kw_only=True):
    """How many call-backs may be promised: of the campaign in any 60 minutes or 24 hours, to one number in 24 hours."""

    per_hour: Limit = 120
    per_day: Limit = 600
    per_number: Limit = 3


class JudgedNumber(msgspec.Struct, frozen=True, kw_only=True):
    """The plan's decision about a number.

    Attributes:
        refused: why it may not be dialled, or empty.
        e164: ``+`` and digits; empty for a text without such a form.
        dialled: what a call-back dials; empty if it is refused.
        prefix: the listed prefix that allows it, or None.
    """

    kind: NumberKind
    refused: RefusalReason | Literal[""] = ""
    e164: str = ""
    dialled: str = ""
    prefix: ListedPrefix | None = None


def judge_number(plan: DiallingPlan, number: str) -> JudgedNumber:
    """Decide whether a number, as the network or the caller wrote it, may be called back."""
    e164 = _e164(number)
    if not e164:
        kind = _kind_of_other(number)
        return JudgedNumber(kind=kind, refused=_refusal_reason(kind))
    kind = _kind_of_e164(e164)
    prefix = _find_prefix(plan, e164)
    allowed = kind in plan.kinds or (prefix is not None and _is_dialable(kind, e164))
    if not allowed:
        return JudgedNumber(kind=kind, refused=_refusal_reason(kind), e164=e164)
    dialled = e164 if number.startswith("+") else _as_dialled(number, e164)
    return JudgedNumber(kind=kind, e164=e164, dialled=dialled, prefix=None if kind in plan.kinds else prefix)


def _e164(number: str) -> str:
    """Return the E.164 number of a text, or an empty text if it is ambiguous or no number."""
    if match := _COLOMBIAN.fullmatch(number):
        return f"+57{match[1]}"
    match = _INTERNATIONAL.fullmatch(number)
    return f"+{match[1]}" if match else ""


def _as_dialled(number: str, e164: str) -> str:
    """Return the digits to dial: a Colombian number as the trunk wrote it, else national; a foreign one as E.164."""
    if not e164.startswith(f"+{_COUNTRY_CODE}"):
        return e164
    return number if number == e164[1:] else e164[3:]


def _kind_of_e164(e164: str) -> NumberKind:
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return "unknown"
    if parsed.country_code in _SATELLITE:
        return "satellite"
    type_ = phonenumbers.number_type(parsed)
    if type_ in _COSTLY or parsed.country_code == _PREMIUM_WORLDWIDE:
        return "premium"
    if type_ == PhoneNumberType.TOLL_FREE:
        return "toll_free"
    if parsed.country_code != _COUNTRY_CODE:
        return "international"
    if not phonenumbers.is_valid_number(parsed) or not _NATIONAL.fullmatch(e164[3:]):
        return "unknown"
    return "mobile" if e164[3] == "3" else "fixed"


def _kind_of_other(number: str) -> NumberKind:
    """Return the kind of a text without an E.164 form."""
    if not _DIGITS.fullmatch(number):
        return "unknown" if any(each.isdigit() for each in number) else "hidden"
    bare = number.lstrip("+")
    if phonenumbers.is_emergency_number(bare, _COUNTRY):
        return "emergency"
    return "short" if len(bare) <= _SHORT_DIGITS else "unknown"


def _refusal_reason(kind: NumberKind) -> RefusalReason:
    match kind:
        case "mobile" | "fixed":
            return "not_in_plan"
        case _:
            return kind


def _find_prefix(plan: DiallingPlan, e164: str) -> ListedPrefix | None:
    prefixes = [each for each in plan.prefixes if e164.startswith(each.prefix)]
    return max(prefixes, key=lambda each: len(each.prefix), default=None)


def _is_dialable(kind: NumberKind, e164: str) -> bool:
    """Return whether a listed prefix may allow the number; libphonenumber may not know a new Colombian range."""
    if kind in ("mobile", "fixed", "satellite"):
        return True
    if kind == "unknown":
        return bool(_COLOMBIAN.fullmatch(e164))
    return kind == "international" and phonenumbers.is_valid_number(phonenumbers.parse(e164, None))


def check_plan(plan: DiallingPlan, path: NodePath, reader: Reader) -> None:
    """Complain about a plan that allows nothing, and about a prefix without a country code or listed twice."""
    if not plan.kinds and not plan.prefixes:
        words = "el plan no permite ningún número; deje «kinds» o «prefixes», o borre "
        reader.complain(path, SectionReference(words, "call_backs"))
    seen: set[str] = set()
    for index, listed in enumerate(plan.prefixes):
        prefix_path = (*path, "prefixes", str(index))
        if not _has_country(listed.prefix):
            text = f"«{listed.prefix}» no empieza por el indicativo de un país; escríbalo completo, por ejemplo +34"
            reader.complain((*prefix_path, "prefix"), text)
        if listed.prefix in seen:
            reader.complain((*prefix_path, "prefix"), f"el prefijo «{listed.prefix}» está dos veces; deje uno")
        seen.add(listed.prefix)


def _has_country(prefix: str) -> bool:
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    return any(int(prefix[1:end]) in codes for end in range(2, min(len(prefix), 4) + 1))
