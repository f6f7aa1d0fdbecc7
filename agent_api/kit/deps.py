"""The FastAPI dependency that gives a route the API's context.

It is separate from `agent_api.kit.context`, which background tasks use without a request.
"""

from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request

from agent_api.kit.context import ApiContext


def context_of(application: FastAPI) -> ApiContext:
    """Return the context of an application, with its type, which `state` lacks."""
    return cast(ApiContext, application.state.context)


async def _api_context(request: Request) -> ApiContext:  # async, because FastAPI runs sync dependencies in a thread
    return context_of(request.app)


ContextDep = Annotated[ApiContext, Depends(_api_context)]
