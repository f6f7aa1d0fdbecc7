"""The demo's users: made once, kept, and updated when the demo's password is another."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from agent_api.access.credentials.passwords import verify_password
from agent_api.access.credentials.sip_credentials import find_ha1, list_ha1
from agent_api.access.user_admin import UserAdmin
from atencion.demo.users import LOGINS, SUPERVISORS, area_logins, make_demo_users
from config.settings import Settings
from storage.encryption.field_cipher import load_field_cipher
from storage.postgres.engine import make_engine, unit_of_work
from tests.support.site_folders import sample_site

pytestmark = pytest.mark.integration
SITE = sample_site()
FIRST, SECOND = "guadua-laguna-ruana-17", "otra-clave-de-muestra-18"


async def test_demo_users_share_one_password(postgres_url: str, tmp_path: Path) -> None:
    """All logins of the demo have one password and their role; a new password replaces it for all."""
    engine = make_engine(postgres_url, name="test")
    key = SecretStr(base64.b64encode(bytes(32)).decode())
    settings = Settings(database_url=postgres_url, data_dir=tmp_path, data_key=key)
    staff = UserAdmin(engine, load_field_cipher(settings), SITE.campaign, SITE.version, "system")
    people = [*LOGINS, *(user for user, _, _ in area_logins(SITE))]
    for password in (FIRST, FIRST, SECOND):
        await make_demo_users(settings.model_copy(update={"demo_password": SecretStr(password)}), SITE)
        for user in (people[0], people[-1]):
            assert await verify_password(await staff.find_password_hash(user), password)
    assert set(await list_ha1(engine, load_field_cipher(settings))) == {"asesor1", "asesor2", "asesor3", *SUPERVISORS}
    everybody = await staff.list_users(datetime.now(UTC))
    roles = {each["user"]: each["roles"] for each in everybody}
    assert not any(each["must_change_password"] for each in everybody), "the demo's logins are exempt"
    await engine.dispose()
    assert set(roles) == set(people)
    assert (roles["juridica2"], roles["escrita2"], roles["coordinador"]) == (
        ["funcionario"],
        ["asesor_escrita"],
        ["coordinador"],
    )


async def test_restarted_demo_changes_no_phone_that_works(postgres_url: str, tmp_path: Path) -> None:
    """A restarted demo changes no phone that works, and adds one to a user of an older release who had none."""
    engine = make_engine(postgres_url, name="test")
    key = SecretStr(base64.b64encode(bytes(32)).decode())
    settings = Settings(database_url=postgres_url, data_dir=tmp_path, data_key=key, demo_password=SecretStr(FIRST))
    cipher = load_field_cipher(settings)
    staff = UserAdmin(engine, cipher, SITE.campaign, SITE.version, "system")
    await make_demo_users(settings, SITE)
    of_the_demo = await find_ha1(engine, cipher, "supervisor")
    await staff.set_phone_password("asesor1", "clave-propia")
    own = await find_ha1(engine, cipher, "asesor1")
    async with unit_of_work(engine) as connection:
        await connection.execute(text("UPDATE account SET phone_secret = NULL WHERE name = 'supervisor'"))
    await make_demo_users(settings, SITE)
    assert await find_ha1(engine, cipher, "asesor1") == own
    assert await find_ha1(engine, cipher, "supervisor") == of_the_demo
    await engine.dispose()
