"""Steps of the menu: a site that could leave a caller without a way on is refused, with the place and what to do."""

import pytest

from config.site.tickets.text_messages import TextMessages
from tests.support.site_folders import FILES, errors_of, sample_site, site_or_errors, text_message_files

STEPS = FILES["steps.yaml"].decode()
MENUS = FILES["menus.yaml"].decode()
OTHER = "\notro:\n  name: Otro\n"


def with_steps(old: str, new: str) -> dict[str, bytes]:
    assert old in STEPS
    return {**FILES, "steps.yaml": STEPS.replace(old, new, 1).encode()}


def test_the_sample_asks_for_a_petition() -> None:
    """Two lines lead to the state of a petition, and the first key of each menu to an advisor."""
    site = sample_site()
    assert site.menus["bogota"].options["4"].step == site.menus["nacional"].options["5"].step == "radicado_numero"
    assert all(site.menus[line.menu].options["1"].queue for line in site.lines.values())


def test_a_site_without_steps_is_whole() -> None:
    """The file of steps is optional."""
    menus = MENUS.replace("    4: {label: Estado de un radicado, step: radicado_numero}\n", "")
    menus = menus.replace("    5: {label: Estado de un radicado, step: radicado_numero}\n", "")
    kept = {name: content for name, content in FILES.items() if name not in ("steps.yaml", "tries.yaml")}
    files = kept | {"menus.yaml": menus.encode()}
    assert getattr(site_or_errors(files), "steps", None) == {}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    failure: {step: radicado_sin_respuesta}\n", "", "falta el campo «failure»"),
        ("      late: {step: radicado_vencido}\n", "", "falta «late» en «outcomes»"),
        ("      late: {", "      perdido: {queue: general}\n      late: {", "«perdido» no es de la consulta"),
        ("name: ticket_status", "name: ticket_estado", "no hay ninguna consulta «ticket_estado»"),
        ("document: radicado_documento}", "document: radicado_numero}", "este dato necesita «document»"),
        ("number: radicado_numero, ", "", "falta «number» en «inputs»"),
        ("next: {step: radicado_documento}", "next: {step: radicado_consulta}", "sin haber pasado por"),
        ("next: {step: radicado_documento}", "next: {}", "se debe ir a una sola parte"),
        ("next: {step: radicado_documento}", "next: {queue: general, goodbye: true}", "se debe ir a una sola parte"),
        ("next: {step: radicado_documento}", "next: {step: nada}", "«nada» no está en steps.yaml"),
        ("failure: {queue: general}", "failure: {step: radicado_numero}", "se vuelve a él sin que nadie marque"),
        ('["{state}"]', '["{state}", "{due_on}"]', "sin tener «due_on»"),
        ('["{state}"]', '["{state}", nada]', "«nada» no está en prompts.yaml"),
        ("parts: [no_coinciden]", 'parts: [no_coinciden, "{state}"]', "falta «lookup»"),
        ("wait_prompt: un_momento", "wait_prompt: un_rato", "«un_rato» no está en prompts.yaml"),
        ("limit_s: 3", "limit_s: 30", "use de 0.5 a 5"),
        ("parts: [no_coinciden]\n", "parts: [no_coinciden]\n    next: {menu: bogota}\n", "solo una"),
    ],
)
def test_a_broken_step_is_refused(old: str, new: str, complaint: str) -> None:
    """Every fault is reported with the file of the steps."""
    files = with_steps(old, new)
    errors = errors_of(files)
    assert any(complaint in each and each.startswith("steps.yaml:") for each in errors), errors


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        ("  say: {parts: [no_marco], next: {queue: general}}\n", "ninguna línea ni opción lleva a este paso"),
        ("  branch: {cases: [], otherwise: {queue: general}}\n", "la lista está vacía"),
        ("  branch: {cases: [{next: {queue: general}}], otherwise: {queue: general}}\n", "ninguna condición"),
        (
            "  branch:\n    cases: [{choice: {menu: bogota, key: 7}, next: {queue: pagos}}]\n"
            "    otherwise: {queue: general}\n",
            "el menú no tiene la tecla «7»",
        ),
        (
            "  branch:\n    cases: [{result: {step: radicado_consulta, outcome: nada}, next: {queue: pagos}}]\n"
            "    otherwise: {queue: general}\n",
            "«nada» no es un resultado",
        ),
        ("", "el paso hace una sola cosa"),
        (
            "  lookup: {name: creditos, wait_prompt: un_momento, outcomes: {}, failure: {queue: general}}\n",
            "falta «birth_date» en «inputs»",
        ),
    ],
)
def test_a_new_step_is_checked(step: str, complaint: str) -> None:
    """A step that nothing reaches, or that decides nothing, is refused."""
    errors = errors_of({**FILES, "steps.yaml": (STEPS + OTHER + step).encode()})
    assert any(complaint in each for each in errors), errors


@pytest.mark.parametrize(
    ("machine", "complaint"),
    [
        ("[document]", "el documento solo no prueba nada"),
        ("[birth_date, caller_number]", "falta «document»"),
        ("[document, birth_date, document]", "está dos veces"),
    ],
)
def test_the_rule_for_machines_proves_something(machine: str, complaint: str) -> None:
    """A menu asks for a document and at least one more datum before it says a customer's data."""
    identity = FILES["identity.yaml"].decode().replace("[document, birth_date]", machine)
    assert any(complaint in each for each in errors_of({**FILES, "identity.yaml": identity.encode()}))


def test_without_the_rule_no_customers_data_are_said() -> None:
    """A look-up of lookups.yaml in a menu needs the rule for machines."""
    identity = FILES["identity.yaml"].decode()
    without = identity[: identity.index("machine:\n")] + identity[identity.index("questions:\n") :]
    step = "  lookup: {name: creditos, wait_prompt: un_momento, outcomes: {}, failure: {queue: general}}\n"
    files = {**FILES, "identity.yaml": without.encode(), "steps.yaml": (STEPS + OTHER + step).encode()}
    assert any("falta «machine» en identity.yaml" in each for each in errors_of(files))


def test_a_menu_that_mails_needs_mail() -> None:
    """A site that writes no mail cannot offer it."""
    files = {name: content for name, content in FILES.items() if name != "mail.yaml"}
    assert any("envía un correo: falta mail.yaml" in each for each in errors_of(files))


def test_a_menu_that_sends_text_messages_needs_a_service() -> None:
    """A site that does not say with which service it sends cannot offer it."""
    files = text_message_files()
    assert site_or_errors(files).text_messages == TextMessages(name="ICETEX")  # type: ignore[union-attr]
    del files["text_messages.yaml"]
    errors = errors_of(files)
    assert any(
        each.startswith("steps.yaml:") and "envía un mensaje de texto: falta text_messages.yaml" in each
        for each in errors
    ), errors
