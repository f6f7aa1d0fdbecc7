"""The demo's people: made once, kept, and given today's password when it is another."""

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from agent_api.access.passwords import is_right
from agent_api.access.staff import Staff
from atencion.demo_users import LOGINS, area_logins, make_demo_users
from config.settings import SAMPLE_SITE, Settings
from config.site_files import load_site
from storage.engine import make_engine
from storage.sealing import sealer_of

pytestmark = pytest.mark.integration
SITE = load_site(SAMPLE_SITE)
FIRST, SECOND = "guadua-laguna-ruana-17", "otra-clave-de-muestra-18"


async def test_everybody_signs_in_with_the_one_password(postgres_url: str, tmp_path: Path) -> None:
    """The ten and each area's officials have the demo's password and their role; a new password becomes everybody's."""
    engine = make_engine(postgres_url, name="test")
    key = SecretStr(base64.b64encode(bytes(32)).decode())
    settings = Settings(database_url=postgres_url, data_dir=tmp_path, data_key=key)
    staff = Staff(engine, sealer_of(settings), SITE.campaign, SITE.version, "system")
    people = [*LOGINS, *(user for user, _, _ in area_logins(SITE))]
    for password in (FIRST, FIRST, SECOND):
        await make_demo_users(settings.model_copy(update={"demo_password": SecretStr(password)}), SITE)
        for user in (people[0], people[-1]):
            assert await is_right(await staff.hash_of(user), password)
    roles = {each["user"]: each["roles"] for each in await staff.everybody(datetime.now(UTC))}
    await engine.dispose()
    assert set(roles) == set(people)
    assert (roles["juridica2"], roles["escrita2"], roles["coordinador"]) == (
        ["funcionario"],
        ["asesor_escrita"],
        ["coordinador"],
    )
