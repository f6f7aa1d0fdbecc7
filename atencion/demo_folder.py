"""The data folder of a demo and that of a real system, which are never the same.

Owns the mark that tells them apart, and the refusals. A demo's password is printed for whoever stands by, so no user of
a real system may ever have it, and a real system may not begin with the demo's users.
"""

from config.errors import SettingsInvalid
from config.settings import Settings

MARK = "demo.mark"
PASSWORD_FILE = "demo.password"
_WORDS = "Esta carpeta es de la demostración: `atencion serve` no la usa.\n"
_OF_A_SYSTEM = ("postgres", "valkey", "data.key", "logs/api.log")
"""What only a system that ran here leaves."""


def is_demo(settings: Settings) -> bool:
    """Tell whether a demo ran in the data folder."""
    return any((settings.data_dir / name).exists() for name in (MARK, PASSWORD_FILE))


def refuse_demo_folder(settings: Settings) -> None:
    """See that a real system does not run in a demo's folder.

    Raises:
        SettingsInvalid: a demo ran there.
    """
    if is_demo(settings):
        raise SettingsInvalid(
            f"La carpeta {settings.data_dir} es de la demostración, cuya contraseña conoce cualquiera: para operar de "
            "verdad escoja otra con ATENCION_DATA_DIR."
        )


def refuse_real_system(settings: Settings) -> None:
    """See that a demo touches neither servers nor the folder of a real system.

    Raises:
        SettingsInvalid: the address of a server is given, or a real system ran in the data folder.
    """
    given = {"ATENCION_DATABASE_URL": settings.database_url, "ATENCION_REDIS_URL": settings.redis_url}
    if named := [name for name, url in given.items() if url]:
        raise SettingsInvalid(
            "La demostración corre solo sobre servidores propios, porque daría su contraseña a usuarios que ya existen:"
            f" quite {' y '.join(named)}, o use «atencion serve»."
        )
    if not is_demo(settings) and any((settings.data_dir / name).exists() for name in _OF_A_SYSTEM):
        raise SettingsInvalid(
            f"La carpeta {settings.data_dir} es de un sistema en operación: para la demostración escoja otra con "
            "ATENCION_DATA_DIR."
        )


def mark_demo(settings: Settings) -> None:
    """Leave the mark of a demo in the data folder."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / MARK).write_text(_WORDS)
