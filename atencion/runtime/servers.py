"""PostgreSQL and Valkey of a data folder: started, prepared for this release, or attached to while a system runs.

Owns the source of their addresses: the settings, the embedded servers, or the file that a running system leaves.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from atencion.runtime.recovery import recover
from atencion.runtime.schema import prepare_database
from atencion.runtime.site.folder import publish_folder
from atencion.runtime.site.versions import import_site
from call_router.errors import RouterAway
from call_router.service import CallRouter
from config.errors import SettingsInvalid
from config.settings import Settings
from config.site.model import Site
from config.site.practice_campaign import practice_site
from config.valkey_users import OPERATOR, acl_text, generate_passwords
from storage.embedded.child_process import OnUnwatched
from storage.embedded.postgres import EmbeddedPostgres
from storage.embedded.valkey import EmbeddedValkey
from storage.errors import DatabaseAway, FolderInUse
from storage.postgres.engine import make_engine, startup_lock
from storage.postgres.roles import EMBEDDED_APPLICATION, with_account
from storage.valkey import connect

SeedData = Callable[[Settings, Site], Awaitable[None]]
_ADDRESSES = "addresses.json"


@asynccontextmanager
async def start_servers(settings: Settings, unwatched: OnUnwatched = lambda _, __: None) -> AsyncIterator[Settings]:
    """Yield the settings with the addresses of both servers; those without an address are embedded."""
    async with AsyncExitStack() as stack:
        database_url, redis_url = settings.database_url, settings.redis_url
        owner_url = settings.database_owner_url
        if not database_url:
            postgres = EmbeddedPostgres(settings.data_dir / "postgres", on_unwatched=unwatched)
            owner_url = await stack.enter_async_context(postgres)
            database_url = with_account(owner_url, EMBEDDED_APPLICATION)
        users = settings.redis_users
        if not redis_url:
            passwords = generate_passwords()
            login = OPERATOR, passwords.pop(OPERATOR)
            rules = acl_text({**passwords, OPERATOR: login[1]})
            valkey = EmbeddedValkey(settings.data_dir / "valkey", rules, login, on_unwatched=unwatched)
            redis_url = await stack.enter_async_context(valkey)
            users = passwords
        addresses = {"database_url": database_url, "database_owner_url": owner_url, "redis_url": redis_url}
        yield settings.model_copy(update={**addresses, "redis_users": users})


@asynccontextmanager
async def attach_servers(settings: Settings) -> AsyncIterator[Settings]:
    """Yield the settings with the addresses of both servers, for a short command.

    They are those of the settings, those of the system that runs on this data folder, or embedded during the block.
    """
    note = settings.data_dir / _ADDRESSES
    try:
        async with start_servers(settings) as served:
            yield served
    except FolderInUse:
        if not note.exists():
            raise
        yield settings.model_copy(update=json.loads(note.read_text()))


@contextmanager
def _publish_addresses(settings: Settings, *, embedded: bool) -> Iterator[None]:
    """Write the servers' addresses for `attach_servers`, readable only by our user.

    The owner's address of an external server is not written, because it may have a password.
    """
    note = settings.data_dir / _ADDRESSES
    note.touch(mode=0o600)
    addresses = {"database_url": settings.database_url, "redis_url": settings.redis_url}
    owner = {"database_owner_url": settings.database_owner_url} if embedded else {}
    note.write_text(json.dumps({**addresses, **owner}))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


async def migrate_database(settings: Settings) -> None:
    """Bring the database to the schema of this release."""
    async with attach_servers(settings) as served:
        engine = make_engine(served.database_url or "", name="atencion-migrate")
        try:
            await prepare_database(served, engine)
        finally:
            await engine.dispose()


async def prepare(settings: Settings, site: Site, seed: SeedData | None = None) -> Site:
    """Prepare what the first role needs: schema, recovery, site and seed data; return the site in force.

    ``site`` is the folder's; see `publish_folder` for when it becomes the one in force.
    """
    engine, redis = make_engine(settings.database_url or "", name="atencion-serve"), connect(settings.redis_url or "")
    try:
        with _name_server_on_failure(DatabaseAway, "PostgreSQL", "ATENCION_DATABASE_URL"):
            await prepare_database(settings, engine)
        router = CallRouter(redis, site.campaign)
        with _name_server_on_failure(RouterAway, "Valkey", "ATENCION_REDIS_URL"):
            await router.install()
        async with startup_lock(engine):
            await recover(engine, router, site.campaign, site.version)
            site = await publish_folder(engine, site, settings.site)
            await import_site(redis, engine, router, site)
            if (practice := practice_site(site)) is not None:
                own = CallRouter(redis, practice.campaign)
                await recover(engine, own, practice.campaign, practice.version)
                await import_site(redis, engine, own, practice)
    finally:
        await redis.aclose()
        await engine.dispose()
    if seed is not None:
        await seed(settings, site)
    return site


@contextmanager
def _name_server_on_failure(error_type: type[Exception], server: str, variable: str) -> Iterator[None]:
    """Name the setting of a server that is away, not its address, which may have a password."""
    try:
        yield
    except error_type as error:
        raise SettingsInvalid(f"No hay conexión con {server}: revise que esté en servicio, y {variable}.") from error


@asynccontextmanager
async def start_prepared_servers(
    settings: Settings, site: Site, seed: SeedData | None, unwatched: OnUnwatched
) -> AsyncIterator[tuple[Settings, Site]]:
    """Yield the settings with the addresses of both servers, ready for the roles, and the site in force."""
    async with start_servers(settings, unwatched) as served:
        with _publish_addresses(served, embedded=not settings.database_url):
            yield served, await prepare(served, site, seed)
