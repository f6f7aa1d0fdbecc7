"""The ring of data keys: its lines, its errors, and reloading after a change."""

import base64
from pathlib import Path

import pytest

from atencion.commands.data_keys import new_ring
from config.errors import SettingsInvalid
from config.settings import load_settings
from storage.encryption.encrypted_columns import ENCRYPTED_COLUMNS
from storage.encryption.field_cipher import FieldCipher, derive_blind_index_key, load_field_cipher, load_key_ring
from storage.encryption.key_ring import KeyRing, KeyRingInvalid, format_key_ring, parse_key_ring
from storage.errors import DecryptionFailed
from storage.tables import metadata
from tests.support.repository import ROOT

ONE, TWO, PRINTS = (bytes([number]) * 32 for number in (1, 2, 3))


def encoded(key: bytes) -> str:
    """Return a key as it is written in the file."""
    return base64.b64encode(key).decode()


def read(*lines: str) -> KeyRing:
    """Return the ring of these lines."""
    return parse_key_ring("\n".join(lines), lambda key: base64.b64decode(key, validate=True))


def test_a_lone_key_is_a_ring() -> None:
    """A new system's single key encrypts, and the fingerprint key is derived from it."""
    assert read(encoded(ONE)) == KeyRing(data_keys=(ONE,), lone_key=ONE)


def test_the_first_key_of_data_is_in_force_and_prints_have_their_own() -> None:
    """A ring survives being written and read."""
    ring = KeyRing(data_keys=(TWO, ONE), lone_key=ONE, blind_index_key=PRINTS)
    assert read(f"data {encoded(TWO)}", encoded(ONE), "", f"prints {encoded(PRINTS)}") == ring
    assert read(*format_key_ring(ring, encoded).splitlines()) == ring


@pytest.mark.parametrize(
    "lines",
    [
        (f"data {encoded(ONE)}",),  # otherwise customers could no longer be found by document or telephone
        (f"prints {encoded(ONE)}",),
        (encoded(ONE), encoded(TWO)),
        (encoded(ONE), f"prints {encoded(ONE)}", f"prints {encoded(TWO)}"),
        (f"datos {encoded(ONE)}",),
        (f"data {encoded(ONE)} x",),
    ],
)
def test_invalid_ring_is_refused_and_so_is_one_without_its_fingerprint_key(lines: tuple[str, ...]) -> None:
    """An invalid ring is refused, and so is one without its fingerprint key, before any search misses."""
    with pytest.raises(KeyRingInvalid):
        read(*lines)


def test_a_new_ring_changes_the_key_in_force_and_no_print(tmp_path: Path) -> None:
    """`atencion data-key new` writes a ring that decrypts old values, and allows the old key to be removed later."""
    settings = load_settings({"data_dir": tmp_path})
    before = load_field_cipher(settings)
    sealed, printed = before.encrypt("x", field="a", row="1"), before.blind_index("x", field="a")
    (tmp_path / "data.key").write_text(new_ring(settings))
    after = load_field_cipher(settings)

    assert (after.decrypt(sealed, field="a", row="1"), after.blind_index("x", field="a")) == ("x", printed)
    ring = load_key_ring(settings)
    (tmp_path / "data.key").write_text(
        format_key_ring(KeyRing(data_keys=ring.data_keys[:1], blind_index_key=ring.blind_index_key), encoded)
    )
    alone = load_field_cipher(settings)
    assert alone.blind_index("x", field="a") == printed
    assert alone.decrypt(after.encrypt("y", field="a", row="1"), field="a", row="1") == "y"
    with pytest.raises(DecryptionFailed):
        alone.decrypt(sealed, field="a", row="1")


def test_a_changed_file_is_followed_without_a_restart(tmp_path: Path) -> None:
    """A process decrypts at once what another encrypted with a new key."""
    settings = load_settings({"data_dir": tmp_path})
    running = load_field_cipher(settings)
    (tmp_path / "data.key").write_text(new_ring(settings))
    sealed = load_field_cipher(settings).encrypt("x", field="a", row="1")
    assert running.decrypt(sealed, field="a", row="1") == "x"
    assert running.encrypt("y", field="a", row="1")[:8] == sealed[:8]


def test_a_file_that_became_none_leaves_the_keys_that_are_known(tmp_path: Path) -> None:
    """An invalid file does not stop a running process; a starting one refuses it."""
    settings = load_settings({"data_dir": tmp_path})
    running = load_field_cipher(settings)
    sealed = running.encrypt("x", field="a", row="1")
    (tmp_path / "data.key").write_text("nada")
    foreign = FieldCipher(bytes(32)).encrypt("x", field="a", row="1")
    with pytest.raises(DecryptionFailed):
        running.decrypt(foreign, field="a", row="1")
    assert running.decrypt(sealed, field="a", row="1") == "x"
    with pytest.raises(SettingsInvalid):
        load_field_cipher(settings)


def test_the_key_of_the_prints_is_the_first_ones_or_its_own() -> None:
    """Without its own key and without the first data key, a ring makes no fingerprints."""
    assert derive_blind_index_key(KeyRing(data_keys=(TWO, ONE), lone_key=ONE)) == derive_blind_index_key(
        KeyRing(data_keys=(ONE,), lone_key=ONE)
    )
    assert derive_blind_index_key(KeyRing(data_keys=(TWO,), blind_index_key=PRINTS)) == PRINTS
    with pytest.raises(ValueError, match="prints"):
        derive_blind_index_key(KeyRing(data_keys=(TWO,)))


def test_listed_columns_exist_in_tables() -> None:
    """Every name of the list is a column."""
    for each in ENCRYPTED_COLUMNS:
        columns = metadata.tables[each.table].columns
        assert {each.column, *each.key} <= set(columns.keys())


def test_listed_fields_are_names_that_the_code_encrypts_with() -> None:
    """Every field name of the list is a constant of the code; a rotation could not decrypt a value of another name."""
    rooms = ("agent_api", "eventlog", "telephony")
    sources = "".join(path.read_text() for room in rooms for path in (ROOT / room).rglob("*.py"))
    assert [each.field for each in ENCRYPTED_COLUMNS if f'"{each.field}"' not in sources] == []
