"""The key that signs sealed periods: Ed25519, 32 bytes in base64, in the environment or in a file.

Owns where it comes from. Who has it vouches for the figures of a month; its public half is given to the interventoría
once, by another way than the files.
"""

import base64
import binascii
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.errors import SettingsInvalid
from config.reasons import reason
from config.settings import Settings
from storage.sealing import KEY_BYTES, make_key

KEY_FILE: Final = "seal.key"
_WRONG = "La llave de los sellos ({0}) no sirve: deben ser 32 bytes al azar en base64."
_MISSING = (
    "Falta la llave con que se firman los sellos: dé ATENCION_SEAL_KEY_FILE (un archivo) o ATENCION_SEAL_KEY, con 32 "
    "bytes al azar en base64, y guárdela aparte de la base de datos. Así se crea una: openssl rand -base64 32."
)


def seal_key_of(settings: Settings) -> Ed25519PrivateKey:
    """The key of the settings; with embedded PostgreSQL and none given, the data folder's own, made when first asked.

    Raises:
        SettingsInvalid: none is given for a database of somebody else's, or it is no key.
    """
    if settings.seal_key is not None:
        return _read(settings.seal_key.get_secret_value(), "ATENCION_SEAL_KEY")
    path = settings.seal_key_file or settings.data_dir / KEY_FILE
    if settings.seal_key_file is None and not path.exists():
        if settings.database_url:
            raise SettingsInvalid(_MISSING)
        make_key(path)
    try:
        return _read(path.read_text(), str(path))
    except (OSError, UnicodeError) as error:
        cause = reason(error) if isinstance(error, OSError) else "no es texto"
        raise SettingsInvalid(f"No se puede leer la llave de los sellos en {path}: {cause}.") from error


def prepare_seal_key(settings: Settings) -> None:
    """With embedded servers the data folder has a key of its own, made before the first role starts.

    Raises:
        SettingsInvalid: what is given is no key.
    """
    path = settings.data_dir / KEY_FILE
    if settings.seal_key is None and settings.seal_key_file is None and settings.database_url and not path.exists():
        return  # periods are not sealed, then; who asks for one is told what is missing
    seal_key_of(settings)


def _read(text: str, where: str) -> Ed25519PrivateKey:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SettingsInvalid(_WRONG.format(where))
    return Ed25519PrivateKey.from_private_bytes(key)
