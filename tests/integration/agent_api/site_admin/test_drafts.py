"""Drafts of the site through the API: several people edit one, and conflicts are shown field by field."""

from typing import Any

import pytest
import pytest_asyncio

from agent_api.site_admin.drafts.domain import draft as limits
from agent_api.site_admin.drafts.domain.draft import MAX_OPEN_DRAFTS
from eventlog.facts import SiteDraftChanged, SiteDraftDiscarded, SiteDraftOpened, SiteDraftUpdated
from tests.support.api.api_rig import ApiRig
from tests.support.desks.site_desk import (
    ADMIN,
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

pytestmark = pytest.mark.integration
NAME = ("queues", "general", "name")


@pytest_asyncio.fixture
async def desk(rig: ApiRig) -> SiteDesk:
    """Publish the sample site."""
    desk = SiteDesk(rig)
    await desk.begin()
    return desk


def value_at(document: dict[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = document
    for step in path:
        value = value[step]
    return value


async def test_a_draft_begins_as_the_site_in_force(desk: SiteDesk) -> None:
    """Its document is that of the publication; it has no complaint and no difference."""
    draft = await desk.open()
    published = await desk.send(VERA, "GET", f"/publications/{(await desk.in_force())['id']}")
    assert draft["document"] == published["document"]
    assert (draft["revision"], draft["state"], draft["outdated"]) == (1, "open", False)
    assert (draft["complaints"], draft["differences"], draft["editors"]) == ([], [], [])
    [listed] = (await desk.send(VERA, "GET", ""))["drafts"]
    assert (listed["id"], listed["title"]) == (draft["id"], "Horario de diciembre")


async def test_two_people_change_different_fields_of_one_draft(desk: SiteDesk) -> None:
    """Both changes are kept although each was made from the same revision; the differences say both in words."""
    draft = (await desk.open())["id"]
    await desk.saved(SARA, draft, saturday(LATE_SATURDAY))
    both = await desk.saved(OMAR, draft, changed(NAME, "Información general", "Central"))
    assert value_at(both["document"], SATURDAY) == LATE_SATURDAY
    assert value_at(both["document"], NAME) == "Central"
    assert {each["section"] for each in both["differences"]} == {"calendars", "queues"}
    assert both["editors"] == ["Omar", "Sara"]
    assert await desk.send(SARA, "GET", f"/drafts/{draft}/revision") == {
        "revision": 3,
        "by": "Omar",
        "at": both["updated_at"],
        "state": "open",
    }


async def test_a_conflict_names_each_field_and_its_author_and_saves_nothing(desk: SiteDesk) -> None:
    """The other changes of the same request are not saved either."""
    draft = (await desk.open())["id"]
    await desk.saved(SARA, draft, saturday(LATE_SATURDAY))
    problem = await desk.refused(
        OMAR,
        "POST",
        f"/drafts/{draft}/changes",
        "site_conflicts",
        changes=[changed(NAME, "Información general", "Central"), saturday(EARLY_SATURDAY)],
    )
    [conflict] = problem["conflicts"]
    at = conflict.pop("at")
    assert conflict == {
        "path": list(SATURDAY),
        "before": OPEN_SATURDAY,
        "theirs": LATE_SATURDAY,
        "mine": EARLY_SATURDAY,
        "by": "Sara",
    }
    kept = await desk.send(OMAR, "GET", f"/drafts/{draft}")
    assert at[:19] == kept["updated_at"][:19]
    assert (kept["revision"], value_at(kept["document"], NAME)) == (2, "Información general")


async def test_repeating_a_save_changes_nothing(desk: SiteDesk) -> None:
    """A lost answer can be asked for again."""
    draft = (await desk.open())["id"]
    once = await desk.saved(SARA, draft, saturday(LATE_SATURDAY))
    twice = await desk.saved(SARA, draft, saturday(LATE_SATURDAY))
    assert once["revision"] == twice["revision"] == 2


async def test_a_deleted_queue_and_a_change_of_its_name_are_a_conflict(desk: SiteDesk) -> None:
    """The person who deleted it is named, and an absent field has no value."""
    draft = await desk.open()
    queue = draft["document"]["queues"]["general"]
    await desk.saved(SARA, draft["id"], changed(("queues", "general"), queue))
    problem = await desk.refused(
        OMAR,
        "POST",
        f"/drafts/{draft['id']}/changes",
        "site_conflicts",
        changes=[changed(NAME, "Información general", "Central")],
    )
    [conflict] = problem["conflicts"]
    assert "theirs" not in conflict
    assert conflict["by"] == "Sara"


async def test_a_document_with_complaints_is_saved_and_says_them_beside_the_field(desk: SiteDesk) -> None:
    """The path of a complaint is that of the field in the document."""
    draft = (await desk.open())["id"]
    told = await desk.saved(SARA, draft, changed(("lines", "bogota", "calendar"), "atencion", "verano"))
    assert [each["path"] for each in told["complaints"]] == [["lines", "bogota", "calendar"]]
    assert "verano" in told["complaints"][0]["text"]
    again = await desk.send(OMAR, "GET", f"/drafts/{draft}")
    assert again["complaints"] == told["complaints"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (("sample_customers", "ana"), "change_unreadable"),
        (("nada",), "change_unreadable"),
        (("queues", "general", "color"), "change_unreadable"),
        (("publishing", "two_persons"), "site_section_locked"),
        (("rights", "two_persons"), "site_section_locked"),
    ],
)
async def test_a_supervisor_changes_no_unknown_field_and_no_rule_of_security(
    desk: SiteDesk, path: tuple[str, ...], code: str
) -> None:
    """Personal data, unknown fields and guarded sections are refused; the draft stays as it is."""
    draft = await desk.open()
    changes = [changed(path, None, after=True)]
    await desk.refused(SARA, "POST", f"/drafts/{draft['id']}/changes", code, changes=changes)
    assert (await desk.send(SARA, "GET", f"/drafts/{draft['id']}"))["revision"] == 1
    assert "rights" in draft["locked_sections"]


async def test_an_administrator_changes_rules_of_security(desk: SiteDesk) -> None:
    """The sections that are locked to others are open to a person who administers rights."""
    draft = await desk.open(ADMIN)
    assert draft["locked_sections"] == []
    told = await desk.saved(ADMIN, draft["id"], changed(("publishing", "two_persons"), None, after=True))
    assert told["document"]["publishing"] == {"two_persons": True}


@pytest.mark.parametrize("value", [10**13, "a\0b", [[[[[[[[[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]]]]]]]]]])
async def test_what_cannot_be_stored_is_a_malformed_body(desk: SiteDesk, value: Any) -> None:
    """Numbers out of reason, characters that PostgreSQL refuses, and endless nesting."""
    draft = (await desk.open())["id"]
    refused = await desk.change(SARA, draft, {"path": list(NAME), "after": value})
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed_body")


async def test_a_document_and_a_request_have_limits(desk: SiteDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many changes are malformed; a document that would exceed its limit is refused."""
    draft = (await desk.open())["id"]
    many = await desk.change(SARA, draft, *[changed(NAME, "a", "b")] * 501)
    assert many.status_code == 422
    monkeypatch.setattr("agent_api.site_admin.drafts.service.MAX_DOCUMENT_BYTES", 1024**2)
    texts = [changed(("prompts", f"texto_{n}"), None, {"text": "x" * 19_000}) for n in range(60)]
    for first in (0, 20):
        await desk.saved(SARA, draft, *texts[first : first + 20])
    refused = await desk.change(SARA, draft, *texts[40:])
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_too_big")
    assert limits.MAX_DOCUMENT_BYTES == 4 * 1024**2


async def test_there_is_a_limit_of_open_drafts(desk: SiteDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A discarded draft makes room."""
    monkeypatch.setattr("agent_api.site_admin.drafts.service.MAX_OPEN_DRAFTS", 2)
    first = await desk.open()
    await desk.open()
    await desk.refused(SARA, "POST", "/drafts", "too_many_drafts", title="Otro más")
    await desk.send(SARA, "DELETE", f"/drafts/{first['id']}", 204)
    await desk.open()
    assert MAX_OPEN_DRAFTS == 50


async def test_a_discarded_draft_is_read_and_not_changed(desk: SiteDesk) -> None:
    """It is in no list, and its state says that it was discarded."""
    draft = (await desk.open())["id"]
    await desk.send(SARA, "DELETE", f"/drafts/{draft}", 204)
    assert (await desk.send(SARA, "GET", f"/drafts/{draft}"))["state"] == "discarded"
    assert (await desk.send(SARA, "GET", ""))["drafts"] == []
    problem = await desk.refused(
        SARA, "POST", f"/drafts/{draft}/changes", "draft_state", changes=[saturday(LATE_SATURDAY)]
    )
    assert problem["state"] == "discarded"
    await desk.refused(SARA, "DELETE", f"/drafts/{draft}", "draft_state")


async def test_an_outdated_draft_gets_the_version_in_force(desk: SiteDesk) -> None:
    """A field that only one side changed is merged; a field that both changed waits for a choice."""
    old = (await desk.open())["id"]
    await desk.saved(SARA, old, saturday(LATE_SATURDAY), changed(NAME, "Información general", "Central"))
    other = (await desk.open(OMAR, "Nombres"))["id"]
    await desk.saved(OMAR, other, changed(NAME, "Información general", "Todos"))
    await desk.saved(OMAR, other, changed(("queues", "pagos", "name"), "Pagos y cartera", "Pagos"))
    expected = (await desk.in_force())["id"]
    await desk.send(OMAR, "POST", f"/drafts/{other}/publication", reason="Nombres cortos", expected=expected)
    assert (await desk.send(SARA, "GET", f"/drafts/{old}"))["outdated"]
    problem = await desk.refused(SARA, "POST", f"/drafts/{old}/update", "site_conflicts", choices=[])
    [conflict] = problem["conflicts"]
    assert (conflict["path"], conflict["theirs"], conflict["mine"]) == (list(NAME), "Todos", "Central")
    assert conflict["by"] == "Omar"
    choices = [{"path": list(NAME), "take": "mine"}]
    updated = await desk.send(SARA, "POST", f"/drafts/{old}/update", choices=choices)
    assert not updated["outdated"]
    document = updated["document"]
    assert [value_at(document, each) for each in (SATURDAY, NAME, ("queues", "pagos", "name"))] == [
        LATE_SATURDAY,
        "Central",
        "Pagos",
    ]
    assert (await desk.send(SARA, "POST", f"/drafts/{old}/update", choices=[]))["revision"] == updated["revision"]


@pytest.mark.parametrize("user", [VERA, "calidad:quique", "asesor:ana"])
async def test_roles_without_the_permission_change_nothing(desk: SiteDesk, user: str) -> None:
    """The interventoría reads; quality and advisors do not even read."""
    draft = (await desk.open())["id"]
    for method, path in (("POST", "/drafts"), ("POST", f"/drafts/{draft}/changes"), ("DELETE", f"/drafts/{draft}")):
        await desk.refused(user, method, path, "forbidden", title="Otro borrador")
    status = 200 if user == VERA else 403
    assert (await desk.ask(user, "GET", f"/site/drafts/{draft}")).status_code == status


async def test_each_act_is_a_fact_with_its_author_and_without_texts(desk: SiteDesk) -> None:
    """The facts count fields and name versions; no title and no text is in them."""
    version = (await desk.in_force())["version"]
    draft = (await desk.open())["id"]
    await desk.saved(SARA, draft, saturday(LATE_SATURDAY))
    await desk.send(OMAR, "DELETE", f"/drafts/{draft}", 204)
    for fact, actor in (
        (SiteDraftOpened(draft=draft, base=version), "user:sara"),
        (SiteDraftChanged(draft=draft, revision=2, fields=1), "user:sara"),
        (SiteDraftDiscarded(draft=draft), "user:omar"),
    ):
        [envelope] = await desk.journaled_facts(type(fact).__name__)
        assert (envelope.fact, envelope.actor) == (fact, actor)
    assert await desk.journaled_facts(SiteDraftUpdated.__name__) == []
