"""The clamd protocol: requests and the meaning of its answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_api.tickets.attachments.domain.clamd_protocol import (
    CHUNK_BYTES,
    INSTREAM,
    ClamdError,
    MalformedAnswer,
    decode_answer,
    instream_chunks,
    parse_finding,
)


def heard(stream: bytes) -> bytes:
    """Return the bytes that clamd reads: length-prefixed chunks up to one of length zero."""
    assert stream.startswith(INSTREAM)
    at, content = len(INSTREAM), b""
    while length := int.from_bytes(stream[at : at + 4], "big"):
        assert length <= CHUNK_BYTES
        content += stream[at + 4 : at + 4 + length]
        at += 4 + length
    assert len(stream) == at + 4
    return content


@given(st.binary(max_size=300))
def test_any_bytes_arrive_unchanged_zeros_and_lengths_included(content: bytes) -> None:
    """Any bytes arrive unchanged, zeros and lengths included; so does an empty stream."""
    assert heard(b"".join(instream_chunks(content))) == content


@pytest.mark.parametrize("size", [CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_a_large_file_is_streamed_in_pieces(size: int) -> None:
    """Nothing is lost or sent twice at the border of two chunks."""
    content = bytes(range(251)) * (size // 251 + 1)
    assert heard(b"".join(instream_chunks(content[:size]))) == content[:size]


@pytest.mark.parametrize(
    ("answer", "finding"),
    [
        (b"stream: OK\0", ""),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1"),
        (b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0", "Heuristics.Limits.Exceeded.MaxFileSize"),
        (b"stream: A name FOUND in the wild FOUND\0", "A name FOUND in the wild"),
    ],
)
def test_answer_means_clean_or_has_name_of_signature_found(answer: bytes, finding: str) -> None:
    """An answer means clean, or has the name of the signature found."""
    assert parse_finding(decode_answer(answer)) == finding


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\0",
        b"stream: OK",
        b"stream: OK\0stream: OK\0",
        b"stream: \xff FOUND\0",
        b"stream:  FOUND\0",
        b"stream: \0",
        b"OK\0",
        b"PONG\0",
        b"stream: NOT OK\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_partial_different_or_foreign_answer_never_means_that_file_is_clean(answer: bytes) -> None:
    """A partial, different or foreign answer never means that a file is clean."""
    with pytest.raises(MalformedAnswer):
        parse_finding(decode_answer(answer))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"INSTREAM size limit exceeded. ERROR\0", "INSTREAM size limit exceeded."),
        (b"stream: Can't allocate memory ERROR\0", "Can't allocate memory"),
    ],
)
def test_file_that_was_not_scanned_is_not_clean_and_reason_is_reported(answer: bytes, message: str) -> None:
    """A file that was not scanned is not clean, and the reason is reported."""
    with pytest.raises(ClamdError, match=message):
        parse_finding(decode_answer(answer))
