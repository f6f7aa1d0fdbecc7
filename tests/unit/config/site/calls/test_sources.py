"""The sources that may call, from a site."""

from pathlib import Path

import pytest

from config.errors import SettingsInvalid, SiteInvalid
from config.settings import SAMPLE_SITE
from config.site.calls.sources import OPEN_SOURCES, Sources, Trunk, read_trunk_password
from config.site.loader import read_site
from tests.support.site_folders import read_sample_file, sample_site

OPERATOR = Trunk(id="operador", name="Operador", address="203.0.113.8/29")
PLANT = Trunk(id="planta", name="Planta", address="192.0.2.7", port=5060, last_port=5062)
BRANCH = Trunk(id="sede", name="Sede", user="sede")
LISTED = Sources(trunks={"operador": OPERATOR, "planta": PLANT, "sede": BRANCH})


def complaints(text: str) -> str:
    """Return the errors of the sample site with this sources.yaml."""
    files = {path.name: path.read_bytes() for path in SAMPLE_SITE.glob("*.yaml")} | {"sources.yaml": text.encode()}
    with pytest.raises(SiteInvalid) as caught:
        read_site(files, read_sample_file)
    return str(caught.value)


def test_sample_limits_unlisted_sources() -> None:
    """The sample limits are ten calls per second and twenty unacknowledged calls per source."""
    sources = sample_site().sources
    assert sources == OPEN_SOURCES
    assert (sources.limits.invites_per_s, sources.limits.unacknowledged) == (10, 20)


def test_a_site_that_says_nothing_is_as_open_as_before() -> None:
    """A site without a trunk list accepts calls from any source."""
    files = {path.name: path.read_bytes() for path in SAMPLE_SITE.glob("*.yaml") if path.name != "sources.yaml"}
    assert read_site(files, read_sample_file).sources == OPEN_SOURCES


def test_unlisted_sources_are_refused_if_field_is_missing_beside_list() -> None:
    """If the field is missing beside a list, unlisted sources are refused."""
    assert Sources(trunks={"operador": OPERATOR}).unlisted == "refused"


@pytest.mark.parametrize(
    ("host", "port", "listed"),
    [
        ("203.0.113.9", 1024, True),
        ("203.0.113.16", 5060, False),
        ("192.0.2.7", 5060, True),
        ("192.0.2.7", 5062, True),
        ("192.0.2.7", 5063, False),
        ("192.0.2.8", 5060, False),
        ("2001:db8::1", 5060, False),
    ],
)
def test_a_trunk_is_known_by_its_network_and_ports(host: str, port: int, listed: bool) -> None:
    """A trunk is a network with any port, or an address with some ports."""
    assert LISTED.is_listed(host, port) is listed


def test_a_trunk_is_known_by_its_user() -> None:
    """A trunk with a user must authenticate with a password."""
    assert LISTED.has_password_trunks
    assert not OPEN_SOURCES.has_password_trunks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trunks: {a: {name: A}}", "sources.yaml:1: diga «address» o «user», uno de los dos"),
        ("trunks: {a: {name: A, address: 1.2.3.4, user: sede}}", "uno de los dos"),
        ("trunks: {a: {name: A, address: 1.2.3.400}}", "escriba una dirección IP o una red"),
        ("trunks: {a: {name: A, user: sede, port: 5}}", "«port» va con «address»"),
        ("trunks: {a: {name: A, address: 1.2.3.4, port: 9, last_port: 3}}", "diga también «port»"),
        ("unlisted: allowed\ntrunks: {a: {name: A, user: sede}}", "ponga «unlisted: refused»"),
        ("trunks: {a: {name: A, user: sede}, b: {name: B, user: sede}}", "otra troncal tiene el usuario «sede»"),
        ("unlisted: refused", "así nadie puede llamar"),
        ("unlisted: allowed\nlimits: {invites_per_s: 0}", "use de 1 a 1000"),
        ("unlisted: quizás", "quizás"),
    ],
)
def test_each_error_has_its_line_and_correction_in_spanish(text: str, message: str) -> None:
    """Each error has its line and the correction, in Spanish."""
    assert message in complaints(text)


def test_a_password_comes_from_the_environment_or_a_file_of_it(tmp_path: Path) -> None:
    """The password comes from a variable or a secret file, never from the site; the error names a missing variable."""
    (tmp_path / "clave").write_text("quimbaya-7\n")
    name = "ATENCION_TRUNK_SEDE_PASSWORD"
    assert read_trunk_password(BRANCH, {name: "guadua-1"}) == "guadua-1"
    assert read_trunk_password(BRANCH, {f"{name}_FILE": str(tmp_path / "clave")}) == "quimbaya-7"
    for environment in ({}, {f"{name}_FILE": str(tmp_path / "nada")}):
        with pytest.raises(SettingsInvalid, match=name):
            read_trunk_password(BRANCH, environment)
