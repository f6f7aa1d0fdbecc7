"""The gate of a publication: runs the checker, looks for prompts without a sound, and runs the saved tries.

The checker and the tries compute for up to seconds, so they run in threads. Nothing is written.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from agent_api.kit.context import ApiContext
from agent_api.prompts.service import find_silent_prompts
from agent_api.site_admin.drafts.domain.gate import FailedTry, GateResult, find_refusal
from agent_api.site_admin.drafts.domain.operator_steps import find_operator_steps
from agent_api.site_admin.presenters import present_complaints
from agent_api.site_admin.problems import PromptsSilent, SiteHasComplaints, TriesFailed
from calls.simulation.engine import EndlessSimulation
from calls.simulation.tries import run_try
from config.errors import SiteInvalid
from config.site.documents.documents import read_document
from config.site.model import Site

_ENDLESS = "la simulación es demasiado larga: deje menos asesores o menos espera"


async def run_gate(
    context: ApiContext, document: dict[str, Any], files: Mapping[str, bytes]
) -> tuple[Site | None, GateResult]:
    """Judge a document; return its site, None where it has complaints, and the result."""
    try:
        site = await asyncio.to_thread(read_document, document, files.get)
    except SiteInvalid as error:
        return None, GateResult(complaints=error.complaints)
    silent = await find_silent_prompts(context, site)
    failed = await asyncio.to_thread(_find_failed_tries, site)
    steps = find_operator_steps(context.site, site)
    return site, GateResult(silent_prompts=tuple(silent), failed_tries=failed, operator_steps=steps)


async def pass_gate(
    context: ApiContext, document: dict[str, Any], files: Mapping[str, bytes], *, tries_reason: str
) -> tuple[Site, GateResult]:
    """Return the site of a document that may be published.

    Raises:
        SiteHasComplaints, PromptsSilent, TriesFailed: it may not; the last one only without a reason.
    """
    site, result = await run_gate(context, document, files)
    refusal = find_refusal(result, tries_reason=tries_reason)
    if refusal == "prompts":
        raise PromptsSilent(result.silent_prompts)
    if refusal == "tries":
        raise TriesFailed([msgspec.to_builtins(each) for each in result.failed_tries])
    if site is None:
        raise SiteHasComplaints([each.model_dump() for each in present_complaints(result.complaints)])
    return site, result


def _find_failed_tries(site: Site) -> tuple[FailedTry, ...]:
    failed: list[FailedTry] = []
    for saved in site.tries.values():
        try:
            faults = run_try(site, saved).faults
        except EndlessSimulation:
            faults = (_ENDLESS,)
        if faults:
            failed.append(FailedTry(id=saved.id, name=saved.name, faults=faults))
    return tuple(failed)
