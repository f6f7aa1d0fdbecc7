"""All files of a report, made in a child process.

Typst and vl-convert keep some 200 MB after a report, and a fault in native code ends its process. So each report has a
child process: `python -m agent_api.reports.renderers.files` reads a `RenderRequest` as JSON from standard input and
writes the files as JSON to standard output.
"""

import asyncio
import sys
from typing import Final

import msgspec

from agent_api.reports.renderers.csv import csv_of
from agent_api.reports.renderers.pdf import pdf_of
from agent_api.reports.renderers.xlsx import xlsx_of
from agent_api.reports.store import ReportFiles
from metrics.reports.document import Report

RENDER_TIMEOUT_S: Final = 120.0


class RenderRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON of a report, which is stored unchanged, and the logo of its first page."""

    report: msgspec.Raw
    logo: str = ""


class RenderFailed(Exception):
    """The child process failed; the text has its last output."""


async def render_files(report: Report, *, logo: str) -> ReportFiles:
    """Render a report in a child process; ``logo`` is an SVG drawing, or empty.

    Raises:
        RenderFailed: the child failed, or exceeded `RENDER_TIMEOUT_S`.
    """
    request = RenderRequest(report=msgspec.Raw(msgspec.json.encode(report)), logo=logo)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(RENDER_TIMEOUT_S):
            files, errors = await child.communicate(msgspec.json.encode(request))
    except TimeoutError as error:
        raise RenderFailed(f"no answer after {RENDER_TIMEOUT_S:.0f} s") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        last_line = errors.decode(errors="replace").strip().rpartition("\n")[2]
        raise RenderFailed(f"exit status {child.returncode}: {last_line}")
    return msgspec.json.decode(files, type=ReportFiles)


def make_files(content: bytes, logo: str = "") -> ReportFiles:
    """Make the files of a report from its JSON ``content``, which is stored unchanged."""
    report = msgspec.json.decode(content, type=Report)
    return ReportFiles(content=content, pdf=pdf_of(report, logo), xlsx=xlsx_of(report), csv=csv_of(report))


def answer(request: bytes) -> bytes:
    """Return the files that the JSON of a `RenderRequest` asks for, as JSON."""
    asked = msgspec.json.decode(request, type=RenderRequest)
    return msgspec.json.encode(make_files(bytes(asked.report), asked.logo))


if __name__ == "__main__":
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))
