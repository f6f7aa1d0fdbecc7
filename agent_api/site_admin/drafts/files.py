"""The files that a draft can name: those of the version that it began with, and its own."""

from agent_api.kit.context import ApiContext
from agent_api.site_admin.drafts import store
from agent_api.site_admin.drafts.domain.draft import Draft
from agent_api.site_admin.versions import load_site, read_files_of
from storage.postgres.engine import read_connection


async def read_draft_files(context: ApiContext, draft: Draft) -> dict[str, bytes]:
    """Return the files that a draft can name, by name; its own stand before those of its base.

    Raises:
        SiteFileMissing: a sound of the base is not stored.
    """
    base = await read_files_of(context.engine, await load_site(context.engine, draft.base_version))
    async with read_connection(context.engine) as connection:
        return {**base, **await store.read_files(connection, context.campaign, draft.id)}
