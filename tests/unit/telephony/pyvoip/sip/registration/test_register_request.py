"""The effect of a REGISTER on a user's bindings (RFC 3261 §10.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.port.commands import registered_address, registered_user
from telephony.pyvoip.sip.messages import Message, read_message
from telephony.pyvoip.sip.normalizer import MalformedMessage
from telephony.pyvoip.sip.registration.bindings import Binding, active_bindings
from telephony.pyvoip.sip.registration.register_request import (
    MAX_CONTACTS,
    MAX_EXPIRY,
    RegisterRefused,
    Registration,
    RequestedContact,
    apply_register,
    contact_headers,
    read_registration,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCE = ("10.0.0.1", 5070)


def _register(lines: str) -> Message:
    text = (
        "REGISTER sip:atencion SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\nFrom: <sip:asesor1@atencion>;tag=1\n"
        f"To: <sip:asesor1@atencion>\nCall-ID: c\nCSeq: 1 REGISTER\n{lines}\n\n"
    )
    message = read_message(text.replace("\n", "\r\n").encode(), SOURCE)
    assert message is not None
    return message


def _asked(
    *contacts: tuple[str, timedelta], call_id: str = "c", cseq: int = 1, removes_all: bool = False
) -> Registration:
    requested = tuple(RequestedContact(uri=uri, expiry=life) for uri, life in contacts)
    return Registration(
        user="asesor1", call_id=call_id, cseq=cseq, source=SOURCE, contacts=requested, removes_all=removes_all
    )


def _bound(uri: str, until: datetime = NOON + HOUR, call_id: str = "c", cseq: int = 1) -> Binding:
    return Binding(
        uri=uri, host="10.0.0.1", port=5070, call_id=call_id, cseq=cseq, registered_at=NOON, until=until
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Contact: <sip:a@10.0.0.1>", [3600]),
        ("Contact: <sip:a@10.0.0.1>\nExpires: 300", [300]),
        ("Contact: <sip:a@10.0.0.1>;expires=120\nExpires: 300", [120]),
        ("Contact: <sip:a@10.0.0.1>;expires=soon\nExpires: 300", [3600]),
        ("Contact: <sip:a@10.0.0.1>;q=0.5;expires=0", [0]),
        ("Contact: <sip:a@10.0.0.1>\nExpires: 4294967295", [3600]),
        ('m: "A, B" <sip:a@10.0.0.1;x=1>;expires=60, sip:b@10.0.0.1;expires=61', [60, 61]),
        ("Subject: none", []),
    ],
)
def test_how_long_is_the_contacts_word_then_the_requests_then_ours(lines: str, seconds: list[int]) -> None:
    """The expiry comes from the Contact, else the request, else us (§10.2.1.1); an unreadable one counts as absent."""
    read_contacts = read_registration(_register(lines)).contacts
    assert [each.expiry.total_seconds() for each in read_contacts] == seconds


def test_binding_is_replaced_by_equal_uri_in_any_notation() -> None:
    """A binding is replaced by an equal URI in any notation (§19.1.4); another parameter means another phone."""
    before = (_bound("sip:a@Host.example;x=1;y=2"), _bound("sip:a@host.example"))
    after = apply_register(before, _asked(("sip:a@host.example:5060;y=2;X=1", HOUR), cseq=2), NOON)
    assert [each.uri for each in after] == ["sip:a@host.example:5060;y=2;X=1", "sip:a@host.example"]


def test_same_call_id_without_higher_number_is_refused_whole() -> None:
    """The same Call-ID without a higher number is refused whole; the number of another Call-ID does not matter."""
    before = (_bound("sip:a@10.0.0.1", cseq=5), _bound("sip:b@10.0.0.1", call_id="other", cseq=9))
    for request in (_asked(("sip:a@10.0.0.1", HOUR), cseq=5), _asked(cseq=4, removes_all=True)):
        with pytest.raises(RegisterRefused) as refused:
            apply_register(before, request, NOON)
        assert refused.value.code == 500
    assert apply_register(before, _asked(cseq=6, removes_all=True), NOON) == ()
    assert len(apply_register(before, _asked(("sip:b@10.0.0.1", HOUR)), NOON)) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=60))
def test_bindings_are_bounded_alive_and_each_there_once(asks: list[tuple[int, int]]) -> None:
    """With any requests a user has at most ten bindings, all current and within the longest time."""
    bindings: tuple[Binding, ...] = ()
    for seq, (number, seconds) in enumerate(asks):
        now = NOON + timedelta(seconds=seq * 100)
        life = min(timedelta(seconds=seconds), MAX_EXPIRY)
        bindings = apply_register(bindings, _asked((f"sip:a{number}@10.0.0.1", life), cseq=seq), now)
        assert len({each.uri for each in bindings}) == len(bindings) <= MAX_CONTACTS
        assert all(now < each.until <= now + MAX_EXPIRY for each in bindings)
        assert (f"sip:a{number}@10.0.0.1" in {each.uri for each in bindings}) == bool(life)


def test_seconds_are_rounded_up_so_that_no_phone_refreshes_too_late() -> None:
    """Seconds are rounded up, so that no phone refreshes too late; expired bindings are left out."""
    bindings = (_bound("sip:a@10.0.0.1", NOON + timedelta(seconds=59.5)), _bound("sip:b@10.0.0.1", NOON))
    assert contact_headers(bindings, NOON) == [
        ("Contact", "<sip:a@10.0.0.1>;expires=60"),
        ("Date", "Tue, 24 Nov 2026 12:00:00 GMT"),
    ]


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("sip:a@10.0.0.1:5099", ("10.0.0.1", 5099)),
        ("sip:a@192.168.1.7:5099", ("10.0.0.1", 5070)),
        ("sip:a@phone.example", ("10.0.0.1", 5070)),
    ],
)
def test_a_phone_is_rung_at_its_source_and_nowhere_else(uri: str, address: tuple[str, int]) -> None:
    """A Contact may choose the port at the source address, but not the host."""
    assert _bound(uri).address == address


def test_the_registered_address_names_its_user() -> None:
    """The registered address has its user, and any other address has none."""
    assert registered_user(registered_address("asesor1")) == "asesor1"
    assert [registered_user(text) for text in ("sip:a@10.0.0.1", "asesor1", "tel:1@registered", "sip:registered")] == [
        None
    ] * 4


def test_the_newest_comes_first() -> None:
    """The newest binding comes first, and expired ones are left out."""
    old, new = _bound("sip:a@10.0.0.1"), _bound("sip:b@10.0.0.1", NOON + 2 * HOUR)
    newer = Binding(**{name: getattr(new, name) for name in new.__struct_fields__} | {"registered_at": NOON + HOUR})
    assert [each.uri for each in active_bindings((old, newer), NOON)] == ["sip:b@10.0.0.1", "sip:a@10.0.0.1"]
    assert active_bindings((old, newer), NOON + HOUR) == (newer,)


_PIECES = st.sampled_from(
    (
        *(
            "<",
            ">",
            "sip:",
            "sips:",
            "a",
            "@",
            "10.0.0.1",
            ":5060",
            ":99999",
            ";",
            "expires",
            "=",
            "0",
            "60",
            "-1",
            "*",
        ),
        *(",", '"', "\\", "ñ", " ", ";transport=udp", ";transport=", "?h=1", "%00", "%", "[::1]", ";;", "tel:1"),
    )
)


@given(st.lists(_PIECES, max_size=12).map("".join), st.lists(_PIECES, max_size=3).map("".join))
def test_any_contact_is_bound_or_refused_and_bound_one_can_be_dialled(contact: str, expires: str) -> None:
    """Any Contact is bound or refused, and a bound one can be dialled."""
    try:
        request = read_registration(_register(f"Contact: {contact}\nExpires: {expires}"))
        bindings = apply_register((), request, NOON)
    except (RegisterRefused, MalformedMessage):
        return
    assert all(each.address[0] == "10.0.0.1" and 0 < each.address[1] < 65536 for each in bindings)
