"""The guides agree with the code."""

import re
from datetime import date
from typing import get_args

import msgspec
from typer.main import get_command
from yaml import safe_load

from agent_api.access.credentials.known_browsers import VALIDITY
from agent_api.access.credentials.passwords import MIN_LENGTH
from agent_api.access.limits.hashing_queue import MAX_UNKNOWN_WAITING
from agent_api.access.limits.lockout import FREE_ATTEMPTS, MAX_WAIT_S, delay_s
from agent_api.access.permissions import ROLE_PERMISSIONS, ROLES
from agent_api.access.sessions import IDLE_TIMEOUT, MAX_SESSION_AGE
from agent_api.anchors.domain.daily_schedule import MAX_DAYS
from agent_api.app.routing import ROUTES
from agent_api.kit.permissions import PERMISSIONS
from agent_api.mail.domain.stored_message import TALLY_KEYS
from agent_api.mail.metrics import NOT_CONFIGURED_WARNING, UNCERTAIN_WARNING, WAITING_WARNING
from atencion.cli.app import app
from atencion.runtime.second_factor import DEFAULT_ROLES
from config.law.loader import load_law
from config.law.regimes import LEGAL_KINDS
from config.law.term_rules import TermRules
from config.settings import Settings
from config.site.calls.sources import SourceLimits, Sources, Trunk, find_faults
from config.site.mail import Mail
from config.site.oversight.systems import Probe, System
from config.site.quality.evaluations import EvaluationRules
from config.site.quality.feedback import FeedbackRules
from config.site.quality.findings import FindingRules
from config.site.quality.forms import Evidence, FormCriterion, QualityForm
from config.site.quality.sampling import ChannelSampling, SamplingRules
from config.site.quality.score_rules import ScoringRules
from config.site.quality.vocabulary import Convention, Family
from config.site.tickets.answers import KNOWN_BLANKS, AnswerTemplate
from config.site.tickets.escalation import Area, Matrix
from config.site.tickets.typology import Subtheme, Theme
from eventlog.facts.calls.traffic import RefusedReason
from metrics.indicators.ledger import LINGER_LIMIT
from metrics.sealed.manifest import MANIFEST, PARTS, SIGNATURE
from metrics.sealed.report import TITLES
from telephony.softphone.scripted_users import CALLER_PORTS
from tests.support.repository import ROOT

GUIDE = (ROOT / "docs" / "guias" / "usuarios.md").read_text()


def test_the_table_of_permissions_is_the_codes() -> None:
    """Each permission has a row with exactly its roles, in the order of the code."""
    rows = re.findall(r"^\| `(\w+\.\w+)` \| .+ \| (.*) \|$", GUIDE, re.MULTILINE)
    expected = [(each, ", ".join(role for role in ROLES if each in ROLE_PERMISSIONS[role])) for each in PERMISSIONS]
    assert rows == expected


def test_the_orders_of_the_guide_are_all_that_there_are() -> None:
    """Every command of `atencion user` is explained, and no other."""
    orders = set(get_command(app).commands["user"].commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `atencion user ([\w-]+)", GUIDE, re.MULTILINE)) == orders


def test_the_typologys_guide_is_understood() -> None:
    """The examples have only existing fields, and list all placeholders and legal kinds."""
    text = (ROOT / "docs" / "guias" / "tipologia.md").read_text()
    example = {
        key: value
        for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        for key, value in safe_load(each).items()
    }
    theme = example["solicitud"]["themes"]["estado_cuenta"]
    msgspec.convert(theme | {"id": "x", "name": "X", "subthemes": {}}, Theme, strict=True)
    msgspec.convert(theme["subthemes"]["paz_y_salvo"] | {"id": "paz_y_salvo"}, Subtheme)
    area = msgspec.convert(example["credito_cobranza"] | {"id": "credito_cobranza"}, Area)
    assert area.officials[area.responsible].is_away(date(2026, 12, 21))
    assert len(msgspec.convert({"written": example["written"], "rows": example["rows"]}, Matrix).rows) == 2
    template = msgspec.convert(example["templates"]["saldo_credito"] | {"id": "saldo_credito"}, AnswerTemplate)
    assert set(template.blanks) == set(example["blanks"])
    assert all(f"`{each}`" in text for each in (*KNOWN_BLANKS, *LEGAL_KINDS[:5]))


def test_the_addresses_of_the_guide_exist() -> None:
    """Each address and method is guarded by the API."""
    named = re.findall(r"(GET|POST|PUT|DELETE) (/api/v1/[\w/-]+?)(/ID)?(?=[`) ])", GUIDE)
    routes = {re.sub(r"/\{\w+\}", "/ID", route) for route in ROUTES}
    assert len(named) >= 7
    assert {f"{method} {path}{one}" for method, path, one in named} <= routes


def test_the_numbers_of_the_guide_are_the_codes() -> None:
    """Lengths, waits and lifetimes in the guide are those of the code."""
    assert f"al menos {MIN_LENGTH} caracteres" in GUIDE
    signing_in = {kind: most for kind, most in FREE_ATTEMPTS.items() if kind != "display"}
    assert signing_in == {"browser": 5, "user": 5, "client": 30, "account": 100, "factor": 5, "confirm": 5}
    assert (delay_s("user", 5), delay_s("user", 6), MAX_WAIT_S["user"]) == (2, 4, 15 * 60)
    assert "cinco intentos fallidos de un usuario desde una misma dirección, o treinta" in GUIDE
    assert (VALIDITY.days, MAX_WAIT_S["account"], MAX_UNKNOWN_WAITING) == (90, 36, 16)
    assert all(each in GUIDE for each in ("noventa días", "cien intentos por hora", "cada 36 segundos", "dieciséis"))
    assert (IDLE_TIMEOUT.total_seconds(), MAX_SESSION_AGE.total_seconds()) == (3600, 12 * 3600)
    assert "una hora sin uso o doce horas" in GUIDE
    assert DEFAULT_ROLES.replace(",interventoria", " e interventoria").replace(",", ", ") in GUIDE


def test_the_orders_of_twilio_are_all_that_there_are() -> None:
    """Every command of `atencion twilio` is explained, and no other; each setting that the guide names exists."""
    text = (ROOT / "docs" / "guias" / "twilio.md").read_text()
    orders = set(get_command(app).commands["twilio"].commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `atencion twilio ([\w-]+)", text, re.MULTILINE)) == orders
    fields = {f"ATENCION_{name.upper()}" for name in Settings.model_fields}
    variables = {name.removesuffix("_FILE") for name in re.findall(r"ATENCION_\w+", text)}
    assert variables - fields == {"ATENCION_PUBLIC_URL"}  # of the compose file
    assert {name for name in fields if name.startswith("ATENCION_TWILIO")} - variables == {"ATENCION_TWILIO_API"}


def test_the_guide_of_terms_says_what_the_law_of_today_and_the_code_say() -> None:
    """The guide has each legal kind with its days, each option of the command, and each site field with its default."""
    text = (ROOT / "docs" / "guias" / "terminos.md").read_text()
    law, today = load_law(), date(2026, 11, 25)
    rules = {kind: law.answer_regime(kind, today).terms[kind] for kind in LEGAL_KINDS}
    assert re.findall(r"^\| `(\w+)` \| .+ \| (\d+)", text, re.MULTILINE) == [
        *((kind, str(rule.days)) for kind, rule in rules.items()),
        *(("yellow_days", str(TermRules().yellow_days)), ("red_days", str(TermRules().red_days))),
    ]
    term = get_command(app).commands["term"]  # type: ignore[attr-defined]
    options = {name for param in term.params for name in param.opts if name.startswith("--")}
    assert set(re.findall(r"^\| `(--[\w-]+)", text, re.MULTILINE)) == options - {"--help"}
    fields = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) - set(LEGAL_KINDS)
    assert fields == {field.name for field in msgspec.structs.fields(TermRules)}
    assert f"`{list(TermRules().alarms)}`" in text


def test_the_orders_of_mail_are_all_that_there_are() -> None:
    """Every command of `atencion mail` is explained, and no other; so are settings, warnings and metrics."""
    text = (ROOT / "docs" / "guias" / "correo.md").read_text()
    orders = set(get_command(app).commands["mail"].commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"^\| `atencion mail ([\w-]+)", text, re.MULTILINE)) == orders
    variables = {name.removesuffix("_FILE") for name in re.findall(r"ATENCION_\w+", text)}
    assert variables == {"ATENCION_SMTP_URL", "ATENCION_BOUNCES_DIR"}
    assert {NOT_CONFIGURED_WARNING, WAITING_WARNING, UNCERTAIN_WARNING} <= set(re.findall(r"`(mail_\w+)`", text))
    assert all(outcome in text for outcome in TALLY_KEYS)
    limits = {each.name: str(each.default) for each in msgspec.structs.fields(Mail) if each.name.startswith("most_")}
    assert dict(re.findall(r"^\| `(most_\w+)` \| .+ \| (\d+) \|$", text, re.MULTILINE)) == limits


def test_the_guide_of_incidents_is_understood() -> None:
    """Each probe and each field has its row, and the example is a valid file."""
    text = (ROOT / "docs" / "guias" / "incidentes.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    fields = [each for each in System.__struct_fields__ if each != "id"]
    assert rows == ["probe", *get_args(Probe), *fields]  # the heading first
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    for name, value in safe_load(example).items():
        msgspec.convert(value | {"id": name}, System, strict=True)


def test_the_guide_of_seals_says_what_the_verifier_says() -> None:
    """The guide has every check by title, every part of the file, the options, and the waiting time for calls."""
    text = (ROOT / "docs" / "guias" / "sellos.md").read_text()
    assert all(title in text for title in TITLES.values())
    assert all(f"`{part}`" in text for part in (MANIFEST, SIGNATURE, *PARTS))
    options = {option for each in get_command(app).commands["verify"].params for option in each.opts}  # type: ignore[attr-defined]
    assert {"--key", "--anchor"} <= options
    orders = set(get_command(app).commands["report"].commands)  # type: ignore[attr-defined]
    assert set(re.findall(r"atencion report (\w+)", text)) <= orders
    assert LINGER_LIMIT.total_seconds() == 2 * 3600
    assert "pasaron dos horas desde la última" in text
    assert f"hasta {MAX_DAYS}" in text


def test_the_guide_of_sources_says_what_the_site_reads() -> None:
    """The example is valid, each field has a row with its default, and the names exist in the code."""
    text = (ROOT / "docs" / "guias" / "origenes.md").read_text()
    example = safe_load(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[0])
    trunks = {name: each | {"id": name} for name, each in example["trunks"].items()}
    sources = msgspec.convert(example | {"trunks": trunks}, Sources)
    assert list(find_faults(sources)) == []
    assert sources.limits == SourceLimits()
    rows = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    fields = {field.name for kind in (Sources, Trunk) for field in msgspec.structs.fields(kind)}
    assert rows == fields - {"id"}
    assert all(f"`{each}`" in text for each in (*get_args(RefusedReason), "TrafficRefused", "CallSetAside"))
    assert f"puertos {CALLER_PORTS.start} a {CALLER_PORTS.stop - 1}" in text


def test_the_guide_of_quality_says_what_the_site_reads() -> None:
    """Each field has its row with its default, in order; families, conventions and evidence are those of the code."""
    text = (ROOT / "docs" / "guias" / "calidad.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| .+? \|(?: (.+) \|)?$", text, re.MULTILINE)
    kinds = (QualityForm, FormCriterion, SamplingRules, ChannelSampling, EvaluationRules, FeedbackRules, FindingRules)
    fields = {field.name: field for kind in kinds for field in msgspec.structs.fields(kind)}
    written = {name: default for name, default in rows if default}
    assert written.keys() == fields.keys() - {"id", "version"}
    required = {name for name, default in written.items() if "es obligatorio" in default}
    assert required == {name for name in written if fields[name].required}
    plain = {
        name: f"{fields[name].default}".lower() for name in written if isinstance(fields[name].default, bool | int)
    }
    assert {name: written[name].strip("`") for name in plain} == plain
    names = [name for name, default in rows if not default]
    assert names == [*get_args(Family), "convention", *get_args(Convention)]  # with a heading
    assert all(f"`{each}`" in text for each in get_args(Evidence))
    [example] = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    scoring = safe_load(example)["scoring"]
    groups = {name: each | {"id": name} for name, each in scoring["groups"].items()}
    assert msgspec.convert(scoring | {"groups": groups}, ScoringRules).empty_group == "met"
