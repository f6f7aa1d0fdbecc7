"""The two libraries that verify the signature of a manifest."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.sealed.signature import is_valid_by_ecdsa, is_valid_by_openssl
from tests.support.properties import examples

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ORDER = 2**252 + 27742317777372353535851937790883648493
"""Of the group (RFC 8032, section 5.1)."""


@settings(max_examples=examples(40), deadline=None)
@given(st.binary(max_size=200), st.integers(0, 64 * 8 - 1), st.integers(0, 32 * 8 - 1))
def test_both_libraries_give_the_same_verdict(data: bytes, of_signature: int, of_key: int) -> None:
    """Both accept the signature, and refuse one bit changed in the data, the signature or the key."""
    signature = KEY.sign(data)
    for is_valid in (is_valid_by_openssl, is_valid_by_ecdsa):
        assert is_valid(data, signature, PUBLIC)
        assert not is_valid(data + b"\0", signature, PUBLIC)
        assert not is_valid(data, _flipped(signature, of_signature), PUBLIC)
        assert not is_valid(data, signature, _flipped(PUBLIC, of_key))


@pytest.mark.parametrize("is_valid", [is_valid_by_openssl, is_valid_by_ecdsa])
def test_a_second_form_of_a_signature_is_refused(is_valid: Callable[[bytes, bytes, bytes], bool]) -> None:
    """S + L verifies in the group, and RFC 8032 refuses it; so does a signature or key of another length."""
    signature = KEY.sign(b"datos")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not is_valid(b"datos", signature[:32] + scalar.to_bytes(32, "little"), PUBLIC)
    assert not is_valid(b"datos", signature[:-1], PUBLIC)
    assert not is_valid(b"datos", signature, PUBLIC[:-1])
    assert not is_valid(b"datos", b"", b"")


def _flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
