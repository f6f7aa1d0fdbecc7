"""How a route gets what the API is given.

Owns that one dependency of FastAPI. It stands apart from `agent_api.kit.context`, which side tasks use that answer no
request.
"""

from typing import Annotated, cast

from fastapi import Depends, Request

from agent_api.kit.context import ApiContext


async def _api_context(request: Request) -> ApiContext:  # async, for what is not is called in another thread
    return cast(ApiContext, request.app.state.context)


ContextDep = Annotated[ApiContext, Depends(_api_context)]
