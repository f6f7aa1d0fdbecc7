"""Session timers as values: negotiation, refresh and expiry (RFC 4028)."""

import pytest

from telephony.pyvoip.sip.messages import Message, read_message
from telephony.pyvoip.sip.session.session_timer import Session, SessionPolicy, SessionTerms, response_headers, step

POLICY = SessionPolicy()


def message(start: str, *headers: str) -> Message:
    """Build a message with these headers and the mandatory ones."""
    needed = (
        *("Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1", "From: <sip:a@192.0.2.9>;tag=f", "To: <sip:b@192.0.2.1>"),
        *("Call-ID: c1", "CSeq: 1 INVITE"),
    )
    made = read_message("\r\n".join((start, *needed, *headers, "", "")).encode(), ("192.0.2.9", 5060))
    assert made is not None
    return made


def invite(*headers: str) -> Message:
    """Build an INVITE."""
    return message("INVITE sip:b@192.0.2.1 SIP/2.0", *headers)


def ok(*headers: str) -> Message:
    """Build a 200."""
    return message("SIP/2.0 200 OK", *headers)


@pytest.mark.parametrize(
    ("headers", "terms"),
    [
        ((), None),
        (("Supported: timer",), SessionTerms(180, "uac")),
        (("Supported: 100rel, TIMER", "Session-Expires: 1800"), SessionTerms(180, "uac")),
        (("k: timer", "x: 120;refresher=uas"), SessionTerms(120, "uas")),
        (("Supported: timer", "session-expires: 90 ; refresher=UAC"), SessionTerms(90, "uac")),
        (("Supported: timer", "Session-Expires: 1800", "min-se: 600"), SessionTerms(600, "uac")),
        (("Supported: timer", "Min-SE: 600"), SessionTerms(600, "uac")),
        (("Session-Expires: 1800",), SessionTerms(180, "uas")),
        (("Session-Expires: 1800;refresher=uac",), SessionTerms(180, "uas")),
        (("Require: timer", "Session-Expires: 100;refresher=uac"), SessionTerms(100, "uac")),
        (("Session-Expires: 1",), None),
        (("Session-Expires: soon",), None),
        (("Supported: timer", "Session-Expires: soon"), SessionTerms(180, "uac")),
    ],
)
def test_interval_is_reduced_to_ours_never_below_request_minimum(
    headers: tuple[str, ...], terms: SessionTerms | None
) -> None:
    """RFC 4028 §9, table 2: the interval is reduced to ours, never below the request's minimum."""
    assert POLICY.answer_terms(invite(*headers)) == terms


def test_short_session_is_refused_only_for_timer_support() -> None:
    """A 422 requires `Supported: timer` (§9); otherwise a short interval sets no timer, so traffic cannot grow."""
    assert POLICY.is_too_short(invite("Supported: timer", "Session-Expires: 89"))
    assert not POLICY.is_too_short(invite("Supported: timer", "Session-Expires: 90"))
    assert not POLICY.is_too_short(invite("Session-Expires: 60"))
    assert not POLICY.is_too_short(invite("Supported: timer"))


@pytest.mark.parametrize(
    ("headers", "terms"),
    [
        ((), None),
        (("Session-Expires: 180;refresher=uas",), SessionTerms(180, "uas")),
        (("Session-Expires: 600;refresher=uac",), SessionTerms(600, "uac")),
        (("Session-Expires: 180",), SessionTerms(180, "uac")),
        (("Session-Expires: 2;refresher=uac",), SessionTerms(90, "uac")),
    ],
)
def test_response_without_timer_means_none_and_no_interval_is_below_minimum(
    headers: tuple[str, ...], terms: SessionTerms | None
) -> None:
    """A response without a timer means none, and no interval is below the minimum."""
    assert POLICY.agreed_terms(ok(*headers)) == terms


def test_failed_refresh_is_retried_after_ten_seconds_until_32_s_before_end() -> None:
    """A failed refresh is retried after ten seconds, until 32 s before the end."""
    session = Session(interval_s=180, is_ours=True, started_at=1000.0)
    assert step(session, 1000.0) == ("wait", 1090.0)
    assert step(session, 1089.9) == ("wait", 1090.0)
    assert step(session, 1090.0) == ("refresh", 1148.0)
    tried = Session(interval_s=180, is_ours=True, started_at=1000.0, last_attempt_at=1090.0)
    assert step(tried, 1090.0) == ("wait", 1100.0)
    assert step(tried, 1100.0) == ("refresh", 1148.0)
    assert step(Session(interval_s=180, is_ours=True, started_at=1000.0, last_attempt_at=1145.0), 1145.0) == (
        "wait",
        1148.0,
    )
    assert step(tried, 1148.0)[0] == "give_up"


def test_waiting_side_gives_up_32_s_before_end_or_third_of_short_interval_before_it() -> None:
    """The waiting side gives up 32 s before the end, or a third of a short interval before it (§10)."""
    assert step(Session(interval_s=180, is_ours=False, started_at=0.0), 90.0) == ("wait", 148.0)
    assert step(Session(interval_s=180, is_ours=False, started_at=0.0), 148.0) == ("give_up", 148.0)
    assert step(Session(interval_s=90, is_ours=False, started_at=0.0), 59.9) == ("wait", 60.0)
    assert step(Session(interval_s=90, is_ours=False, started_at=0.0), 60.0) == ("give_up", 60.0)


def test_every_step_lies_ahead_or_acts() -> None:
    """A timer set for the time of `step` always has an action."""
    for interval_s in (90, 91, 180, 1800):
        for is_ours in (True, False):
            session = Session(interval_s=interval_s, is_ours=is_ours, started_at=5.0)
            act, due = step(session, 5.0)
            assert act == "wait"
            assert due > 5.0
            assert step(session, due)[0] == ("refresh" if is_ours else "give_up")


def test_headers_of_a_request() -> None:
    """The request has the minimum interval, and the longer one that a 422 required."""
    assert POLICY.request_headers(180) == (
        ("Supported", "timer"),
        ("Session-Expires", "180"),
        ("Min-SE", "90"),
    )
    assert POLICY.request_headers(600, "uac")[1:] == (("Session-Expires", "600;refresher=uac"), ("Min-SE", "600"))
    extra = (("Allow", "INVITE"), *POLICY.request_headers(180), ("Content-Type", "application/sdp"))
    changed = dict(POLICY.with_interval(extra, 600))
    assert (changed["Session-Expires"], changed["Min-SE"], changed["Allow"]) == ("600", "600", "INVITE")
    assert len(changed) == len(POLICY.with_interval(extra, 600)) == len(extra)


def test_headers_of_a_response() -> None:
    """A far end without timer support gets no timer headers; with support they are required."""
    assert response_headers(invite(), None) == []
    assert ("Require", "timer") in response_headers(invite("Supported: timer"), SessionTerms(180, "uac"))
    assert response_headers(invite("Session-Expires: 180"), SessionTerms(180, "uas"))[-1] == (
        "Session-Expires",
        "180;refresher=uas",
    )
    assert not any(
        name == "Require" for name, _ in response_headers(invite("Session-Expires: 180"), SessionTerms(180, "uas"))
    )


def test_the_shortest_interval_of_a_message() -> None:
    """The minimum is ninety seconds if the header is absent, lower or invalid (§5)."""
    assert [
        POLICY.min_interval_with(ok(*header)) for header in ((), ("Min-SE: 40",), ("Min-SE: x",), ("Min-SE: 200;a=b",))
    ] == [
        *(90, 90, 90, 200),
    ]
