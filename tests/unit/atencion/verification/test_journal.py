"""The first line of `atencion verify`, and the files and keys that it accepts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent_api.anchors.hourly_service import INTERVAL, is_due
from agent_api.anchors.hourly_store import StoredAnchor
from atencion.errors import VerifyRefused
from atencion.verification.journal import proof_sentence, read_anchors
from eventlog.anchors.anchor import Anchor, key_fingerprint, sign_anchor

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
AT = datetime(2026, 3, 2, 17, tzinfo=UTC)


def word(number: int) -> str:
    """Return an anchor as it left the machine."""
    anchor = Anchor(
        campaign="demo",
        number=number,
        taken_at=AT,
        seq=100 * number,
        hash="ab" * 32,
        counts={},
        previous="",
        key_id=key_fingerprint(PUBLIC),
    )
    return sign_anchor(anchor, KEY)


def test_verification_without_anchors_states_its_limits() -> None:
    """Without anchors, the sentence names the option that proves more, and who could have rewritten the journal."""
    line = proof_sentence(None)
    assert "--anchors" in line
    assert "no puede probar" in line
    assert "cuenta dueña" in line


def test_with_anchors_it_says_how_far_they_bind(tmp_path: Path) -> None:
    """With anchors, the sentence has their number, their last time and fact, and how many are missing."""
    file = tmp_path / "anclas.txt"
    file.write_text(f"{word(1)}\n{word(4)}\n")
    line = proof_sentence(read_anchors(file, "demo", PUBLIC))
    assert line.startswith("Comprobada contra 2 anclas")
    assert "2026-03-02 17:00 UTC y llega al hecho 400" in line
    assert "faltan 2 que no se conservaron" in line


def test_a_file_without_an_anchor_is_refused(tmp_path: Path) -> None:
    """A missing file, or a file with other content, is refused as an anchor."""
    other = tmp_path / "otra.txt"
    other.write_text("12:ab\n")
    for file, message in ((other, "no hay ninguna ancla"), (tmp_path / "nada.txt", "No se puede leer")):
        with pytest.raises(VerifyRefused, match=message):
            read_anchors(file, "demo", PUBLIC)


def test_an_anchor_is_due_each_hour() -> None:
    """The first anchor is due at once, the next after an hour."""
    last = StoredAnchor(number=1, taken_at=AT, written="")
    assert is_due(None, AT)
    assert not is_due(last, AT + INTERVAL / 2)
    assert is_due(last, AT + INTERVAL)
