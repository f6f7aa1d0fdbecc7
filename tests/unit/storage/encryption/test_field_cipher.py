"""Encrypted values: which ones decrypt, and where the key comes from."""

import base64
import stat
from pathlib import Path

import pytest

from config.errors import SettingsInvalid
from config.settings import load_settings
from storage.encryption.field_cipher import DATA_KEY_SETTING, FieldCipher, load_field_cipher
from storage.errors import DecryptionFailed

SEALER = FieldCipher(bytes(32))
OTHER = FieldCipher(bytes(31) + b"\1")
KEY = base64.b64encode(bytes(32)).decode()


def test_a_sealed_value_opens_and_shows_nothing() -> None:
    """Decryption returns the text, and the bytes contain none of it."""
    sealed = SEALER.encrypt("Ana María Ñáñez", field="user.name", row="ana")
    assert SEALER.decrypt(sealed, field="user.name", row="ana") == "Ana María Ñáñez"
    assert b"Ana" not in sealed


def test_equal_values_have_different_seals() -> None:
    """Equal values have different ciphertexts, so rows with the same name cannot be recognized."""
    assert SEALER.encrypt("x", field="a", row="1") != SEALER.encrypt("x", field="a", row="1")


@pytest.mark.parametrize(
    "change", ["another key", "another column", "another row", "a changed byte", "nothing", "a cut"]
)
def test_changed_or_moved_value_raises_our_own_error_and_never_returns_another_text(change: str) -> None:
    """A changed or moved value raises our own error and never returns another text."""
    sealed = SEALER.encrypt("x", field="a", row="1")
    opening = {
        "another key": (OTHER, sealed, "a", "1"),
        "another column": (SEALER, sealed, "b", "1"),
        "another row": (SEALER, sealed, "a", "2"),
        "a changed byte": (SEALER, sealed[:-1] + bytes([sealed[-1] ^ 1]), "a", "1"),
        "nothing": (SEALER, b"", "a", "1"),
        "a cut": (SEALER, sealed[:15], "a", "1"),
    }
    cipher, ciphertext, about, row = opening[change]
    with pytest.raises(DecryptionFailed):
        cipher.decrypt(ciphertext, field=about, row=row)


def test_equal_values_have_equal_prints_under_one_key_only() -> None:
    """A fingerprint finds equal values of one kind, and needs the key."""
    print_ = SEALER.blind_index("3005550001", field="phone")
    assert print_ == SEALER.blind_index("3005550001", field="phone")
    others = {SEALER.blind_index("3005550002", field="phone"), SEALER.blind_index("3005550001", field="document")}
    assert print_ not in others | {OTHER.blind_index("3005550001", field="phone")}


def test_embedded_servers_make_a_key_of_their_own_once(tmp_path: Path) -> None:
    """The key is readable for its owner alone, and later starts use the same."""
    settings = load_settings({"data_dir": tmp_path})
    sealed = load_field_cipher(settings).encrypt("x", field="a", row="1")
    assert load_field_cipher(settings).decrypt(sealed, field="a", row="1") == "x"
    assert stat.S_IMODE((tmp_path / DATA_KEY_SETTING.file).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [DATA_KEY_SETTING.file]


def test_a_foreign_database_needs_a_key(tmp_path: Path) -> None:
    """No key is generated for an external database."""
    settings = load_settings({"data_dir": tmp_path, "database_url": "postgresql://db/atencion"})
    with pytest.raises(SettingsInvalid, match="ATENCION_DATA_KEY_FILE"):
        load_field_cipher(settings)


def test_key_in_variable_and_same_key_in_file_decrypt_same_values(tmp_path: Path) -> None:
    """A key in a variable and the same key in a file decrypt the same values."""
    (tmp_path / "key").write_text(KEY + "\n")
    sealed = SEALER.encrypt("x", field="a", row="1")
    for key_settings in ({"data_key": KEY}, {"data_key_file": tmp_path / "key"}):
        assert load_field_cipher(load_settings(key_settings)).decrypt(sealed, field="a", row="1") == "x"


@pytest.mark.parametrize("text", ["", "corta", base64.b64encode(bytes(31)).decode(), "ñ" * 44])
def test_error_says_where_key_is_and_what_is_expected_but_not_its_value(tmp_path: Path, text: str) -> None:
    """The error says where the key is and what is expected, but not its value."""
    (tmp_path / "key").write_text(text)
    with pytest.raises(SettingsInvalid, match="32 bytes") as caught:
        load_field_cipher(load_settings({"data_key_file": tmp_path / "key"}))
    assert not text or text not in str(caught.value)
