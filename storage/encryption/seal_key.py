"""The key that signs sealed periods: Ed25519.

Its owner vouches for the figures of a month. The interventoría receives the public key once, through another channel
than the files.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.settings import Settings
from storage.encryption.key_settings import KeySetting, load_key

SEAL_KEY_SETTING: Final = KeySetting(setting="seal_key", file="seal.key", name="la llave de los sellos")


def load_seal_key(settings: Settings) -> Ed25519PrivateKey:
    """Load the key of the settings, see `storage.encryption.key_settings.load_key`.

    Raises:
        SettingsInvalid: missing although the database is external, or invalid.
    """
    return Ed25519PrivateKey.from_private_bytes(load_key(SEAL_KEY_SETTING, settings))


def prepare_seal_key(settings: Settings) -> None:
    """Create the data folder's key before the first role starts, if servers are embedded.

    Raises:
        SettingsInvalid: the configured key is invalid.
    """
    if (
        settings.database_url
        and SEAL_KEY_SETTING.is_in_data_folder(settings)
        and not SEAL_KEY_SETTING.path(settings).exists()
    ):
        return  # periods are not sealed; a request for one fails with the missing setting
    load_seal_key(settings)
