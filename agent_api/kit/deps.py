"""How a route gets what the API is given.

Owns that one dependency of FastAPI. It stands apart from `agent_api.kit.context`, which side tasks use that answer no
request.
"""

from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request

from agent_api.kit.context import ApiContext


def context_of(application: FastAPI) -> ApiContext:
    """Return what an application was given, with its type: `state` has none."""
    return cast(ApiContext, application.state.context)


async def _api_context(request: Request) -> ApiContext:  # async, for what is not is called in another thread
    return context_of(request.app)


ContextDep = Annotated[ApiContext, Depends(_api_context)]
