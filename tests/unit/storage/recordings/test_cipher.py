"""The form of an encrypted recording: whole it opens, and nothing else does."""

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
    """Whoever reads all of it is told."""
    with pytest.raises(RecordingBroken):
        opened(data)


@given(SIZES)
def test_what_was_sealed_opens(size: int) -> None:
    """Every size gives the same bytes back, those at the edges of chunks too, and the size can be computed."""
    plain = THREE[:size]
    data = sealed(plain)
    assert opened(data) == plain
    assert plain_size(len(data)) == size


@settings(deadline=None)
@given(st.integers(0, len(THREE)), st.integers(0, len(THREE)))
def test_any_stretch_opens_by_itself(one: int, other: int) -> None:
    """Who seeks gets exactly the bytes that they asked for."""
    begin, end = sorted((one, other))
    assert opened(SEALED, begin, end) == THREE[begin:end]


def test_who_seeks_reads_only_the_chunks_that_are_needed() -> None:
    """A stretch within the last chunk costs the header and that chunk."""
    reads: list[tuple[int, int]] = []

    def read_at(offset: int, count: int) -> bytes:
        reads.append((offset, count))
        return SEALED[offset : offset + count]

    assert b"".join(decrypt_range(KEY, len(SEALED), read_at, len(THREE) - 4, len(THREE))) == b"rest"
    assert [offset for offset, _ in reads] == [0, HEADER_BYTES + 2 * ENCRYPTED_CHUNK_BYTES]


@settings(deadline=None, max_examples=examples(300))
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_any_changed_byte_is_found(at: int, by: int) -> None:
    """Wherever it is: header, ciphertext or tag."""
    data = bytearray(SEALED)
    data[at] ^= by
    broken(bytes(data))


@settings(deadline=None, max_examples=examples(200))
@given(st.integers(0, len(SEALED) - 1))
def test_any_shorter_file_is_found(length: int) -> None:
    """Wherever it was cut, at the edge of a chunk too."""
    broken(SEALED[:length])


@pytest.mark.parametrize("chunks", range(3))
def test_a_file_cut_at_a_chunk_is_found(chunks: int) -> None:
    """The chunk that is the last now was not written as the last."""
    broken(SEALED[: HEADER_BYTES + chunks * ENCRYPTED_CHUNK_BYTES])


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 0, 2), (0, 2), (1, 2), (0, 1, 2, 2), (2,), (0, 1, 1, 2)])
def test_chunks_in_another_order_are_found(order: tuple[int, ...]) -> None:
    """Swapped, repeated, left out: what does not open is never given."""
    broken(SEALED[:HEADER_BYTES] + b"".join(CHUNKS[each] for each in order))


@given(st.binary(min_size=1, max_size=100))
def test_a_file_that_goes_on_is_found(more: bytes) -> None:
    """Behind the last chunk comes nothing."""
    broken(SEALED + more)


def test_a_chunk_of_another_file_is_found() -> None:
    """Even under the same key, and at the same place."""
    other = sealed(THREE, prefix=b"another")
    data = SEALED[: HEADER_BYTES + ENCRYPTED_CHUNK_BYTES] + other[HEADER_BYTES + ENCRYPTED_CHUNK_BYTES :]
    broken(data)


def test_another_key_opens_nothing() -> None:
    """And says so, as a changed file does."""
    with pytest.raises(RecordingBroken):
        opened(SEALED, key=b"l" * 32)


def test_nothing_of_the_plain_bytes_is_seen() -> None:
    """The text that was sealed stands nowhere in the file."""
    assert b"the rest" not in SEALED


def test_a_reader_that_gives_little_at_a_time_is_read_to_its_end() -> None:
    """A pipe may give fewer bytes than asked for: the chunks are the same."""
    source = BytesIO(THREE)
    pieces = b"".join(encrypt_file(KEY, PREFIX, lambda count: source.read(min(count, 1000))))
    assert pieces == SEALED


@given(st.integers(0, 10 * ENCRYPTED_CHUNK_BYTES))
def test_sizes_that_no_file_has_are_refused(size: int) -> None:
    """A size is either that of some plain size, or broken."""
    try:
        plain = plain_size(size)
    except RecordingBroken:
        return
    chunks = max(-(-plain // CHUNK_BYTES), 1)
    assert size == cipher.HEADER_BYTES + plain + chunks * cipher.TAG_BYTES
