"""The format of encrypted recordings: only a complete, unchanged file decrypts."""

from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import RecordingBroken
from storage.recordings import cipher
from storage.recordings.cipher import (
    CHUNK_BYTES,
    ENCRYPTED_CHUNK_BYTES,
    HEADER_BYTES,
    decrypt_range,
    encrypt_file,
    plain_size,
)
from tests.support.properties import examples

KEY, PREFIX = b"k" * 32, b"prefix7"
THREE = bytes(range(256)) * (2 * CHUNK_BYTES // 256) + b"the rest"
SIZES = st.sampled_from([0, 1, 43, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, len(THREE)])


def sealed(plain: bytes, key: bytes = KEY, prefix: bytes = PREFIX) -> bytes:
    return b"".join(encrypt_file(key, prefix, BytesIO(plain).read))


def reader(data: bytes) -> Callable[[int, int], bytes]:
    return lambda offset, count: data[offset : offset + count]


def opened(data: bytes, begin: int = 0, end: int | None = None, key: bytes = KEY) -> bytes:
    last = plain_size(len(data)) if end is None else end
    return b"".join(decrypt_range(key, len(data), reader(data), begin, last))


SEALED = sealed(THREE)
CHUNKS = [SEALED[at : at + ENCRYPTED_CHUNK_BYTES] for at in range(HEADER_BYTES, len(SEALED), ENCRYPTED_CHUNK_BYTES)]


def broken(data: bytes) -> None:
    """Check that reading the whole file raises an error."""
    with pytest.raises(RecordingBroken):
        opened(data)


@given(SIZES)
def test_every_size_decrypts_to_same_bytes_also_at_chunk_edges(size: int) -> None:
    """Every size decrypts to the same bytes, also at chunk edges, and the plain size can be computed."""
    plain = THREE[:size]
    data = sealed(plain)
    assert opened(data) == plain
    assert plain_size(len(data)) == size


@settings(deadline=None)
@given(st.integers(0, len(THREE)), st.integers(0, len(THREE)))
def test_any_stretch_opens_by_itself(one: int, other: int) -> None:
    """A reader that seeks gets exactly the requested bytes."""
    begin, end = sorted((one, other))
    assert opened(SEALED, begin, end) == THREE[begin:end]


def test_reading_range_in_last_chunk_costs_header_and_that_chunk() -> None:
    """Reading a range in the last chunk costs the header and that chunk."""
    reads: list[tuple[int, int]] = []

    def read_at(offset: int, count: int) -> bytes:
        reads.append((offset, count))
        return SEALED[offset : offset + count]

    assert b"".join(decrypt_range(KEY, len(SEALED), read_at, len(THREE) - 4, len(THREE))) == b"rest"
    assert [offset for offset, _ in reads] == [0, HEADER_BYTES + 2 * ENCRYPTED_CHUNK_BYTES]


@settings(deadline=None, max_examples=examples(300))
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(at: int, by: int) -> None:
    """A changed byte in header, ciphertext or tag is detected."""
    data = bytearray(SEALED)
    data[at] ^= by
    broken(bytes(data))


@settings(deadline=None, max_examples=examples(200))
@given(st.integers(0, len(SEALED) - 1))
def test_any_shorter_file_is_found(length: int) -> None:
    """A truncated file is detected, also at a chunk edge."""
    broken(SEALED[:length])


@pytest.mark.parametrize("chunks", range(3))
def test_a_file_cut_at_a_chunk_is_found(chunks: int) -> None:
    """A chunk written in the middle does not verify as the last one."""
    broken(SEALED[: HEADER_BYTES + chunks * ENCRYPTED_CHUNK_BYTES])


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 2), (0, 2), (1, 2), (0, 1, 2, 2), (2,), (0, 1, 1, 2)])
def test_chunks_in_another_order_are_found(order: tuple[int, ...]) -> None:
    """Swapped, repeated or missing chunks are detected, and invalid ones are never returned."""
    broken(SEALED[:HEADER_BYTES] + b"".join(CHUNKS[each] for each in order))


@given(st.binary(min_size=1, max_size=100))
def test_a_file_that_goes_on_is_found(more: bytes) -> None:
    """Bytes after the last chunk are detected."""
    broken(SEALED + more)


def test_a_chunk_of_another_file_is_found() -> None:
    """A foreign chunk is detected, even with the same key and position."""
    other = sealed(THREE, prefix=b"another")
    data = SEALED[: HEADER_BYTES + ENCRYPTED_CHUNK_BYTES] + other[HEADER_BYTES + ENCRYPTED_CHUNK_BYTES :]
    broken(data)


def test_another_key_opens_nothing() -> None:
    """Another key gives the same error as a changed file."""
    with pytest.raises(RecordingBroken):
        opened(SEALED, key=b"l" * 32)


def test_nothing_of_the_plain_bytes_is_seen() -> None:
    """The file contains none of the plain text."""
    assert b"the rest" not in SEALED


def test_a_reader_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    """A pipe may return fewer bytes than requested; the chunks stay the same."""
    source = BytesIO(THREE)
    pieces = b"".join(encrypt_file(KEY, PREFIX, lambda count: source.read(min(count, 1000))))
    assert pieces == SEALED


@given(st.integers(0, 10 * ENCRYPTED_CHUNK_BYTES))
def test_sizes_that_no_file_has_are_refused(size: int) -> None:
    """An encrypted size that no plain size produces is refused."""
    try:
        plain = plain_size(size)
    except RecordingBroken:
        return
    chunks = max(-(-plain // CHUNK_BYTES), 1)
    assert size == cipher.HEADER_BYTES + plain + chunks * cipher.TAG_BYTES
