"""An advisor's work on a call: screen-pop, disposition, draft, and the list of the day's own calls."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from agent_api.access import sessions
from agent_api.indicators.store import count_new_facts
from eventlog.facts import CallTypified, CustomersSearched, CustomerViewed
from storage.postgres.engine import unit_of_work
from tests.support.desks.advisor_desk import NUMBER, AdvisorDesk
from tests.support.router.campaign_rig import CAMPAIGN

pytestmark = pytest.mark.integration
SAID = {"kind": "solicitud", "theme": "renovacion", "subtheme": "pasos"}
NONE: dict[str, list[object]] = {"calls": [], "earlier": []}
PAID = {"kind": "solicitud", "theme": "desembolso", "subtheme": "matricula"}


async def test_the_pop_comes_while_it_rings(desk: AdvisorDesk) -> None:
    """Before the answer, and before the recorder has the call, it has protocol, initials and last digits."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", f"+57{NUMBER}")
    await desk.ring("a")
    pop = (await desk.ask("asesor1", "GET", "/calls/a/pop")).json()
    assert (pop["line_name"], pop["number_masked"], pop["number"]) == ("Línea Nacional", "*** *** 2201", None)
    assert (pop["possible_customer"], pop["open_tickets"]) == ("A*** S*** B***", 0)
    assert pop["script"] == list(desk.rig.site.lines["nacional"].script)


async def test_the_pop_counts_open_tickets_of_the_number(desk: AdvisorDesk) -> None:
    """Tickets filed on earlier calls from the same number count, in any notation of the number."""
    await desk.talk("a", "asesor1", "+573001112201")
    await desk.file("asesor1", call_id="a", petitioner={"name": "Luz Beltrán"})
    await desk.ring("b", "asesor2", "00573001112201")
    assert (await desk.ask("asesor2", "GET", "/calls/b/pop")).json()["open_tickets"] == 1
    await desk.ring("c", "asesor3", "3009999999")
    assert (await desk.ask("asesor3", "GET", "/calls/c/pop")).json()["open_tickets"] == 0


async def test_view_of_customer_is_one_fact(desk: AdvisorDesk) -> None:
    """Polling writes one fact a call, with an opaque id; a call without a known customer writes none."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", f"+57{NUMBER}")
    await desk.talk("a")
    for _ in range(3):
        await desk.ask("asesor1", "GET", "/calls/a/pop")
    await desk.talk("b", "asesor2", "3009999999")
    await desk.ask("asesor2", "GET", "/calls/b/pop")
    (envelope,) = await desk.journaled_facts("CustomerViewed")
    assert (envelope.fact, envelope.actor, envelope.call_id) == (
        CustomerViewed(customer_ref="c1"),
        "advisor:asesor1",
        "a",
    )


@pytest.mark.parametrize(("caller", "masked"), [("", "Número oculto"), ("anonymous", "Número oculto"), ("101", "***")])
async def test_hidden_number_or_extension_leads_to_no_customer_and_causes_no_error(
    desk: AdvisorDesk, caller: str, masked: str
) -> None:
    """A hidden number or an extension leads to no customer, and causes no error."""
    await desk.talk("a", caller=caller)
    pop = (await desk.ask("asesor1", "GET", "/calls/a/pop")).json()
    assert (pop["possible_customer"], pop["open_tickets"], pop["number_masked"]) == (None, 0, masked)


async def test_number_shared_by_several_customers_names_none(desk: AdvisorDesk) -> None:
    """A guess between two would often be wrong, so none is named and no view is logged."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", f"+57{NUMBER}")
    await desk.add_customer("c2", "Luz Beltrán", f"+57{NUMBER}")
    await desk.talk("a")
    pop = (await desk.ask("asesor1", "GET", "/calls/a/pop")).json()
    assert (pop["possible_customer"], pop["possible_customers"]) == (None, 2)
    assert await desk.rows("customer_view") == 0


async def test_number_suggests_customers_by_initials_alone(desk: AdvisorDesk) -> None:
    """Only the advisor of the call gets the initials and ids of those with the number; each request is a fact."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", f"+57{NUMBER}")
    await desk.add_customer("c2", "Luz Beltrán", f"+57{NUMBER}")
    await desk.add_customer("c3", "Juan Rey", "+573009999999")
    await desk.talk("a")
    answer = await desk.ask("asesor1", "POST", "/calls/a/possible-customers")
    suggested = sorted(answer.json()["customers"], key=lambda each: each["id"])
    assert suggested == [{"id": "c1", "name": "A*** S*** B***"}, {"id": "c2", "name": "L*** B***"}]
    assert (await desk.ask("asesor2", "POST", "/calls/a/possible-customers")).json()["code"] == "call_not_yours"
    (envelope,) = await desk.journaled_facts("CustomersSearched")
    assert envelope.fact == CustomersSearched(by="phone", found=2, masked=True)
    assert (envelope.actor, envelope.call_id) == ("advisor:asesor1", "a")


async def test_hidden_number_suggests_no_customer(desk: AdvisorDesk) -> None:
    """Without a number no customer is suggested, and the request is a fact all the same."""
    await desk.talk("a", caller="anonymous")
    assert (await desk.ask("asesor1", "POST", "/calls/a/possible-customers")).json() == {"customers": []}
    (envelope,) = await desk.journaled_facts("CustomersSearched")
    assert envelope.fact == CustomersSearched(by="phone", found=0, masked=True)


async def test_customers_are_sealed_at_rest(desk: AdvisorDesk) -> None:
    """Name, document and number are not readable in the database, and adding a customer again changes nothing."""
    await desk.add_customer("c1", "Ana Sofía Beltrán", f"+57{NUMBER}")
    await desk.add_customer("c1", "Otro Nombre", f"+57{NUMBER}")
    stored = await desk.bytes_of("customer") + await desk.bytes_of("customer_phone")
    assert b"c1" in stored
    for secret in ("Ana", "52900101", NUMBER):
        assert secret.encode() not in stored
    assert await desk.rows("customer") == await desk.rows("customer_phone") == 1


async def test_the_pop_of_another_is_not_shown(desk: AdvisorDesk) -> None:
    """Pop, draft and disposition are only for the advisor of the call; for others it does not exist."""
    await desk.talk("a")
    for method, path, body in (
        ("GET", "pop", None),
        ("GET", "draft", None),
        ("PUT", "draft", {"revision": 0, "form": {}}),
        ("DELETE", "draft", None),
        ("PUT", "disposition", SAID),
    ):
        answer = await desk.ask("asesor2", method, f"/calls/a/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "call_not_yours")


async def test_a_disposition_that_changes_is_a_fact(desk: AdvisorDesk) -> None:
    """Set, repeated and changed, it is two facts, and the last one counts."""
    await desk.talk("a")
    for body in (SAID, SAID, {**PAID, "note": "Llama la mamá."}):
        answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=body)
        assert answer.status_code == 200
    assert (answer.json()["theme_name"], answer.json()["note"]) == ("Estado del desembolso", "Llama la mamá.")
    facts = [each.fact for each in await desk.journaled_facts("CallTypified")]
    assert facts == [CallTypified(**SAID, advisor="asesor1"), CallTypified(**PAID, advisor="asesor1")]


async def test_finishing_frees_the_advisor(desk: AdvisorDesk) -> None:
    """The finish flag ends the wrap-up; during the talk it changes nothing, and the disposition is stored."""
    await desk.talk("a")
    answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json={**SAID, "finish": True})
    assert (answer.status_code, answer.json()["advisor_state"]) == (200, "talking")
    await desk.hang_up("a")
    assert (await desk.campaign_rig.router.advisor_state("asesor1")) == "wrap_up"
    answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json={**SAID, "finish": True})
    assert answer.json()["advisor_state"] == "available"


async def test_theme_of_another_kind_is_refused_by_name(desk: AdvisorDesk) -> None:
    """A theme of another kind is refused by name."""
    await desk.talk("a")
    answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json={**SAID, "theme": "trato"})
    assert (answer.status_code, answer.json()["code"]) == (400, "typology_unknown")


async def _put(desk: AdvisorDesk, revision: int, form: dict[str, Any]) -> httpx2.Response:
    return await desk.ask("asesor1", "PUT", "/calls/a/draft", json={"revision": revision, "form": form})


async def test_two_tabs_do_not_fight(desk: AdvisorDesk) -> None:
    """A tab that has not read the newer draft gets it, and overwrites nothing."""
    await desk.talk("a")
    assert (await desk.ask("asesor1", "GET", "/calls/a/draft")).json()["revision"] == 0
    assert (await _put(desk, 0, {"text": "uno"})).json()["revision"] == 1
    late = await _put(desk, 0, {"text": "otro"})
    assert (late.status_code, late.json()["code"]) == (409, "draft_changed")
    assert (late.json()["draft"]["revision"], late.json()["draft"]["form"]) == (1, {"text": "uno"})
    assert (await _put(desk, 1, {"text": "dos"})).json()["revision"] == 2
    assert (await _put(desk, 1, {"text": "tres"})).status_code == 409
    draft = (await desk.ask("asesor1", "GET", "/calls/a/draft")).json()
    assert (draft["revision"], draft["form"]) == (2, {"text": "dos"})


async def test_a_draft_goes_when_it_is_no_longer_needed(desk: AdvisorDesk) -> None:
    """A draft is deleted when the ticket is filed, when it is discarded, and after a day."""
    await desk.talk("a")
    await _put(desk, 0, {"text": "uno"})
    await desk.file("asesor1", call_id="a")
    assert await desk.rows("draft") == 0
    await _put(desk, 0, {"text": "dos"})
    assert (await desk.ask("asesor1", "DELETE", "/calls/a/draft")).status_code == 204
    assert await desk.rows("draft") == 0
    await _put(desk, 0, {"text": "tres"})
    desk.rig.now += timedelta(days=1)
    assert (await desk.ask("asesor1", "GET", "/calls/a/draft")).json()["revision"] == 0


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ('{"text": "%s"}' % ("x" * 16_384), 413, "draft_too_large"),
        ('{"text": "\\ud800"}', 400, "draft_unreadable"),
        ('{"text": NaN}', 400, "draft_unreadable"),
        ("[]", 422, "malformed_body"),
    ],
)
async def test_invalid_form_is_refused_by_name(desk: AdvisorDesk, form: str, status: int, code: str) -> None:
    """A form that is too large, has half a character or an invalid number, or is no form is refused by name."""
    await desk.talk("a")
    body = f'{{"revision": 0, "form": {form}}}'
    headers = {"Content-Type": "application/json"}
    answer = await desk.ask("asesor1", "PUT", "/calls/a/draft", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_own_calls_of_the_day(desk: AdvisorDesk) -> None:
    """The list has the calls that the advisor answered today, with their results; no others, and none tomorrow."""
    await desk.talk("a")
    number = (await desk.file("asesor1", call_id="a")).json()["number"]
    await desk.ask("asesor1", "PUT", "/calls/a/disposition", json={**SAID, "finish": True})
    await desk.campaign_rig.set_time(desk.campaign_rig.now_ms + 65_000)
    await desk.hang_up("a")
    (call,) = (await desk.ask("asesor1", "GET", "/me/calls")).json()["calls"]
    assert (call["id"], call["line_name"], call["queue_name"]) == ("a", "Línea Nacional", "Información general")
    assert (call["talk_ms"], call["outcome"], call["caller"]) == (65_000, "answered", "*** *** 2201")
    assert call["choice"] == ["Hablar con un asesor"]
    assert (call["tickets"], call["theme_name"]) == ([number], "Renovación del crédito")
    assert (await desk.ask("asesor2", "GET", "/me/calls")).json() == NONE
    desk.rig.now += timedelta(days=1)
    assert (await desk.ask("asesor1", "GET", "/me/calls")).json() == NONE


async def test_own_day_has_own_figures_of_today_and_yesterday(desk: AdvisorDesk) -> None:
    """A talk of 65 s and a wrap-up of 10 s are a handling of 75 s, answered at once; of another advisor, nothing."""
    await desk.talk("a")
    await desk.talk("b", "asesor2", "3009999999")
    await desk.campaign_rig.set_time(desk.campaign_rig.now_ms + 65_000)
    await desk.hang_up("a")
    await desk.campaign_rig.set_time(desk.campaign_rig.now_ms + 10_000)
    await desk.campaign_rig.router.complete("asesor1")
    await desk.rig.record()
    await count_new_facts(desk.rig.engine, CAMPAIGN, desk.rig.site.indicators)
    own = (await desk.ask("asesor1", "GET", "/me/day")).json()
    figures = {"calls": 1, "handled_ms": 75_000, "mean_handled_ms": 75_000, "answered": 1, "within_threshold": 1}
    assert (own["today"], own["yesterday"]) == (figures, None)
    desk.rig.now += timedelta(days=1)
    own = (await desk.ask("asesor1", "GET", "/me/day")).json()
    assert (own["today"]["calls"], own["today"]["mean_handled_ms"], own["yesterday"]) == (0, None, figures)


async def test_call_of_earlier_day_can_be_typified_once(desk: AdvisorDesk) -> None:
    """On a later day it is still in its advisor's list, can be typified once, and then is gone."""
    await desk.talk("a")
    await desk.hang_up("a")
    await desk.campaign_rig.router.complete("asesor1")
    (today,) = (await desk.ask("asesor1", "GET", "/me/calls")).json()["calls"]
    assert (today["kind"], today["counts_until"] > today["ended_at"]) == (None, True)
    desk.rig.now += timedelta(days=3)
    own = (await desk.ask("asesor1", "GET", "/me/calls")).json()
    assert (own["calls"], [call["id"] for call in own["earlier"]]) == ([], ["a"])
    assert (await desk.ask("asesor2", "GET", "/me/calls")).json() == NONE
    assert (await desk.ask("asesor2", "PUT", "/calls/a/disposition", json=SAID)).status_code == 404
    assert (await desk.ask("asesor1", "GET", "/calls/a/pop")).status_code == 404
    assert (await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=SAID)).status_code == 200
    assert [each.fact for each in await desk.journaled_facts("CallTypified")] == [
        CallTypified(**SAID, advisor="asesor1")
    ]
    assert (await desk.ask("asesor1", "GET", "/me/calls")).json() == NONE
    assert (await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=PAID)).status_code == 404


async def test_presence_stays_while_another_session_is_open(desk: AdvisorDesk) -> None:
    """With another session open they stay; with the last one closed they go off duty, after a call if there is one."""
    await desk.talk("a")
    await desk.ask("asesor1", "GET", "/me")  # another session
    assert (await desk.ask("asesor1", "DELETE", "/session")).status_code == 204
    async with unit_of_work(desk.rig.engine) as connection:
        await sessions.revoke(connection, "asesor1")
    assert (await desk.campaign_rig.router.floor()).advisors["asesor1"].pending == ""
    assert (await desk.ask("asesor1", "DELETE", "/session")).status_code == 204
    now = (await desk.campaign_rig.router.floor()).advisors["asesor1"]
    assert (now.state, now.pending) == ("talking", "offline")
    await desk.hang_up("a")
    await desk.campaign_rig.router.complete("asesor1")
    assert await desk.campaign_rig.router.advisor_state("asesor1") == "offline"


async def test_the_words_for_forms(desk: AdvisorDesk) -> None:
    """Kinds, themes and sub-themes are in the order of the site; the router's own pause reason is left out."""
    typology = (await desk.ask("asesor1", "GET", "/typology")).json()
    assert [kind["id"] for kind in typology["kinds"]] == list(desk.rig.site.typology)
    conduct = typology["kinds"][1]["themes"][0]
    assert (conduct["id"], conduct["name"], conduct["legal_kind"]) == ("trato", "Trato recibido", "general")
    assert [each["id"] for each in conduct["subthemes"]][:2] == ["asesor_telefonico", "punto_atencion"]
    reasons = (await desk.ask("asesor1", "GET", "/pause-reasons")).json()["reasons"]
    assert {"id": "almuerzo", "name": "Almuerzo", "paid": False} in reasons
    assert {"id": "descanso", "name": "Descanso", "paid": True} in reasons
    assert "no_answer" not in {each["id"] for each in reasons}
