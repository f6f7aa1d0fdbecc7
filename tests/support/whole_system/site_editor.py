"""A user of a running system who edits its site by the API, and the publication of a draft by two people."""

import asyncio
import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

from tests.support.whole_system.system import System


class SiteEditor:
    """A user of the system who edits its site by the API."""

    def __init__(self, system: System, user: str) -> None:
        self._address = f"{system.web}/api/v1/site"
        self._token = system.token(user)

    async def send(self, method: str, path: str = "", status: int = 200, **body: Any) -> Any:
        """Send a request, and return the answer after checking its status."""
        answered, answer = await asyncio.to_thread(self._send, method, path, body)
        assert answered == status, answer
        return answer

    async def change(self, draft: str, *changes: dict[str, Any], status: int = 200) -> Any:
        """Save changes of a draft."""
        return await self.send("POST", f"/drafts/{draft}/changes", status, changes=changes)

    async def in_force(self) -> dict[str, Any]:
        """Return the publication in force."""
        return dict((await self.send("GET"))["in_force"])

    def _send(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self._address}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)


async def publish(draft: str, supervisor: SiteEditor, coordinator: SiteEditor, *, reason: str, expected: int) -> None:
    """Ask for the publication of a draft, which a user with the permission to publish approves."""
    asked = await supervisor.send("POST", f"/drafts/{draft}/publication", reason=reason, expected=expected)
    assert asked["state"] == "waiting"
    approved = await coordinator.send("POST", f"/drafts/{draft}/approval")
    assert approved["state"] == "published"
