"""The key that signs sealed periods: Ed25519.

Who has it vouches for the figures of a month; its public half is given to the interventoría once, by another way than
the files.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.settings import Settings
from storage.encryption.key_settings import KeySetting, load_key

SEAL_KEY_SETTING: Final = KeySetting(setting="seal_key", file="seal.key", name="la llave de los sellos")


def load_seal_key(settings: Settings) -> Ed25519PrivateKey:
    """The key of the settings, see `storage.encryption.key_settings.load_key`.

    Raises:
        SettingsInvalid: none is given for a database of somebody else's, or it is no key.
    """
    return Ed25519PrivateKey.from_private_bytes(load_key(SEAL_KEY_SETTING, settings))


def prepare_seal_key(settings: Settings) -> None:
    """With embedded servers the data folder has a key of its own, made before the first role starts.

    Raises:
        SettingsInvalid: what is given is no key.
    """
    if (
        settings.database_url
        and SEAL_KEY_SETTING.is_in_data_folder(settings)
        and not SEAL_KEY_SETTING.path(settings).exists()
    ):
        return  # periods are not sealed, then; who asks for one is told what is missing
    load_seal_key(settings)
