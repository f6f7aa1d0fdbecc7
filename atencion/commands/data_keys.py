"""`atencion data-key …`: create a ring with a new key, and encrypt every value again with it.

Owns the messages. `storage.encryption.key_rotation` walks over the database.
"""

import base64
import os

from msgspec.structs import replace

from atencion.runtime.schema import prepare_database
from atencion.runtime.servers import attach_servers
from atencion.runtime.terminal import format_number
from config.settings import Settings
from storage.encryption.field_cipher import derive_blind_index_key, load_field_cipher, load_key_ring
from storage.encryption.key_ring import format_key_ring
from storage.encryption.key_rotation import ColumnRotation, count_outdated, rotate_data_key
from storage.encryption.key_settings import KEY_BYTES
from storage.postgres.engine import make_engine


def new_ring(settings: Settings) -> str:
    """Return the key ring with a new key first, and with the blind index key on a line of its own.

    Raises:
        SettingsInvalid: the key is missing, cannot be read, or is not valid.
    """
    keys = load_key_ring(settings)
    data_keys = (os.urandom(KEY_BYTES), *keys.data_keys)
    ring = replace(keys, data_keys=data_keys, blind_index_key=derive_blind_index_key(keys))
    return format_key_ring(ring, lambda key: base64.b64encode(key).decode())


async def run_rotate(settings: Settings) -> bool:
    """Encrypt every value again that does not use the first key of the ring, and print a summary.

    Returns:
        Whether every value could be decrypted.

    Raises:
        SettingsInvalid: the key is missing or not valid.
        StorageError: PostgreSQL is away.
    """
    cipher = load_field_cipher(settings)
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-data-key")
        try:
            await prepare_database(served, engine)
            walked = await rotate_data_key(engine, cipher, _print_progress)
            outdated = await count_outdated(engine, cipher)
        finally:
            await engine.dispose()
    print(_rotation_summary(sum(each.rewritten for each in walked), sum(each.broken for each in walked), outdated))
    return not any(each.broken for each in walked)


def _print_progress(walked: ColumnRotation) -> None:
    if walked.rewritten or walked.broken:
        print(f"  {walked.column.qualified_name:<28} {format_number(walked.rewritten):>12} datos", flush=True)


def _rotation_summary(rewritten: int, broken: int, remaining: int) -> str:
    summary = f"Datos cifrados de nuevo: {format_number(rewritten)}."
    if broken:
        return (
            f"{summary} {format_number(broken)} no se abren con ninguna llave del llavero y "
            "quedaron como estaban: no retire "
            "ninguna llave y llame a soporte."
        )
    if remaining:
        return f"{summary} Quedan {format_number(remaining)}, que alguien escribía en ese momento: repita la orden."
    return (
        f"{summary} Todos están ya con la primera llave del llavero. Espere un minuto y repita la orden: si dice 0, "
        "puede retirar las llaves anteriores, salvo la línea «prints», y guardarlas con las copias hechas con ellas."
    )
