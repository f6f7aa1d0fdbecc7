"""Encoding and decoding of facts."""

import pytest
from hypothesis import given

from eventlog.errors import Unreadable
from eventlog.facts import CallEnded, Envelope
from eventlog.journal.codec import (
    canonical_bytes,
    read_canonical,
    read_entry,
    tag_of,
)
from tests.support.facts.call_logs import entry_of, mixed_log
from tests.support.facts.strategies import any_envelope

ENDED = next(envelope for envelope in mixed_log(1) if isinstance(envelope.fact, CallEnded))


@given(any_envelope)
def test_canonical_bytes_give_the_envelope_back(envelope: Envelope) -> None:
    """Decoding returns the envelope, and encoding it again gives the same bytes."""
    data = canonical_bytes(envelope)
    assert read_canonical(data) == envelope
    assert canonical_bytes(read_canonical(data)) == data


@given(any_envelope)
def test_an_entry_of_the_stream_gives_the_envelope_back(envelope: Envelope) -> None:
    """A stream entry decodes to the envelope that was written."""
    fields = {name.encode(): _raw(value) for name, value in entry_of(envelope).items()}
    assert read_entry(envelope.campaign, envelope.id.encode(), fields) == envelope


def test_canonical_bytes_never_change() -> None:
    """The chain depends on these bytes, so this envelope's encoding is fixed here for ever."""
    assert canonical_bytes(ENDED) == (
        b'{"id":"1-8","at":"2026-03-02T17:00:13.723000Z","campaign":"demo","call_id":"call-0","actor":"caller",'
        b'"site_version":"site-1","fact":{"type":"CallEnded","line":"bogota","queue":"general","outcome":"answered",'
        b'"stage":"talking","ended_by":"caller"}}'
    )


def test_facts_from_before_sub_themes_and_ticket_lookups_decode() -> None:
    """Facts from before sub-themes and ticket lookups decode, and encode to the same bytes."""
    for fact in (
        b'{"type":"TicketFiled","ticket":"2026-000123-8","kind":"queja","theme":"trato"}',
        b'{"type":"CallTypified","kind":"queja","theme":"trato","advisor":"asesor1"}',
        b'{"type":"LookupMade","lookup":"giros","customer_ref":"c1","result":"none","reason":"","duration_ms":9}',
    ):
        entry = {name.encode(): _raw(value) for name, value in entry_of(ENDED).items()} | {b"fact": fact}
        assert canonical_bytes(read_entry("demo", b"1-1", entry)).endswith(b'"fact":' + fact + b"}")


@pytest.mark.parametrize(
    ("name", "value"),
    [("fact", b"{"), ("fact", b'{"type":"Unheard"}'), ("at", b"noon"), ("call", b"\xff"), ("fact", None)],
)
def test_an_entry_that_is_no_fact_is_refused(name: str, value: bytes | None) -> None:
    """A missing or invalid field is our own error, not one of a library."""
    fields = {key.encode(): _raw(text) for key, text in entry_of(ENDED).items()}
    if value is None:
        del fields[name.encode()]
    else:
        fields[name.encode()] = value
    with pytest.raises(Unreadable):
        read_entry("demo", b"1-1", fields)


def test_bytes_that_are_no_fact_are_refused() -> None:
    """A journal row that cannot be decoded is reported."""
    with pytest.raises(Unreadable):
        read_canonical(b"\x00")


def test_a_fact_knows_its_tag() -> None:
    """The tag of a fact is that of its bytes."""
    assert tag_of(ENDED.fact) == "CallEnded"


def _raw(value: str | bytes | int) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
