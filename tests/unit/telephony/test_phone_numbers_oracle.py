"""Our reading of numbers beside Google's libphonenumber: each is the other's oracle.

Where both must agree is a property; where they differ on purpose is a table with the reason. A number of a network is
read by our rules (`to_e164`), one that a person typed by the library behind a few of ours (`typed_to_e164`).
"""

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from telephony.phone_numbers import to_e164, typed_to_e164

national_numbers = st.from_regex(r"(3[0-9]|60)[0-9]{8}", fullmatch=True)
dressed = st.sampled_from(
    ["{0}", "{0[0]}{0[1]}{0[2]} {0[3]}{0[4]}{0[5]} {0[6]}{0[7]}{0[8]}{0[9]}", "+57{0}", "+57 {0}", "+57-{0}", "57{0}"]
)
MOBILE = phonenumbers.PhoneNumberType.MOBILE
EXAMPLES = [
    found
    for each in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (found := phonenumbers.example_number_for_type(each, MOBILE))
]


def library(text: str) -> str | None:
    """Return the number as libphonenumber alone reads it in Colombia, or None if no plan has it."""
    try:
        number = phonenumbers.parse(text, "CO")
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.PhoneNumberFormat.E164
    return phonenumbers.format_number(number, e164) if phonenumbers.is_valid_number(number) else None


@given(national_numbers, dressed)
def test_a_number_of_the_colombian_plan_is_one_number_to_all_three(digits: str, form: str) -> None:
    """A number in the plan is read alike by the library, as a network's number and as a typed one."""
    text = form.format(digits)
    assume(library(text) is not None)
    assert to_e164(text) == typed_to_e164(text) == library(text) == f"+57{digits}"


@given(national_numbers, dressed)
def test_a_network_is_believed_beyond_the_plan(digits: str, form: str) -> None:
    """A received call exists, so a number long enough to be Colombian has a form even in an unassigned range."""
    read = to_e164(form.format(digits))
    assert read == f"+57{digits}"
    assert phonenumbers.is_possible_number(phonenumbers.parse(read, "CO"))


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_numbers_of_other_countries_are_read_alike(example: phonenumbers.PhoneNumber) -> None:
    """The library's example mobile of each country is read with its code in front, as E.164 and after 00."""
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    spaced = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert typed_to_e164(e164) == typed_to_e164(spaced) == typed_to_e164(f"00{e164[1:]}") == e164
    if len(e164) > 8:  # a caller's number with fewer digits is taken for an extension
        assert to_e164(e164) == to_e164(f"00{e164[1:]}") == e164


DIFFERENCES = [
    # text, as a network's, as a person's, by the library alone, reason
    ("00573001112203", "+573001112203", "+573001112203", None, "the library takes 005 for a carrier, 7 for Russia"),
    ("0034910000000", "+34910000000", "+34910000000", None, "Colombian carriers' 005, 007 and 009 are all it knows"),
    ("573991112203", "+573991112203", None, None, "399 is not assigned; a trunk's call is there all the same"),
    ("6155550100", "+576155550100", None, None, "615 is no area; a person who types it slipped"),
    ("033001112203", "+573001112203", "+573001112203", "+573001112203", "from a landline to a mobile, until 2021"),
    ("018000555010", None, None, "+5718000555010", "toll-free: it never calls, and nobody is called at it"),
    ("+57 1 8000 555010", None, None, "+5718000555010", "the same, with the country's code"),
    ("+18005550123", "+18005550123", None, "+18005550123", "toll-free elsewhere: a call centre calls from it"),
    ("6015550142 ext. 12", None, None, "+576015550142", "the extension would be lost without a word"),
    ("6015550142,,12", None, None, "+576015550142", "so would this one"),
    ("300 HOLAHOY", None, None, "+573004652469", "letters are keys of a telephone to the library, and a slip to us"),
    ("sip:3001112203@operador.example", "+573001112203", None, None, "people do not type addresses"),
    ("+57 300\u2011111\u20112203", None, "+573001112203", "+573001112203", "hyphens of a page that was copied"),
    ("5550142", None, None, None, "a local number without its area"),
]


@pytest.mark.parametrize(("text", "network", "person", "alone", "why"), DIFFERENCES)
def test_where_the_three_differ(
    text: str, network: str | None, person: str | None, alone: str | None, why: str
) -> None:
    """Each row has a reason; a row that no longer differs as stated fails here and must be removed."""
    assert (to_e164(text), typed_to_e164(text), library(text)) == (network, person, alone), why


@given(st.text(max_size=40) | st.from_regex(r"[+0-9 ().\-,;x]{1,30}", fullmatch=True))
def test_any_input_gives_none_or_stable_form(text: str) -> None:
    """Any input gives None or a stable form that the library finds valid and that a network reads alike."""
    number = typed_to_e164(text)
    if number is not None:
        assert typed_to_e164(number) == library(number) == number
        assert to_e164(number) in (number, None)
