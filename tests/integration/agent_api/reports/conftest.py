"""Reports in these tests are rendered in this process: child processes would load the libraries forty times."""

import asyncio

import msgspec
import pytest

from agent_api.reports import service
from agent_api.reports.renderers.files import make_files
from agent_api.reports.store import ReportFiles
from metrics.reports.document import Report


@pytest.fixture(autouse=True)
def _rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    async def render_here(report: Report, *, logo: str) -> ReportFiles:
        return await asyncio.to_thread(make_files, msgspec.json.encode(report), logo)

    monkeypatch.setattr(service, "render_files", render_here)
