"""Access reviews, for other nouns."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from agent_api.access_reviews import store


async def reviews_by_request(connection: AsyncConnection, campaign: str, requests: Collection[str]) -> dict[str, str]:
    """Return the review that made each of some requests for rights; others are left out."""
    return await store.reviews_by_request(connection, campaign, requests) if requests else {}
