"""Anchors as they leave the machine: content, signature, and how they are read back."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eventlog.anchors.anchor import (
    Anchor,
    anchor_digest,
    find_anchors,
    is_signed,
    key_fingerprint,
    parse_anchor,
    sign_anchor,
)
from eventlog.errors import BadAnchor

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
ANCHOR = Anchor(
    campaign="demo",
    number=7,
    taken_at=datetime(2026, 3, 2, 17, tzinfo=UTC),
    seq=1200,
    hash="ab" * 32,
    counts={"CallIngressed": 200, "CallEnded": 199},
    previous="cd" * 32,
    key_id=key_fingerprint(PUBLIC),
)


def test_text_contains_every_field_and_only_key_own_signature_is_valid() -> None:
    """The text contains every field, and only the key's own signature is valid."""
    word = sign_anchor(ANCHOR, KEY)
    assert parse_anchor(word) == ANCHOR
    assert is_signed(word, PUBLIC)
    assert not is_signed(word, Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def test_no_sign_of_it_can_be_another() -> None:
    """If any character is changed, the signature is invalid or the anchor is not readable."""
    word = sign_anchor(ANCHOR, KEY)
    for index in range(len(word) - 1):  # of the last character, four bits are padding
        other = "A" if word[index] != "A" else "B"
        assert not is_signed(word[:index] + other + word[index + 1 :], PUBLIC), index


def test_anchors_are_found_in_a_file_and_in_mails() -> None:
    """Anchors are found in lines of a file and in a saved message with broken lines, in order, each once."""
    first, second = sign_anchor(ANCHOR, KEY), sign_anchor(Anchor(**{**_fields(), "number": 8}), KEY)
    message = EmailMessage()
    message.set_content(f"Cordial saludo.\n\nEsta es el ancla de la peña:\n\n{first}\n", cte="quoted-printable")
    assert find_anchors(f"{first}\n{first}\n{second}\n") == (first, second)
    assert first not in message.as_string()
    assert find_anchors(message.as_string()) == (first,)
    assert anchor_digest(first) != anchor_digest(second)


def _fields() -> dict[str, object]:
    return {name: getattr(ANCHOR, name) for name in ANCHOR.__struct_fields__}


@pytest.mark.parametrize("text", ["", "12:ab", "ancla1.corta.x"])
def test_a_text_without_an_anchor_says_so(text: str) -> None:
    """The error for a wrong file shows what an anchor looks like."""
    with pytest.raises(BadAnchor, match="ancla1"):
        find_anchors(text)


@pytest.mark.parametrize("word", ["ancla1.x", "ancla1.bm8.x", "ancla1.!!.x"])
def test_a_damaged_anchor_is_not_read(word: str) -> None:
    """A damaged anchor is named in the error."""
    with pytest.raises(BadAnchor, match="dañada"):
        parse_anchor(word)
