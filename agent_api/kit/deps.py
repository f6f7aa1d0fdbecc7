"""How a route gets what the API is given.

Owns that one dependency of FastAPI. It stands apart from `agent_api.kit.context`, which side tasks use that answer no
request.
"""

from typing import Annotated, cast

from fastapi import Depends, Request

from agent_api.kit.context import Deps


async def _deps(request: Request) -> Deps:  # async, for what is not is called in another thread
    return cast(Deps, request.app.state.deps)


Given = Annotated[Deps, Depends(_deps)]
