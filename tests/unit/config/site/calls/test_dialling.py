"""The numbers that a site may call back: Colombian landlines and mobiles, and listed prefixes."""

import re

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.site.calls.dialling import CallBackCaps, DiallingPlan, ListedPrefix, judge_number
from config.site.loader import site_from_json, site_to_json
from tests.support.site_folders import FILES, errors_of, sample_site

PLAN = DiallingPlan()
ABROAD = DiallingPlan(prefixes=(ListedPrefix(prefix="+34"), ListedPrefix(prefix="+1305", per_day=5)))
FORGED = ("+882161234567", "0019005551212", "900123456789012", "123", "+3001112203")
"""Forged From numbers that were once dialled."""


@pytest.mark.parametrize(
    ("number", "kind", "dialled"),
    [
        ("3001234567", "mobile", "3001234567"),
        ("+573001234567", "mobile", "+573001234567"),
        ("573001234567", "mobile", "573001234567"),
        ("033001234567", "mobile", "3001234567"),
        ("6015550123", "fixed", "6015550123"),
        ("+576045550123", "fixed", "+576045550123"),
    ],
)
def test_colombian_landlines_and_mobiles_are_dialled(number: str, kind: str, dialled: str) -> None:
    """Colombian numbers are dialled in each format that a trunk uses, as written."""
    judged = judge_number(PLAN, number)
    assert (judged.kind, judged.refused, judged.dialled) == (kind, "", dialled)
    assert judged.e164 == f"+57{dialled[-10:]}"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("+882161234567", "satellite"),
        ("+881612345678", "satellite"),
        ("+870773123456", "satellite"),
        ("00870773123456", "satellite"),
        ("0019005551212", "premium"),
        ("+19005551212", "premium"),
        ("+979123456789", "premium"),
        ("+3001112203", "international"),
        ("+34911234567", "international"),
        ("0034911234567", "international"),
        ("900123456789012", "unknown"),
        ("123", "emergency"),
        ("112", "emergency"),
        ("+123", "emergency"),
        ("018", "short"),
        ("85555", "short"),
        ("018000555010", "unknown"),
        ("+5718001234567", "toll_free"),
        ("7001234567", "unknown"),
        ("300123456", "unknown"),
        ("30012345678", "unknown"),
        ("", "hidden"),
        ("anonymous", "hidden"),
        ("300 123 4567", "unknown"),
        ("3001234567@otra.example", "unknown"),
        ("3001234567;user=phone", "unknown"),
        ("٣٠٠١٢٣٤٥٦٧", "unknown"),
        ("3001234567\n", "unknown"),
    ],
)
def test_all_else_is_refused_and_why(number: str, reason: str) -> None:
    """Each refusal reason is the kind of the number."""
    judged = judge_number(PLAN, number)
    assert (judged.refused, judged.dialled) == (reason, "")


@pytest.mark.parametrize("number", FORGED)
def test_no_listed_prefix_lets_the_forged_numbers_through(number: str) -> None:
    """The forged numbers stay refused with any prefix, except satellite numbers, which a site may list."""
    plan = DiallingPlan(prefixes=(ListedPrefix(prefix="+1"), ListedPrefix(prefix="+30"), ListedPrefix(prefix="+57")))
    assert judge_number(plan, number).dialled == ""


def test_a_kind_that_the_site_does_not_list_is_refused() -> None:
    """A plan of mobiles only refuses landlines."""
    plan = DiallingPlan(kinds=("mobile",))
    assert judge_number(plan, "3001234567").refused == ""
    assert judge_number(plan, "6015550123").refused == "not_in_plan"


def test_a_listed_prefix_allows_its_numbers_as_e164() -> None:
    """The longest matching prefix sets the daily limit; premium numbers under it stay refused."""
    spain, miami = judge_number(ABROAD, "0034911234567"), judge_number(ABROAD, "+13055550123")
    assert (spain.kind, spain.dialled, spain.prefix) == ("international", "+34911234567", ABROAD.prefixes[0])
    assert (miami.dialled, miami.prefix) == ("+13055550123", ABROAD.prefixes[1])
    assert judge_number(ABROAD, "+34803123456").refused == "premium"
    assert judge_number(ABROAD, "+12125550123").refused == "international"
    assert (
        judge_number(DiallingPlan(prefixes=(ListedPrefix(prefix="+8816"),)), "+881612345678").dialled == "+881612345678"
    )


def test_a_range_that_is_too_new_for_libphonenumber_can_be_listed() -> None:
    """A listed prefix allows a Colombian range that libphonenumber does not know yet."""
    new = "+573990000000"
    assert judge_number(PLAN, new).refused == "unknown"
    assert judge_number(DiallingPlan(prefixes=(ListedPrefix(prefix="+57399"),)), new).dialled == new


@given(st.text(st.sampled_from("+0123456789*#;@ a"), max_size=18))
@example("00573001234567")
@example("+5703001234567")
def test_only_a_valid_colombian_number_is_ever_dialled_by_default(text: str) -> None:
    """The dialled form is the one that was checked, and is unambiguous by itself."""
    dialled = judge_number(PLAN, text).dialled
    if dialled:
        assert re.fullmatch(r"(?:\+?57)?[36][0-9]{9}", dialled)
        number = phonenumbers.parse(f"+57{dialled[-10:]}", None)
        assert phonenumbers.is_valid_number_for_region(number, "CO")
        assert text.endswith(dialled[-10:])


@given(st.from_regex(r"\A(?:\+|00)?[0-9]{1,15}\Z"), st.from_regex(r"\A\+[1-9][0-9]{0,3}\Z"))
def test_no_listed_prefix_allows_costly_or_short_numbers(number: str, prefix: str) -> None:
    """Premium, toll-free, emergency and short numbers stay refused."""
    judged = judge_number(DiallingPlan(prefixes=(ListedPrefix(prefix=prefix),)), number)
    assert not (judged.dialled and judged.kind in ("premium", "toll_free", "emergency", "short", "hidden"))
    assert bool(judged.dialled) != bool(judged.refused)


def test_the_sample_site_calls_colombia_alone() -> None:
    """It lists mobiles, landlines and no prefix."""
    call_backs = sample_site().call_backs
    assert call_backs is not None
    assert call_backs.plan == PLAN


def test_a_site_that_was_stored_before_there_was_a_plan_has_the_narrow_one() -> None:
    """A stored site without a plan calls back Colombian mobiles and landlines only."""
    stored = site_to_json(sample_site())
    call_backs = sample_site().call_backs
    assert call_backs is not None
    old = re.sub(rb'"plan":\{[^}]*\},?|"caps":\{[^}]*\},?|"sentences":\{[^}]*\},?', b"", stored).replace(b",}", b"}")
    read = site_from_json(old).call_backs
    assert read is not None
    assert (read.plan, read.caps) == (PLAN, CallBackCaps())


@pytest.mark.parametrize(
    ("added", "message"),
    [
        ("plan: {kinds: []}\n", "el plan no permite ningún número"),
        ('plan: {prefixes: [{prefix: "+999"}]}\n', "no empieza por el indicativo de un país"),
        ('plan: {prefixes: [{prefix: "34"}]}\n', "escriba «+» y el indicativo del país"),
        ('plan: {prefixes: [{prefix: "+34"}, {prefix: "+34"}]}\n', "está dos veces"),
        ("plan: {kinds: [satelital]}\n", "satelital"),
        ("caps: {per_hour: 0}\n", "use de 1 a 10000"),
        ("sentences: {ask: no_existe}\n", "«no_existe» no está en prompts.yaml"),
    ],
)
def test_error_names_file_line_and_field(added: str, message: str) -> None:
    """The error names the file, the line and the field."""
    content = re.sub(rb"(?ms)^(plan|caps):.*?(?=^\w|\Z)", b"", FILES["call_backs.yaml"]) + added.encode()
    [complaint] = errors_of({**FILES, "call_backs.yaml": content})
    assert complaint.startswith("call_backs.yaml:")
    assert message in complaint
