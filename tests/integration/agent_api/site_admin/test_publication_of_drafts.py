"""The publication of drafts through the API: the gate, two persons, a later moment, and the return."""

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import insert

from agent_api.access import sessions
from agent_api.site_admin.drafts import publication_requests
from agent_api.site_admin.gate import pass_gate
from config.settings import SAMPLE_SITE
from config.site.calls.prompts import VoiceRules
from config.site.loader import read_site, with_version
from eventlog.facts import SitePublicationRefused, SitePublicationRequested, SiteTriesOverridden
from storage.postgres.engine import unit_of_work
from storage.tables import service_token as service_token_table
from tests.support.api.api_rig import ApiRig
from tests.support.api.voice_recordings import recording
from tests.support.desks.site_desk import (
    ADMIN,
    CLARA,
    EARLY_SATURDAY,
    LATE_SATURDAY,
    OMAR,
    OPEN_SATURDAY,
    SARA,
    SATURDAY,
    VERA,
    SiteDesk,
    changed,
    saturday,
)
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
REASON = "Más horas los sábados"


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SiteDesk:
    """Publish the sample site."""
    desk = SiteDesk(rig)
    await desk.begin()
    return desk


@pytest_asyncio.fixture
async def guarded(rig: ApiRig) -> SiteDesk:
    """Publish the sample site with the rule of two persons."""
    desk = SiteDesk(rig)
    await desk.begin(two_persons=True)
    return desk


async def with_saturday(desk: SiteDesk, hours: list[str] = LATE_SATURDAY) -> str:
    """Open a draft with other hours on Saturdays."""
    draft: str = (await desk.open())["id"]
    await desk.saved(SARA, draft, saturday(hours))
    return draft


async def publish(desk: SiteDesk, draft: str, user: str = OMAR, **more: Any) -> dict[str, Any]:
    """Publish a draft, or ask for it."""
    order = {"reason": REASON, "expected": (await desk.in_force())["id"], **more}
    answer: dict[str, Any] = await desk.send(user, "POST", f"/drafts/{draft}/publication", **order)
    return answer


async def refusal(desk: SiteDesk, draft: str, code: str, user: str = OMAR, **more: Any) -> dict[str, Any]:
    """Publish a draft in vain; the site in force and the draft stay."""
    before = await desk.in_force()
    order = {"reason": REASON, "expected": before["id"], **more}
    problem = await desk.refused(user, "POST", f"/drafts/{draft}/publication", code, **order)
    assert await desk.in_force() == before
    assert (await desk.send(SARA, "GET", f"/drafts/{draft}"))["state"] == "open"
    return problem


async def test_a_published_draft_is_in_force_and_says_what_changed(desk: SiteDesk) -> None:
    """The publication has author and reason, its differences are in words, and the one before has an end."""
    first = await desk.in_force()
    assert (await desk.send(VERA, "GET", f"/publications/{first['id']}"))["differences"] is None
    draft = await with_saturday(desk)
    made = await publish(desk, draft)
    assert (made["state"], made["draft"]["state"]) == ("published", "published")
    now = await desk.in_force()
    assert (now["author"], now["approver"], now["origin"], now["reason"]) == ("Omar", None, "draft", REASON)
    told = await desk.send(VERA, "GET", f"/publications/{now['id']}")
    [difference] = told["differences"]
    assert (difference["section"], difference["path"][:4]) == ("calendars", list(SATURDAY))
    assert "14:00" in difference["text"]
    assert told["document"]["calendars"]["atencion"]["week"]["saturday"] == LATE_SATURDAY
    history = (await desk.send(VERA, "GET", "/publications"))["publications"]
    assert [each["id"] for each in history] == [now["id"], first["id"]]
    assert [each["ends_at"] for each in history] == [None, now["effective_at"]]
    await desk.refused(SARA, "POST", f"/drafts/{draft}/changes", "draft_state", changes=[saturday(OPEN_SATURDAY)])


async def test_a_site_with_complaints_is_not_published(desk: SiteDesk) -> None:
    """The refusal names the fields, and a reason does not help."""
    draft = await with_saturday(desk)
    await desk.saved(SARA, draft, changed(("lines", "bogota", "menu"), "bogota", "ninguno"))
    problem = await refusal(desk, draft, "site_has_complaints", tries_reason="De todos modos")
    assert ["lines", "bogota", "menu"] in [each["path"] for each in problem["complaints"]]
    gate = await desk.send(SARA, "POST", f"/drafts/{draft}/check")
    assert (gate["complaints"], gate["silent_prompts"], gate["failed_tries"]) == (problem["complaints"], [], [])


async def test_the_check_says_what_is_left_to_an_operator(desk: SiteDesk) -> None:
    """A trunk with a password takes effect when a gateway has the password; that is no objection."""
    draft = await with_saturday(desk)
    assert (await desk.send(SARA, "POST", f"/drafts/{draft}/check"))["operator_steps"] == []
    sources = {"unlisted": "refused", "trunks": {"sede": {"name": "Sede", "user": "sede-cali"}}}
    await desk.saved(SARA, draft, changed(("sources",), None, sources))
    gate = await desk.send(SARA, "POST", f"/drafts/{draft}/check")
    assert (gate["complaints"], gate["silent_prompts"]) == ([], [])
    assert ["ATENCION_TRUNK_SEDE_PASSWORD" in step for step in gate["operator_steps"]] == [True]


async def test_failed_tries_need_a_reason_and_become_a_fact(desk: SiteDesk) -> None:
    """A call on Saturday at 12:59 that the sample saves meets a closed line now."""
    draft = await with_saturday(desk, EARLY_SATURDAY)
    problem = await refusal(desk, draft, "tries_failed")
    assert [each["id"] for each in problem["failed_tries"]] == ["sabado_antes_de_cerrar"]
    assert problem["failed_tries"][0]["faults"]
    await publish(desk, draft, tries_reason="Cambia a propósito; la prueba se corrige mañana")
    [envelope] = await desk.journaled_facts("SiteTriesOverridden")
    assert envelope.fact == SiteTriesOverridden(draft=draft, failed=1)


async def test_prompts_without_a_sound_are_not_published(desk: SiteDesk) -> None:
    """With a synthesiser that is not installed, each text without a recording is silent."""
    site = with_version(msgspec.structs.replace(desk.rig.site, voice=VoiceRules(synthesiser="ninguno")))
    await desk.publish_site(site)
    draft = await with_saturday(desk)
    problem = await refusal(desk, draft, "prompts_silent", tries_reason="De todos modos")
    assert {"saludo_bogota", "despedida"} <= set(problem["silent_prompts"])


async def test_a_draft_of_an_older_version_is_brought_up_to_date_first(desk: SiteDesk) -> None:
    """Otherwise its publication would undo the one made meanwhile."""
    draft, other = await with_saturday(desk), (await desk.open(OMAR, "Nombres"))["id"]
    seen = (await desk.in_force())["id"]
    await desk.saved(OMAR, other, changed(("queues", "pagos", "name"), "Pagos y cartera", "Pagos"))
    await publish(desk, other)
    await refusal(desk, draft, "published_meanwhile")
    await refusal(desk, draft, "published_meanwhile", expected=seen)
    await desk.send(SARA, "POST", f"/drafts/{draft}/update", choices=[])
    await publish(desk, draft)
    told = await desk.send(VERA, "GET", f"/publications/{(await desk.in_force())['id']}")
    assert told["document"]["queues"]["pagos"]["name"] == "Pagos"


async def test_a_draft_without_changes_is_not_published(desk: SiteDesk) -> None:
    """The version would be the one in force."""
    await refusal(desk, (await desk.open())["id"], "version_in_force")


async def test_a_later_publication_is_scheduled_and_cancelled(desk: SiteDesk) -> None:
    """Until then the old version is in force, and no other publication can be made."""
    first, draft = await desk.in_force(), await with_saturday(desk)
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    made = await publish(desk, draft, effective_at=tomorrow.isoformat())
    site = await desk.send(VERA, "GET", "")
    assert (site["in_force"]["id"], site["scheduled"]["id"]) == (first["id"], made["publication"]["id"])
    assert site["in_force"]["ends_at"] == site["scheduled"]["effective_at"]
    other = await with_saturday(desk, ["8:00-15:00"])
    await refusal(desk, other, "publication_scheduled")
    path = f"/publications/{site['scheduled']['id']}/cancellation"
    await desk.refused(SARA, "POST", path, "forbidden", reason="No me toca")
    cancelled = await desk.send(OMAR, "POST", path, reason="Se aplaza")
    assert cancelled["cancelled_at"]
    assert (await desk.send(VERA, "GET", ""))["scheduled"] is None
    await desk.refused(OMAR, "POST", path, "publication_not_scheduled", reason="Otra vez")
    await publish(desk, other)


@pytest.mark.parametrize("days", [-1, 400])
async def test_a_publication_is_not_scheduled_for_the_past_or_years_ahead(desk: SiteDesk, days: int) -> None:
    """The error names the field."""
    moment = (desk.rig.now + timedelta(days=days)).isoformat()
    problem = await refusal(desk, await with_saturday(desk), "effective_time_refused", effective_at=moment)
    assert [each["field"] for each in problem["errors"]] == ["effective_at"]


async def test_one_step_returns_to_an_earlier_version(desk: SiteDesk) -> None:
    """It is a publication of its own; the scheduled one is cancelled; the same version twice is refused."""
    first, draft = await desk.in_force(), await with_saturday(desk)
    await publish(desk, draft)
    second = await desk.in_force()
    path = f"/publications/{first['id']}/return"
    await desk.refused(OMAR, "POST", path, "published_meanwhile", reason="No debía", expected=first["id"])
    await desk.refused(SARA, "POST", path, "forbidden", reason="No debía", expected=second["id"])
    made = await desk.send(OMAR, "POST", path, reason="No debía", expected=second["id"])
    assert (made["version"], made["origin"], made["reason"]) == (first["version"], "return", "No debía")
    assert (await desk.in_force())["id"] == made["id"]
    await desk.refused(OMAR, "POST", path, "version_in_force", reason="Otra vez", expected=made["id"])


async def test_the_interventoria_reads_what_was_in_force_on_a_day(desk: SiteDesk) -> None:
    """Both publications of today were in force today, and none before the first."""
    await publish(desk, await with_saturday(desk))
    today = (datetime.now(UTC) - timedelta(hours=5)).date()
    ids = [each["id"] for each in (await desk.send(VERA, "GET", f"/publications?on={today}"))["publications"]]
    assert len(ids) == 2
    earlier = await desk.send(VERA, "GET", f"/publications?on={today - timedelta(days=3)}")
    assert earlier == {"publications": [], "next": None}


async def test_the_folder_of_a_publication_is_the_same_site(desk: SiteDesk) -> None:
    """The ZIP has the files that a person edits, with the logo, and reading them gives the version."""
    now = await desk.in_force()
    response = await desk.ask(VERA, "GET", f"/site/publications/{now['id']}/folder")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert files["logo.svg"] == (SAMPLE_SITE / "logo.svg").read_bytes()
    yaml = {name: content for name, content in files.items() if name.endswith(".yaml")}
    assert read_site(yaml, files.get).version == now["version"]
    assert "sample_customers.yaml" not in yaml


async def test_two_persons_publish_where_the_site_says_so(guarded: SiteDesk) -> None:
    """One asks, another approves; the publication names both."""
    draft = await with_saturday(guarded)
    asked = await publish(guarded, draft)
    assert (asked["state"], asked["publication"]) == ("waiting", None)
    assert asked["draft"]["publication"]["own"]
    await guarded.refused(OMAR, "POST", f"/drafts/{draft}/approval", "second_person_needed")
    await guarded.refused(SARA, "POST", f"/drafts/{draft}/approval", "forbidden")
    await guarded.refused(
        SARA, "POST", f"/drafts/{draft}/changes", "draft_state", changes=[saturday(EARLY_SATURDAY, LATE_SATURDAY)]
    )
    await guarded.send(CLARA, "POST", f"/drafts/{draft}/approval")
    now = await guarded.in_force()
    assert (now["author"], now["approver"], now["reason"]) == ("Omar", "Clara", REASON)
    [envelope] = await guarded.journaled_facts("SitePublicationRequested")
    assert envelope.fact == SitePublicationRequested(draft=draft, revision=2, effective_at_ms=0)
    await guarded.refused(CLARA, "POST", f"/drafts/{draft}/approval", "draft_state")


async def test_a_draft_cannot_switch_the_second_person_off_for_itself(guarded: SiteDesk) -> None:
    """The rule of the site in force decides, and its administrators need the second person, too."""
    draft = (await guarded.open(ADMIN))["id"]
    await guarded.saved(ADMIN, draft, changed(("publishing",), {"two_persons": True}))
    assert (await publish(guarded, draft, ADMIN))["state"] == "waiting"


async def test_a_refusal_opens_the_draft_again_and_says_why(guarded: SiteDesk) -> None:
    """Another person refuses, or the author withdraws; a third without the right does neither."""
    draft = await with_saturday(guarded)
    await publish(guarded, draft, SARA)
    path = f"/drafts/{draft}/refusal"
    await guarded.refused("supervisor:otro", "POST", path, "forbidden", reason="No me gusta")
    told = await guarded.send(CLARA, "POST", path, reason="Falta avisar a los asesores")
    assert (told["state"], told["publication"]) == ("open", None)
    assert (told["refusal"]["by"], told["refusal"]["reason"]) == ("Clara", "Falta avisar a los asesores")
    await guarded.refused(CLARA, "POST", path, "draft_state", reason="Otra vez")
    assert (await publish(guarded, draft, SARA))["draft"]["refusal"] is None
    assert (await guarded.send(SARA, "POST", path, reason="Me equivoqué"))["state"] == "open"
    facts = await guarded.journaled_facts("SitePublicationRefused")
    assert [each.fact for each in facts] == [SitePublicationRefused(draft=draft)] * 2


async def bell(desk: SiteDesk, user: str) -> list[tuple[str, str]]:
    """Return the kind and number of a user's notifications, the newest first."""
    found = (await desk.ask(user, "GET", "/notifications")).json()["notifications"]
    return [(each["kind"], each["number"]) for each in found]


async def test_the_bell_tells_who_may_approve_and_the_person_who_asked(guarded: SiteDesk) -> None:
    """Each request and each decision is one notification; a withdrawal is none, and no act notifies its own author."""
    draft = await with_saturday(guarded)
    assert [await bell(guarded, each) for each in (OMAR, CLARA, SARA)] == [[], [], []]
    asked, path = ("site_publication_requested", draft), f"/drafts/{draft}/refusal"
    await publish(guarded, draft, OMAR)
    assert [await bell(guarded, each) for each in (OMAR, CLARA, SARA)] == [[], [asked], []]
    await guarded.send(CLARA, "POST", path, reason="Falta avisar a los asesores")
    assert await bell(guarded, OMAR) == [("site_publication_refused", draft)]
    for withdraws in (True, False):
        guarded.rig.now += timedelta(seconds=1)
        await publish(guarded, draft, OMAR)
        if withdraws:
            await guarded.send(OMAR, "POST", path, reason="Me equivoqué")
    await guarded.send(CLARA, "POST", f"/drafts/{draft}/approval")
    assert await bell(guarded, OMAR) == [("site_publication_approved", draft), ("site_publication_refused", draft)]
    assert await bell(guarded, CLARA) == [asked] * 3


async def test_a_supervisor_asks_a_coordinator_to_publish(desk: SiteDesk) -> None:
    """A person who edits and may not publish asks, also where the site needs no second person."""
    draft = await with_saturday(desk)
    assert (await publish(desk, draft, SARA))["state"] == "waiting"
    await desk.send(OMAR, "POST", f"/drafts/{draft}/approval")
    assert (await desk.in_force())["approver"] == "Omar"


async def test_an_approval_is_judged_again(guarded: SiteDesk) -> None:
    """A version that was put in force meanwhile stops it, and the draft still waits."""
    draft = await with_saturday(guarded)
    await publish(guarded, draft)
    named = msgspec.structs.replace(guarded.rig.site, entity="Otra entidad")
    await guarded.publish_site(with_version(named))
    await guarded.refused(CLARA, "POST", f"/drafts/{draft}/approval", "published_meanwhile")
    assert (await guarded.send(SARA, "GET", f"/drafts/{draft}"))["state"] == "waiting"


async def service_token(rig: ApiRig, *permissions: str) -> str:
    """Issue a service token with permissions."""
    token = sessions.generate_token()
    row = {
        "id": "portal",
        "campaign": CAMPAIGN,
        "name": "Portal",
        "digest": sessions.token_digest(token),
        "permissions": " ".join(permissions),
        "issued_by": "omar",
        "issued_at": rig.now,
        "expires_at": rig.now + timedelta(days=1),
    }
    async with unit_of_work(rig.engine) as connection:
        await connection.execute(insert(service_token_table).values(row))
    return token


async def test_a_token_is_no_second_person(guarded: SiteDesk) -> None:
    """A service token neither asks nor approves where the site says two persons; its issuer could be both."""
    draft, waiting = await with_saturday(guarded), await with_saturday(guarded)
    await publish(guarded, waiting)
    headers = {"Authorization": f"Bearer {await service_token(guarded.rig, 'site.edit', 'site.publish')}"}
    order = {"reason": REASON, "expected": (await guarded.in_force())["id"]}
    for path, body in ((f"{draft}/publication", order), (f"{waiting}/approval", None)):
        response = await guarded.rig.client.post(f"/api/v1/site/drafts/{path}", json=body, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "forbidden"), response.text


async def test_a_change_during_the_gate_stops_the_publication(desk: SiteDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that another person saves while the gate computes is not published unseen."""
    draft, before = await with_saturday(desk), await desk.in_force()
    gate = pass_gate

    async def pass_while_another_saves(*arguments: Any, **more: Any) -> Any:
        passed = await gate(*arguments, **more)
        await desk.saved(SARA, draft, saturday(EARLY_SATURDAY, LATE_SATURDAY))
        return passed

    monkeypatch.setattr(publication_requests, "pass_gate", pass_while_another_saves)
    await refusal(desk, draft, "draft_changed")
    assert await desk.in_force() == before


async def test_a_draft_names_a_file_that_was_uploaded_into_it(desk: SiteDesk) -> None:
    """A sound and a logo are stored under their name, checked, and part of the published folder."""
    draft = (await desk.open())["id"]
    sound, logo = recording(), (SAMPLE_SITE / "logo.svg").read_bytes().replace(b"<svg ", b"<svg role='img' ", 1)
    for name, content in (("saludo.wav", sound), ("logo.svg", logo)):
        stored = await desk.ask(SARA, "PUT", f"/site/drafts/{draft}/files/{name}", files=[("files", (name, content))])
        assert stored.json() == {"name": name, "digest": hashlib.sha256(content).hexdigest()}, stored.text
    told = await desk.saved(SARA, draft, changed(("prompts", "saludo_bogota", "file"), None, "saludo.wav"))
    assert told["complaints"] == []
    made = await publish(desk, draft)
    response = await desk.ask(VERA, "GET", f"/site/publications/{made['publication']['id']}/folder")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert (archive.read("saludo.wav"), archive.read("logo.svg")) == (sound, logo)


async def test_a_file_that_is_no_sound_is_refused(desk: SiteDesk) -> None:
    """So is a name that the site folder cannot have, and a missing file is a complaint at its field."""
    draft = (await desk.open())["id"]
    for name, content, status in (
        ("saludo.wav", b"MZ", 400),
        ("logo.svg", b"<svg onload='x'/>", 400),
        ("a.exe", b"MZ", 400),
    ):
        refused = await desk.ask(SARA, "PUT", f"/site/drafts/{draft}/files/{name}", files=[("files", (name, content))])
        assert refused.status_code == status, refused.text
    told = await desk.saved(SARA, draft, changed(("prompts", "saludo_bogota", "file"), None, "saludo.wav"))
    assert [each["path"] for each in told["complaints"]] == [["prompts", "saludo_bogota", "file"]]


async def test_an_update_keeps_the_files_that_the_draft_names(desk: SiteDesk) -> None:
    """The version in force dropped a sound that the draft still uses."""
    first = (await desk.open())["id"]
    sound, path = recording(), ("prompts", "saludo_bogota", "file")
    await desk.ask(SARA, "PUT", f"/site/drafts/{first}/files/saludo.wav", files=[("files", ("saludo.wav", sound))])
    await desk.saved(SARA, first, changed(path, None, "saludo.wav"))
    await publish(desk, first)
    kept, dropped = (await desk.open())["id"], (await desk.open())["id"]
    await desk.saved(SARA, kept, changed(("prompts", "despedida", "file"), None, "saludo.wav"))
    await desk.saved(SARA, dropped, changed(path, "saludo.wav"))
    await publish(desk, dropped)
    told = await desk.send(SARA, "POST", f"/drafts/{kept}/update", choices=[])
    assert told["complaints"] == []
    assert told["document"]["prompts"]["despedida"]["file"] == "saludo.wav"
