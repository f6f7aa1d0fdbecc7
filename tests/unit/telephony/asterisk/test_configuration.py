"""A node's configuration, generated from templates."""

from pathlib import Path

import pytest

from config.site.calls.sources import Sources, Trunk
from telephony.asterisk.configuration import (
    LINES_FILE,
    NO_PROMPT,
    SOURCES_FILE,
    LineRoute,
    Node,
    listed_endpoints,
    music_classes,
    render_files,
)
from telephony.asterisk.dial_strings import ENDPOINTS, dial_string

TEMPLATES = {path.name: path.read_text() for path in Path("telephony/asterisk/templates").glob("*.conf")}
BOGOTA = LineRoute(line="bogota", numbers=("6015550100", "bogota"), apology="disculpa")

TRUNKS = Sources(
    trunks={
        "operador": Trunk(id="operador", name="Operador", address="203.0.113.8/29"),
        "planta": Trunk(id="planta", name="Planta", address="192.0.2.7", port=5060, last_port=5061),
        "sede": Trunk(id="sede", name="Sede", user="sede-cali"),
    }
)


def node(**fields: object) -> Node:
    values = {"name": "n", "folder": "/n", "modules_folder": "/m", "ari_password": "secreta", **fields}
    return Node(**values)  # type: ignore[arg-type]


def test_every_gap_is_filled_and_asterisks_own_variables_stay() -> None:
    """Remaining variables begin with a dollar sign, unlike our placeholders."""
    files = render_files(node(), [BOGOTA], TEMPLATES)
    assert not any("@{" in text for text in files.values())
    assert "${RESCUE_SOUNDS}" in files["extensions.conf"]


def test_only_two_files_follow_the_site() -> None:
    """Another version of the site changes these two, which Asterisk reads again; a reload clears no variable."""
    becas = LineRoute(line="becas", numbers=("becas",), apology="disculpa", fallback="sip:1@op.example")
    before = render_files(node(), [BOGOTA], TEMPLATES)
    after = render_files(node(sources=TRUNKS, passwords={"sede-cali": "quimbaya-7"}), [BOGOTA, becas], TEMPLATES)
    assert {name for name in before if before[name] != after[name]} == {LINES_FILE, SOURCES_FILE}
    assert '#include "lines.conf"' in before["extensions.conf"]
    assert "clearglobalvars = no" in before["extensions.conf"]
    assert '#include "sources.conf"' in before["pjsip.conf"]


def test_each_number_leads_to_its_line() -> None:
    """A number without a line is in no context, so Asterisk answers 404."""
    dialplan = render_files(node(), [BOGOTA], TEMPLATES)["lines.conf"]
    numbers = dialplan.partition("[lines]")[2].partition("[strangers]")[0]
    extensions = [each.partition(",1,")[0] for each in numbers.split("exten => ")[1:]]
    assert extensions == ["6015550100", "bogota"]
    assert numbers.count(" same => n,Stasis(atencion,bogota,") == len(extensions)


def test_dialplan_itself_holds_apology_and_fallback_number() -> None:
    """The dialplan itself holds the apology and the fallback number."""
    route = LineRoute(line="quejas", numbers=("q",), apology="disculpa", fallback="sip:1@op.example;user=phone")
    dialplan = render_files(node(), [route], TEMPLATES)["lines.conf"]
    assert "Set(RESCUE_SOUNDS=atencion/disculpa/disculpa)" in dialplan
    assert "Set(RESCUE_TO=PJSIP/phones-5/sip:1@op.example\\;user=phone)" in dialplan


def test_a_call_is_picked_up_by_the_dialplan_only_while_its_gateway_says_so() -> None:
    """If the gateway's permission is absent or expired, the call is offered ringing and no words play."""
    dialplan = render_files(node(), [BOGOTA], TEMPLATES)["lines.conf"]
    look = "GotoIf($[${EPOCH} > 0${ATENCION_PICKS_UP_UNTIL}]?rings)"
    assert f"exten => bogota,1,{look}\n same => n,Answer(,i)\n" in dialplan
    assert " same => n(rings),Ringing()\n same => n,Stasis(atencion,bogota)\n" in dialplan


def test_until_line_has_learned_its_first_words_they_are_silence() -> None:
    """Until a line has learned its first words they are silence."""
    dialplan = render_files(node(), [BOGOTA], TEMPLATES)["lines.conf"]
    words = "${ATENCION_FIRST_WORDS_bogota}"
    steps = f" same => n,Answer(,i)\n same => n,StartMusicOnHold({words})\n same => n,Stasis(atencion,bogota,{words})\n"
    assert dialplan.count(steps) == len(BOGOTA.numbers)
    assert f"[globals]\nATENCION_FIRST_WORDS_bogota = {NO_PROMPT}\n" in dialplan


def test_there_is_a_trunk_only_where_one_is_named() -> None:
    """Without an operator no address is accepted as the operator's."""
    assert "type = identify" not in render_files(node(), [], TEMPLATES)["pjsip.conf"]
    trunk = render_files(node(trunk="op.example:5080"), [], TEMPLATES)["pjsip.conf"]
    assert "contact = sip:op.example:5080" in trunk
    assert "match = op.example\n" in trunk
    assert "identify_by = ip\n" in trunk  # a name in From does not identify the operator


def test_each_trunk_has_endpoint_and_header_identifies_no_caller() -> None:
    """Each trunk has an endpoint, and naming its address in a header does not identify a caller."""
    listed = node(sources=TRUNKS, passwords={"sede-cali": "quimbaya-7"})
    pjsip = render_files(listed, [BOGOTA], TEMPLATES)["sources.conf"]
    assert "[trunk-operador](leg)\ncontext = lines\nidentify_by = ip\n" in pjsip
    assert "endpoint = trunk-operador\nmatch = 203.0.113.8/29\n" in pjsip
    assert "match = 192.0.2.7:5060/32\nmatch = 192.0.2.7:5061/32\n" in pjsip
    assert "[sede-cali](leg)\ncontext = lines\nauth = sede-cali\nidentify_by = auth_username\n" in pjsip
    assert "username = sede-cali\npassword = quimbaya-7\n" in pjsip
    assert listed_endpoints(TRUNKS, Sources()) == {"trunk", "trunk-operador", "trunk-planta", "sede-cali"}


@pytest.mark.parametrize(
    ("options", "is_there"),
    [
        ({}, True),
        ({"trunk": "op.example"}, False),
        ({"sources": TRUNKS, "passwords": {"sede-cali": "quimbaya-7"}}, False),
        ({"sources": Sources(unlisted="refused")}, False),
        (
            {"own_sources": Sources(trunks={"own": Trunk(id="own", name="Propias", address="127.0.0.1", port=5100)})},
            True,
        ),
    ],
    ids=["open", "operator", "listed", "closed", "demo"],
)
def test_unknown_sources_are_accepted_only_without_listed_trunks(options: dict[str, object], is_there: bool) -> None:
    """Otherwise there is no endpoint for unknown sources. The demo's own callers are no trunk of the site."""
    pjsip = render_files(node(**options), [BOGOTA], TEMPLATES)["sources.conf"]
    assert ("[anonymous]" in pjsip) is is_there


def test_where_asterisk_dials_us_its_dialplan_looks_whether_we_are_there() -> None:
    """Asterisk dials its node's path with the ARI password; if we dial, none of this is present."""
    files = render_files(node(name="nodo2", ari_dials="wss://proxy.example/"), [BOGOTA], TEMPLATES)
    client = files["websocket_client.conf"]
    assert "uri = wss://proxy.example/ari/nodo2\n" in client
    assert "tls_enabled = yes" in client
    assert "password = secreta\n" in client
    assert "type = outbound_websocket" in files["ari.conf"]
    look, stasis = "GotoIf($[${EPOCH} - 0${ATENCION_SERVED} > 3]?line-bogota,s,alone)", "Stasis(atencion,bogota,"
    assert 0 < files["lines.conf"].index(look) < files["lines.conf"].index(stasis)
    without = render_files(node(), [BOGOTA], TEMPLATES)
    assert not any("outbound_websocket" in text or "ATENCION_SERVED" in text for text in without.values())
    assert "uri" not in without["websocket_client.conf"]


def test_modules_are_listed_one_by_one() -> None:
    """Modules that are not listed are not loaded; app_queue is not listed, because our own router has the queues."""
    modules = render_files(node(), [], TEMPLATES)["modules.conf"]
    assert "autoload = no" in modules
    assert "app_queue" not in modules


def test_the_password_stands_where_we_are_let_in_and_nowhere_else() -> None:
    """The password is in as few files as possible."""
    files = render_files(node(), [BOGOTA], TEMPLATES)
    assert {name for name, text in files.items() if "secreta" in text} == {"ari.conf", "manager.conf"}


def test_the_manager_interface_is_open_only_where_talks_are_recorded() -> None:
    """The manager interface makes Asterisk report more about each call, so it is off without recording."""
    shut, opened = (render_files(node(records=records), [BOGOTA], TEMPLATES) for records in (False, True))
    assert "enabled = no" in shut["manager.conf"]
    assert "enabled = yes" in opened["manager.conf"]
    assert "decline = ast_channel_moh_start_type" in shut["stasis.conf"]
    assert "decline = ast_channel_moh_start_type" not in opened["stasis.conf"]
    assert "unmanaged.conf" not in opened


def test_each_sound_has_a_class_of_music() -> None:
    """Each folder of sounds is a music class, so it can be played repeatedly."""
    assert music_classes(["a", "b"], "/s").count("mode = files") == 2
    assert "directory = /s/b" in music_classes(["a", "b"], "/s")


@pytest.mark.parametrize(
    ("address", "channel"),
    [("sip:a@192.0.2.1:5062", "PJSIP/phones-61/sip:a@192.0.2.1:5062"), ("3001234567", "PJSIP/3001234567@trunk")],
)
def test_an_address_is_called_directly_and_a_number_by_the_trunk(address: str, channel: str) -> None:
    """Advisors have SIP addresses, and callers who are called back have numbers."""
    assert dial_string(address) == channel


def test_phones_share_no_endpoint_with_all_others() -> None:
    """Each address always uses the same endpoint, each endpoint exists on the node, and many addresses use them all."""
    configured = render_files(node(), [BOGOTA], TEMPLATES)["pjsip.conf"]
    used = {dial_string(f"sip:asesor-{number}@192.0.2.7:5062").split("/")[1] for number in range(1000)}
    assert len(used) == ENDPOINTS
    assert all(f"[{endpoint}](leg)" in configured for endpoint in used)
