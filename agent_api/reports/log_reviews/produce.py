"""Make the files of signed reviews: in the worker, each once.

Any number of processes may try: the first one to store the files of a review keeps them. The content was signed before
and does not change.
"""

import msgspec
import structlog

from agent_api.kit.job_context import JobContext
from agent_api.reports.log_reviews import store
from agent_api.reports.log_reviews.store import LogReviewRow
from agent_api.reports.renderers.files import render_files
from agent_api.reports.store import read_content
from storage.postgres.engine import read_connection, unit_of_work

log = structlog.get_logger(__name__)


async def produce_review_files(context: JobContext) -> int:
    """Make the files that are missing; return of how many reviews this process made them.

    Raises:
        StorageError: PostgreSQL is away; files already made stay.
        RenderFailed: the files could not be made; the review waits.
    """
    async with read_connection(context.engine) as connection:
        missing = await store.list_without_files(connection, context.site.campaign)
    return sum([await _produce(context, each) for each in missing])


async def _produce(context: JobContext, row: LogReviewRow) -> bool:
    campaign = context.site.campaign
    async with read_connection(context.engine) as connection:
        content = await store.content_of(connection, context.cipher, campaign, row.id)
    assert content is not None  # a review is stored with its content
    files = await render_files(
        msgspec.structs.replace(read_content(content), digest=row.digest), logo=context.site.branding.logo
    )
    async with unit_of_work(context.engine) as connection:
        is_first = await store.add_files(connection, context.cipher, campaign, row.id, files)
    if is_first:
        log.info("log_review_files_made", campaign=campaign, review=row.id)
    return is_first
