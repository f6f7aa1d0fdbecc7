"""Own reports in these tests are rendered in this process, as the other reports are."""

import asyncio

import msgspec
import pytest

from agent_api.reports.own_reports import produce
from agent_api.reports.renderers.files import make_files
from agent_api.reports.store import ReportFiles
from metrics.reports.document import Report


@pytest.fixture(autouse=True)
def _own_reports_rendered_here(monkeypatch: pytest.MonkeyPatch) -> None:
    async def render_here(report: Report, *, logo: str) -> ReportFiles:
        return await asyncio.to_thread(make_files, msgspec.json.encode(report), logo)

    monkeypatch.setattr(produce, "render_files", render_here)
