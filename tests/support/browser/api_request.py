"""Requests to the API as the user signed in in a browser, to prepare data before a screen is tested.

Owns the form of the request. It must not know any screen.
"""

import uuid
from typing import Any

from playwright.async_api import APIRequestContext

RENEWAL = {"kind": "solicitud", "theme": "renovacion", "text": "Pide los pasos para renovar."}
"""A petition of a general kind."""


async def request_as_user(request: APIRequestContext, method: str, path: str, body: object = None) -> dict[str, Any]:
    """Send a request as the user signed in in the browser and return its document."""
    headers = {"X-Atencion": "1", "Idempotency-Key": str(uuid.uuid4())}
    answer = await request.fetch(f"/api/v1{path}", method=method, data=body, headers=headers)
    assert answer.ok, await answer.text()
    document: dict[str, Any] = await answer.json()
    return document
