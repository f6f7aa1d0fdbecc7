"""The data folder of a demo and that of a real system, which are never the same.

Owns the mark that distinguishes them, and the checks. A demo prints its password on the screen, so no user of a real
system may have it, and a real system may not start with the demo's users.
"""

from atencion.errors import RestoreRefused
from config.errors import SettingsInvalid
from config.settings import Settings

MARK = "demo.mark"
PASSWORD_FILE = "demo.password"
_MARK_TEXT = "Esta carpeta es de la demostración: `atencion serve` no la usa.\n"
DATA_KEY = "data.key"
_SYSTEM_FILES = ("postgres", "valkey", DATA_KEY, "logs/api.log")
"""Files that only a system that ran here leaves, except the key, which a restore also needs."""


def is_demo(settings: Settings) -> bool:
    """Return whether a demo ran in the data folder."""
    return any((settings.data_dir / name).exists() for name in (MARK, PASSWORD_FILE))


def is_demo_data(settings: Settings) -> bool:
    """Return whether the settings lead to a demo's data: a demo runs only on its own servers."""
    return is_demo(settings) and not (settings.database_url or settings.redis_url)


def check_backup_kind(settings: Settings, *, demo: bool) -> None:
    """Check that a demo's backup is restored into a demo, and a real system's into a real system.

    `demo` is the kind of the backup; the settings are of the target.

    Raises:
        RestoreRefused: the kinds differ.
    """
    if not demo and is_demo_data(settings):
        raise RestoreRefused(
            f"La copia es de un sistema en operación y la carpeta {settings.data_dir} es de la demostración, que daría "
            "su contraseña a esos usuarios: escoja otra con ATENCION_DATA_DIR. No se escribió nada."
        )
    ran = any((settings.data_dir / name).exists() for name in _SYSTEM_FILES if name != DATA_KEY)
    if demo and (settings.database_url or settings.redis_url or (ran and not is_demo(settings))):
        raise RestoreRefused(
            "La copia es de la demostración, cuya contraseña conoce cualquiera: restáurela en una carpeta nueva de "
            "ATENCION_DATA_DIR, sin ATENCION_DATABASE_URL ni ATENCION_REDIS_URL. No se escribió nada."
        )


def check_not_demo(settings: Settings) -> None:
    """Check that a real system does not run in a demo's folder.

    Raises:
        SettingsInvalid: a demo ran there.
    """
    if is_demo(settings):
        raise SettingsInvalid(
            f"La carpeta {settings.data_dir} es de la demostración, cuya contraseña conoce cualquiera: para operar de "
            "verdad escoja otra con ATENCION_DATA_DIR."
        )


def check_not_real_system(settings: Settings) -> None:
    """Check that a demo uses neither the servers nor the folder of a real system.

    Raises:
        SettingsInvalid: the settings have a server's address, or a real system ran in the data folder.
    """
    addresses = {"ATENCION_DATABASE_URL": settings.database_url, "ATENCION_REDIS_URL": settings.redis_url}
    if named := [name for name, url in addresses.items() if url]:
        raise SettingsInvalid(
            "La demostración corre solo sobre servidores propios, porque daría su contraseña a usuarios que ya existen:"
            f" quite {' y '.join(named)}, o use «atencion serve»."
        )
    if not is_demo(settings) and any((settings.data_dir / name).exists() for name in _SYSTEM_FILES):
        raise SettingsInvalid(
            f"La carpeta {settings.data_dir} es de un sistema en operación: para la demostración escoja otra con "
            "ATENCION_DATA_DIR."
        )


def mark_demo(settings: Settings) -> None:
    """Write the mark of a demo to the data folder."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / MARK).write_text(_MARK_TEXT)
