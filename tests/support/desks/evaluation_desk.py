"""A desk with attended calls, answered tickets, drawn items, and the people who evaluate them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx2
import msgspec
from sqlalchemy import insert, update

from config.site.model import Site
from config.site.quality.forms import QualityForm
from eventlog.facts import Envelope
from metrics.quality.samples.week import week_of
from storage.postgres.engine import unit_of_work
from storage.tables import quality_item, quality_sample
from tests.support.api.api_rig import ApiRig
from tests.support.desks.ticket_desk import TicketDesk
from tests.support.router.campaign_rig import CAMPAIGN

ADVISOR, OTHER_ADVISOR = "asesor:asesor1", "asesor:asesor2"
CLARA, CARLOS, LEAD, OVERSIGHT = "calidad:clara", "calidad:carlos", "coordinador:coco", "interventoria:vera"
ADVISOR_NAME = "Ana Lucía Rojas"
PATH = "/quality/evaluations"


class EvaluationDesk(TicketDesk):
    """Calls of ``asesor1``, and evaluators."""

    def __init__(self, rig: ApiRig) -> None:
        super().__init__(rig)
        self.sites: dict[str, Site] = {}
        self.put_in_force(rig.site)

    def change_site(self, **changes: Any) -> Site:
        """Put another version of the site's quality rules in force; earlier versions stay readable."""
        site = self.rig.app.state.context.site
        quality = msgspec.structs.replace(site.quality, **changes)
        changed = msgspec.structs.replace(site, quality=quality, version=f"v{len(self.sites) + 1}")
        self.put_in_force(changed)
        return changed

    def change_rules(self, **changes: Any) -> Site:
        """Change the site's rules of evaluations; see `change_site`."""
        rules = self.rig.app.state.context.site.quality.evaluations
        return self.change_site(evaluations=msgspec.structs.replace(rules, **changes))

    async def attended_call(self, call: str, advisor: str = "asesor1") -> str:
        """Make a call that an advisor attended, and return its id."""
        await self.talk(call, advisor)
        await self.hang_up(call)
        return call

    async def begin(self, user: str, item: str, kind: str = "focused", **more: Any) -> httpx2.Response:
        """Begin an evaluation, of a call unless another channel is named."""
        body = {"kind": kind, "channel": "phone", "item": item, **more}
        return await self.ask(user, "POST", PATH, json=body)

    async def begun(self, user: str, item: str, kind: str = "focused", **more: Any) -> dict[str, Any]:
        """Begin an evaluation that must be possible, and return it."""
        answer = await self.begin(user, item, kind, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def save(self, user: str, evaluation: dict[str, Any], **content: Any) -> httpx2.Response:
        """Save a draft on the revision that was read; without content, with each criterion met."""
        body = {"revision": evaluation["revision"], "answers": all_met(evaluation), **content}
        return await self.ask(user, "PUT", f"{PATH}/{evaluation['id']}", json=body)

    async def post(self, user: str, evaluation: dict[str, Any], act: str, **body: Any) -> httpx2.Response:
        """Post an act on an evaluation."""
        return await self.ask(user, "POST", f"{PATH}/{evaluation['id']}/{act}", json=body)

    async def post_own(self, user: str, evaluation: dict[str, Any], act: str, **body: Any) -> httpx2.Response:
        """Post the advisor's act on the round that was read."""
        body = {"round": evaluation["round"], **body}
        return await self.ask(user, "POST", f"/me/evaluations/{evaluation['id']}/{act}", json=body)

    async def signed(self, user: str, item: str, kind: str = "focused", **content: Any) -> dict[str, Any]:
        """Begin, save and sign an evaluation, and return it."""
        begun = await self.begun(user, item, kind)
        return await self.sign(user, begun, **content)

    async def sign(self, user: str, evaluation: dict[str, Any], **content: Any) -> dict[str, Any]:
        """Save and sign a begun evaluation, and return it."""
        saved = await self.save(user, evaluation, **content)
        assert saved.status_code == 200, saved.text
        answer = await self.post(user, evaluation, "signature", revision=saved.json()["revision"])
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def read(self, user: str, id_: str) -> dict[str, Any]:
        """Return an evaluation as a user may see it."""
        answer = await self.ask(user, "GET", f"{PATH}/{id_}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def listed(self, user: str, **query: Any) -> list[dict[str, Any]]:
        """Return the evaluations of a list, over all its pages."""
        found: list[dict[str, Any]] = []
        while True:
            answer = await self.ask(user, "GET", PATH, params=query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["evaluations"]
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]

    async def draw(self, *items: str, advisor: str = "asesor1", seed: str = "s" * 64) -> str:
        """Store a drawn sample of calls of this week, and return the week."""
        week = str(week_of(self.rig.now))
        key = {"campaign": CAMPAIGN, "week": week, "channel": "phone"}
        plan = {"site_version": "v", "confidence": 95, "margin": "0.05", "expected": "0.5", "each_advisor": False}
        times = dict.fromkeys(("planned_at", "draws_at", "reveal_by", "drawn_at"), self.rig.now)
        async with unit_of_work(self.rig.engine) as connection:
            await connection.execute(insert(quality_sample).values(**key, **plan, **times, seed=seed))
            rows = [{**key, "item": each, "position": place} for place, each in enumerate(items, start=1)]
            await connection.execute(insert(quality_item).values(line="nacional", advisor=advisor), rows)
        return week

    async def replace_item(self, item: str) -> None:
        """Mark a drawn item as replaced."""
        async with unit_of_work(self.rig.engine) as connection:
            row = quality_item.c
            await connection.execute(update(quality_item).where(row.item == item).values(replaced_at=self.rig.now))

    async def facts(self, type_: str) -> list[Envelope]:
        """Return the journaled facts of a type."""
        return await self.journaled_facts(type_)

    def at(self, moment: datetime) -> None:
        """Set the API's clock."""
        self.rig.now = moment

    def put_in_force(self, site: Site) -> None:
        """Give the API another site version; earlier ones stay readable."""
        self.sites[site.version] = site

        async def load(version: str) -> Site:
            return self.sites.get(version, self.rig.site)

        context = self.rig.app.state.context
        self.rig.app.state.context = replace(context, site=site, load_site_version=load)


def criteria_of(evaluation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the criteria of an evaluation's form."""
    return [each for section in evaluation["form"]["sections"] for each in section["criteria"]]


def all_met(evaluation: dict[str, Any], **changes: str) -> dict[str, str]:
    """Return answers that meet each criterion, with changes."""
    return {each["id"]: "meets" for each in criteria_of(evaluation)} | changes


def form_of_calls(site: Site) -> QualityForm:
    """Return the site's form of calls."""
    assert site.quality is not None
    return next(each for each in site.quality.forms.values() if each.channel == "phone")
