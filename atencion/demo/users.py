"""The demo's logins: thirteen fixed ones and those of the site's areas, all with one password.

Owns their list and the file with their password. Only the demo creates them.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from agent_api.access.credentials.passwords import hash_password, verify_password
from agent_api.access.credentials.sip_credentials import find_ha1
from agent_api.access.permissions import ROLE_PERMISSIONS, Role
from agent_api.access.user_admin import UserAdmin
from atencion.runtime.data_folder import PASSWORD_FILE
from config.settings import Settings
from config.site.model import Site
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine

_PASSWORD_WORDS = (
    "arepa",
    "cafeto",
    "colibri",
    "guadua",
    "laguna",
    "mochila",
    "paramo",
    "ruana",
    "sabana",
    "tinto",
    "yarumo",
)
_LOGINS: tuple[tuple[str, str, Role], ...] = (
    ("asesor1", "Ana Lucía Rojas", "asesor"),
    ("asesor2", "Camilo Herrera", "asesor"),
    ("asesor3", "Diana Marcela Pérez", "asesor"),
    ("escrita1", "Julián Andrés Mejía", "asesor_escrita"),
    ("funcionario1", "Martha Cecilia Gómez", "funcionario"),
    ("supervisor", "Óscar Iván Bermúdez", "supervisor"),
    ("coordinador", "Paola Andrea Castaño", "coordinador"),
    ("calidad", "Luz Dary Quintero", "calidad"),
    ("calidad2", "Jaime Alberto Rincón", "calidad"),
    ("calidad3", "Gloria Inés Beltrán", "calidad"),
    ("calidad4", "Wilson Fernando Duarte", "calidad"),
    ("interventoria", "Hernán Darío Salcedo", "interventoria"),
    ("admin", "Natalia Ospina", "admin"),
)
LOGINS: tuple[str, ...] = tuple(name for name, _, _ in _LOGINS)
FULL_NAMES: dict[str, str] = {name: full_name for name, full_name, _ in _LOGINS}
SUPERVISORS: tuple[str, ...] = tuple(name for name, _, role in _LOGINS if "call.supervise" in ROLE_PERMISSIONS[role])
_PHONE_USERS = frozenset(name for name, _, role in _LOGINS if "phone.own" in ROLE_PERMISSIONS[role])


def area_logins(site: Site) -> tuple[tuple[str, str, str], ...]:
    """Return the officials of the site's areas beyond the fixed logins: login, name and role, by area."""
    written = site.matrix.written if site.matrix else None
    logins = {
        user: (user, official.name, "asesor_escrita" if area.id == written else "funcionario")
        for area in site.areas.values()
        for user, official in area.officials.items()
        if user not in LOGINS
    }
    return tuple(logins.values())


def full_names(site: Site) -> dict[str, str]:
    """Return the name of each login of the demo."""
    advisors = {each.id: each.name for each in site.sample_advisors}
    return FULL_NAMES | advisors | {user: name for user, name, _ in area_logins(site)}


def login_roles(site: Site) -> dict[str, str]:
    """Return the role of each login of the demo."""
    return {user: role for user, _, role in (*_LOGINS, *area_logins(site))}


def demo_password(settings: Settings) -> str:
    """Return the password of the demo's logins: the configured one, or one generated once per data folder."""
    if settings.demo_password is not None:
        return settings.demo_password.get_secret_value()
    path = settings.data_dir / PASSWORD_FILE
    if not path.exists():
        _keep(path, "-".join([*(secrets.choice(_PASSWORD_WORDS) for _ in range(3)), str(secrets.randbelow(90) + 10)]))
    return path.read_text().strip()


def _keep(path: Path, password: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n")


async def make_demo_users(settings: Settings, site: Site, created_at: datetime | None = None) -> None:
    """Create the missing logins, and set the current password on those of an earlier demo.

    Args:
        settings: with the address of the database, whose schema is this release's.
        site: for the campaign, the names of its advisors and the officials of its areas.
        created_at: of the missing logins; None means now.
    """
    password, now = demo_password(settings), created_at or datetime.now(UTC)
    names = {advisor.id: advisor.name for advisor in site.sample_advisors}
    engine, cipher = make_engine(settings.database_url or "", name="atencion-demo"), load_field_cipher(settings)
    staff = UserAdmin(engine, cipher, site.campaign, site.version, "system")
    people = [(user, names.get(user, full_name), role) for user, full_name, role in (*_LOGINS, *area_logins(site))]
    try:
        renewed = await _create_or_renew(staff, people, password, now)
        for user in sorted(_PHONE_USERS):
            if user in renewed or await find_ha1(engine, cipher, user) is None:
                await staff.set_phone_password(user, password)
    finally:
        await engine.dispose()


async def _create_or_renew(
    staff: UserAdmin, people: Iterable[tuple[str, str, str]], password: str, now: datetime
) -> set[str]:
    """Return the users whose password changed. A hash costs a tenth of a second on purpose, so all users share one."""
    digest: str | None = None
    renewed: set[str] = set()
    for user, full_name, role in people:
        stored_hash = await staff.find_password_hash(user)
        if stored_hash is not None and (stored_hash == digest or await verify_password(stored_hash, password)):
            digest = stored_hash
            continue
        digest = digest or await hash_password(password)
        if stored_hash is not None:
            await staff.set_password_hash(user, digest, now=now, must_change=False)
        else:
            await staff.create_with_hash(user, full_name, digest, [{"role": role}], now, must_change=False)
        renewed.add(user)
    return renewed
