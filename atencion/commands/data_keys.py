"""`atencion data-key …`: a ring with a new key, and every sealed value written again with it.

Owns the words for a person. The walk over the database is `storage.encryption.key_rotation`'s.
"""

import base64
import os

from msgspec.structs import replace

from atencion.cli.spanish import grouped
from atencion.runtime.schema import make_ready
from atencion.supervisor.system import attached
from config.settings import Settings
from storage.encryption.field_cipher import print_key, ring_of, sealer_of
from storage.encryption.key_ring import ring_text
from storage.encryption.key_rotation import Walked, count_others, rotate
from storage.encryption.key_settings import KEY_BYTES
from storage.postgres.engine import make_engine


def new_ring(settings: Settings) -> str:
    """Return the ring of the settings with a new key before the others, and the key of the prints in a line of its own.

    Raises:
        SettingsInvalid: the key is missing, cannot be read, or is none.
    """
    keys = ring_of(settings)
    ring = replace(keys, data=(os.urandom(KEY_BYTES), *keys.data), prints=print_key(keys))
    return ring_text(ring, lambda key: base64.b64encode(key).decode())


async def run_rotate(settings: Settings) -> bool:
    """Write every sealed value again that the first key of the ring did not seal, and tell what was done.

    Returns:
        Whether every value opened.

    Raises:
        SettingsInvalid: the key is missing, or is none.
        StorageError: PostgreSQL is away.
    """
    sealer = sealer_of(settings)
    async with attached(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-data-key")
        try:
            await make_ready(served, engine, sealer)
            walked = await rotate(engine, sealer, _tell)
            left = await count_others(engine, sealer)
        finally:
            await engine.dispose()
    print(_told(sum(each.rewritten for each in walked), sum(each.broken for each in walked), left))
    return not any(each.broken for each in walked)


def _tell(walked: Walked) -> None:
    if walked.rewritten or walked.broken:
        print(f"  {walked.column.place:<28} {grouped(walked.rewritten):>12} datos", flush=True)


def _told(rewritten: int, broken: int, left: int) -> str:
    done = f"Datos cifrados de nuevo: {grouped(rewritten)}."
    if broken:
        return (
            f"{done} {grouped(broken)} no se abren con ninguna llave del llavero y quedaron como estaban: no retire "
            "ninguna llave y llame a soporte."
        )
    if left:
        return f"{done} Quedan {grouped(left)}, que alguien escribía en ese momento: repita la orden."
    return (
        f"{done} Todos están ya con la primera llave del llavero. Espere un minuto y repita la orden: si dice 0, puede "
        "retirar las llaves anteriores, salvo la línea «prints», y guardarlas con las copias hechas con ellas."
    )
