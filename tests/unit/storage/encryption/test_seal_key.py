"""The source of the key that signs sealed periods."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.errors import SettingsInvalid
from config.settings import Settings
from storage.encryption.seal_key import SEAL_KEY_SETTING, load_seal_key, prepare_seal_key

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PUBLIC = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
POSTGRES = "postgresql://somebody@127.0.0.1/atencion"


def public(settings: Settings) -> str:
    """Return the public half of the settings' key."""
    return load_seal_key(settings).public_key().public_bytes_raw().hex()


def test_embedded_servers_have_a_key_of_their_own(tmp_path: Path) -> None:
    """The key is generated at first use, for our user alone, and stays the same."""
    settings = Settings(data_dir=tmp_path)
    prepare_seal_key(settings)
    assert stat.S_IMODE((tmp_path / SEAL_KEY_SETTING.file).stat().st_mode) == 0o600
    assert public(settings) == public(settings)


def test_key_may_come_from_variable_or_file(tmp_path: Path) -> None:
    """The key may come from a variable or a file."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    for key_settings in ({"seal_key": SecretStr(KEY)}, {"seal_key_file": tmp_path / "key"}):
        assert public(Settings(data_dir=tmp_path, database_url=POSTGRES, **key_settings)) == PUBLIC
    assert not (tmp_path / SEAL_KEY_SETTING.file).exists()


def test_external_database_needs_explicit_key_but_only_once_period_is_sealed(tmp_path: Path) -> None:
    """An external database needs an explicit key, but only once a period is sealed."""
    settings = Settings(data_dir=tmp_path, database_url=POSTGRES)
    prepare_seal_key(settings)
    with pytest.raises(SettingsInvalid, match="openssl rand -base64 32"):
        load_seal_key(settings)
    assert not (tmp_path / SEAL_KEY_SETTING.file).exists()


def test_invalid_key_stops_start_and_error_does_not_show_its_content(tmp_path: Path) -> None:
    """An invalid key stops the start, and the error does not show its content."""
    (tmp_path / "key").write_text("secreto")
    with pytest.raises(SettingsInvalid, match="no sirve") as caught:
        prepare_seal_key(Settings(data_dir=tmp_path, seal_key_file=tmp_path / "key"))
    assert "secreto" not in str(caught.value)
    with pytest.raises(SettingsInvalid, match="No se puede leer"):
        prepare_seal_key(Settings(data_dir=tmp_path, seal_key_file=tmp_path / "nada"))
