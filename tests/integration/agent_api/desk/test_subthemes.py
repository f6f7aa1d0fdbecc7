"""Sub-themes end to end: the choice, their description, and tickets from before there were any."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from agent_api.typology.schemas import present_typology
from config.site.model import Site
from eventlog.facts import CallTypified, TicketFiled
from storage.postgres.engine import unit_of_work
from tests.support.desks.advisor_desk import AdvisorDesk

pytestmark = pytest.mark.integration

SAFE = {"kind": "solicitud", "theme": "estado_cuenta", "subtheme": "paz_y_salvo"}
RETIRED = {"kind": "solicitud", "theme": "fondos", "subtheme": "jovenes_en_accion"}


def leaf_of(answer: dict[str, Any], kind: str, theme: str, subtheme: str) -> dict[str, Any]:
    """Return a sub-theme in the API's answer."""
    (kinds,) = (each for each in answer["kinds"] if each["id"] == kind)
    (themes,) = (each for each in kinds["themes"] if each["id"] == theme)
    (leaf,) = (each for each in themes["subthemes"] if each["id"] == subtheme)
    return dict(leaf)


async def test_a_subtheme_says_all_that_a_chooser_needs(desk: AdvisorDesk) -> None:
    """A sub-theme has its name, synonyms, its legal kind, its area, and the templates that fit."""
    answer = (await desk.ask("asesor1", "GET", "/typology")).json()
    leaf = leaf_of(answer, "solicitud", "estado_cuenta", "paz_y_salvo")
    assert leaf["name"] == "Paz y salvo"
    assert "ya pagué todo" in leaf["also"]
    assert leaf["legal_kind"] == "information"
    assert leaf["area_name"] == "Vicepresidencia de Crédito y Cobranza"
    promise = "Adjunto a esta respuesta encuentra lo que pidió"
    assert leaf["templates"] == [{"id": "certificado_enviado", "name": "Certificado que se envía", "promise": promise}]
    assert {"accede", "accede_parcial", "no_accede", "traslada"} <= {each["id"] for each in answer["answer_types"]}


async def test_sub_theme_is_not_offered_after_its_last_day(desk: AdvisorDesk) -> None:
    """After its last day a sub-theme is not in the list, and its use is refused by name."""
    body = (await desk.ask("asesor1", "GET", "/typology")).json()
    with pytest.raises(ValueError, match="unpack"):
        leaf_of(body, **RETIRED)
    answer = await desk.file("asesor1", **RETIRED)
    assert (answer.status_code, answer.json()["code"]) == (400, "typology_retired")
    assert "Orientación sobre programas de otras entidades" in answer.json()["detail"]


async def test_a_subtheme_goes_from_the_form_to_the_log(desk: AdvisorDesk) -> None:
    """Ticket and disposition have it by id and by name, in the answer and as facts."""
    await desk.talk("a")
    filed = (await desk.file("asesor1", call_id="a", **SAFE)).json()
    assert (filed["subtheme"], filed["subtheme_name"]) == ("paz_y_salvo", "Paz y salvo")
    disposition = (await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=SAFE)).json()
    assert disposition["subtheme_name"] == "Paz y salvo"
    (own,) = (await desk.ask("asesor1", "GET", "/me/calls")).json()["calls"]
    assert (own["subtheme"], own["subtheme_name"]) == ("paz_y_salvo", "Paz y salvo")
    assert [each.fact for each in await desk.journaled_facts("TicketFiled")] == [
        TicketFiled(ticket=filed["number"], **SAFE)
    ]
    assert [each.fact for each in await desk.journaled_facts("CallTypified")] == [
        CallTypified(advisor="asesor1", **SAFE)
    ]


async def test_another_subtheme_is_another_disposition(desk: AdvisorDesk) -> None:
    """One sub-theme and then another are two facts, and a repeat is none."""
    await desk.talk("a")
    for subtheme in ("paz_y_salvo", "paz_y_salvo", "estado_de_cuenta"):
        answer = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json={**SAFE, "subtheme": subtheme})
        assert answer.status_code == 200
    facts = [each.fact for each in await desk.journaled_facts("CallTypified")]
    assert [each.subtheme for each in facts if isinstance(each, CallTypified)] == ["paz_y_salvo", "estado_de_cuenta"]


async def test_nothing_is_typified_by_half(desk: AdvisorDesk) -> None:
    """A theme with sub-themes needs one (M5-1-05, A5), and a theme without them is enough by itself."""
    await desk.talk("a")
    half: dict[str, Any] = {**SAFE, "subtheme": None}
    filed = await desk.file("asesor1", call_id="a", **half)
    typified = await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=half)
    for answer in (filed, typified):
        assert (answer.status_code, answer.json()["code"]) == (400, "typology_incomplete")
        assert "«Estado de cuenta y certificados»" in answer.json()["detail"]
    assert (await desk.rows("ticket"), await desk.rows("disposition")) == (0, 0)
    complete: dict[str, Any] = {"kind": "solicitud", "theme": "otra", "subtheme": None}
    assert (await desk.file("asesor1", call_id="a", **complete)).status_code == 201
    assert (await desk.ask("asesor1", "PUT", "/calls/a/disposition", json=complete)).status_code == 200


async def test_a_subtheme_of_another_theme_is_refused(desk: AdvisorDesk) -> None:
    """A sub-theme belongs to its theme, and an unknown one is refused by its name."""
    answer = await desk.file("asesor1", **{**SAFE, "subtheme": "oficinas"})
    assert (answer.status_code, answer.json()["code"]) == (400, "typology_unknown")
    assert "oficinas" in answer.json()["detail"]


async def test_ticket_filed_before_sub_themes_is_readable(desk: AdvisorDesk) -> None:
    """A ticket without a sub-theme shows its theme; one whose sub-theme the site has removed shows its id."""
    old, lost = (await desk.file("asesor1")).json(), (await desk.file("asesor1", "key-00000002", **SAFE)).json()
    async with unit_of_work(desk.rig.engine) as connection:
        changed = text("UPDATE ticket SET subtheme = :subtheme WHERE number = :number")
        for filed, subtheme in ((old, ""), (lost, "gone")):
            await connection.execute(changed, {"number": filed["number"], "subtheme": subtheme})
    read = (await desk.ask("asesor1", "GET", f"/tickets/{old['number']}")).json()
    assert (read["theme_name"], read["subtheme"], read["subtheme_name"]) == ("Trato recibido", None, None)
    read = (await desk.ask("asesor1", "GET", f"/tickets/{lost['number']}")).json()
    assert (read["subtheme"], read["subtheme_name"]) == ("gone", "gone")


async def test_a_call_keeps_the_typology_it_began_with(desk: AdvisorDesk) -> None:
    """A sub-theme retired during a talk may still be chosen on that call, and on no other."""
    await desk.talk("a")
    newer = without(desk.rig.site, SAFE["subtheme"], desk.rig.now.date() - timedelta(days=2))
    desk.rig.app.state.context = replace(desk.rig.app.state.context, site=newer)
    assert (await desk.file("asesor1", call_id="a", **SAFE)).status_code == 201
    assert (await desk.file("asesor1", "key-00000002", **SAFE)).json()["code"] == "typology_retired"


def without(site: Site, subtheme: str, last_day: date) -> Site:
    """Return another version of the site, in which the sub-theme of certificates retires after a day."""
    kind = site.typology["solicitud"]
    theme = kind.themes["estado_cuenta"]
    retired = msgspec.structs.replace(theme.subthemes[subtheme], valid_until=last_day)
    theme = msgspec.structs.replace(theme, subthemes={**theme.subthemes, subtheme: retired})
    kind = msgspec.structs.replace(kind, themes={**kind.themes, theme.id: theme})
    return msgspec.structs.replace(site, version="0" * 16, typology={**site.typology, kind.id: kind})


async def test_a_theme_that_got_subthemes_meanwhile_is_enough_on_its_call(desk: AdvisorDesk) -> None:
    """By the call's typology the theme needs no sub-theme; without a call one has to be chosen."""
    await desk.talk("a")
    kind = desk.rig.site.typology["solicitud"]
    theme = msgspec.structs.replace(kind.themes["otra"], subthemes=kind.themes["canales"].subthemes)
    kind = msgspec.structs.replace(kind, themes={**kind.themes, "otra": theme})
    newer = msgspec.structs.replace(desk.rig.site, version="0" * 16, typology={**desk.rig.site.typology, kind.id: kind})
    desk.rig.app.state.context = replace(desk.rig.app.state.context, site=newer)
    other: dict[str, Any] = {"kind": "solicitud", "theme": "otra", "subtheme": None}
    filed = await desk.file("asesor1", call_id="a", **other)
    assert (filed.status_code, filed.json()["typology_version"]) == (201, desk.rig.site.version)
    assert (await desk.file("asesor1", "key-00000002", **other)).json()["code"] == "typology_incomplete"


async def test_a_theme_goes_with_its_last_subtheme(desk: AdvisorDesk) -> None:
    """With all its sub-themes retired a theme leaves no choice, so it is not offered."""
    site = desk.rig.site
    day = date(2027, 1, 1)
    for subtheme in site.typology["solicitud"].themes["estado_cuenta"].subthemes:
        site = without(site, subtheme, day)
    themes = {each.id for each in present_typology(site, day + timedelta(days=1)).kinds[0].themes}
    assert "estado_cuenta" not in themes
    assert "desembolso" in themes


async def test_template_has_its_text_as_written_and_each_blank_once(desk: AdvisorDesk) -> None:
    """A template has its text as written, and each blank once: those that Atención fills and those for a person."""
    answer = (await desk.ask("asesor1", "GET", "/answer-templates/documento_enviado")).json()
    assert "{{ fecha_radicacion }}" in answer["text"]
    assert (answer["type"], answer["type_name"]) == ("entrega", "Entrega documentos")
    assert [(each["id"], each["filled_by"]) for each in answer["blanks"]] == [
        ("fecha_radicacion", "system"),
        ("documento", "person"),
    ]
    missing = await desk.ask("asesor1", "GET", "/answer-templates/otra")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
