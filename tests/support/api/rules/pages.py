"""The pages of a list."""

from dataclasses import dataclass
from typing import Any

from tests.support.api.rules.request import Request


@dataclass(frozen=True)
class Pages:
    """A list as its first page without a limit, and as pages of one row each."""

    whole: list[Any]
    turned: list[Any]


def is_paged(request: Request) -> bool:
    """Say whether the operation returns a list in pages."""
    return {"cursor", "limit"} <= request.parameters


async def pages_of(request: Request, headers: dict[str, str]) -> Pages:
    """Read the list without its filters; a list of one row or none has no pages."""
    whole = (await request.send_for({}, headers)).json()
    page = (await request.send_for({"limit": "1"}, headers)).json()
    rows = next(
        (key for key, each in whole.items() if isinstance(each, list) and len(each) > 1 == len(page[key])), None
    )
    if rows is None:
        return Pages([], [])
    turned = list(page[rows])
    while len(turned) < len(whole[rows]) and page["next"]:
        page = (await request.send_for({"limit": "1", "cursor": page["next"]}, headers)).json()
        turned += page[rows]
    return Pages(whole[rows], turned)


async def refuses_cursor(request: Request, headers: dict[str, str]) -> bool:
    """Say whether a cursor that the API did not make is refused."""
    answer = await request.send_for(request.query | {"cursor": "ñ"}, headers)
    return answer.status_code == 400 and answer.json()["code"] == "bad_query"
