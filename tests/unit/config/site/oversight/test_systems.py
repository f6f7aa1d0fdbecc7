"""The systems that are monitored."""

from datetime import timedelta

import pytest

from config.site.loader import read_site
from config.site.oversight.systems import System
from tests.support.site_folders import errors_of, read_sample_file, sample_site, with_edit


def test_sample_monitors_shared_systems_gateway_with_its_needs() -> None:
    """The sample monitors shared systems, the gateway with its needs, looked-up systems and the operator by reports."""
    systems = sample_site().systems
    assert {"base_de_datos", "valkey", "telefonia", "correo", "cctex", "operador"} <= systems.keys()
    assert {"ari", "twilio"} <= {each.probe for each in systems.values()}  # the needs of the gateway in use
    assert [each.id for each in systems.values() if not each.is_watched] == ["operador"]


def test_of_several_asterisks_each_is_named_by_its_node() -> None:
    """With several Asterisk nodes each has its own name, so that their samples do not mix."""
    site = read_site(with_edit("systems.yaml", "probe: ari, ", "probe: ari, of: nodo2, "), read_sample_file)
    assert site.systems["asterisk"].of == "nodo2"


def test_patience_and_target_are_exact() -> None:
    """The patience is three intervals plus the probe time; targets are whole hundredths of a percent."""
    system = System(id="a", name="A", probe="valkey", every_s=60, target="99.5")
    assert system.silence_limit == timedelta(seconds=190)
    assert system.target_hundredths == 9950
    assert System(id="a", name="A", probe="valkey", target="100").target_hundredths == 10_000


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("probe: smtp", "probe: correo", "«correo» no se admite"),
        ("probe: smtp, hours: atencion", "probe: smtp, hours: atención", "systems.yaml:"),
        ("probe: smtp, hours: atencion", "probe: smtp, hours: oficina", "«oficina» no está en calendars.yaml"),
        ("of: cobol", "of: cobold", "«cobold» no es un sistema de lookups.yaml; ¿quiso decir «cobol»?"),
        ("probe: api, ", "probe: api, of: atencion, ", "escriba una dirección como https://"),
        ("probe: valkey, ", "probe: valkey, of: otro, ", "«valkey» no necesita «of»; quítelo"),
        ("probe: twilio, ", "probe: twilio, of: otro, ", "«twilio» no necesita «of»; quítelo"),
        ("every_s: 60", "every_s: 1", "use de 5 a 600"),
        ("misses: 2", 'misses: 2, target: "101"', "escriba un porcentaje"),
    ],
)
def test_invalid_value_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    """Each error has the file and the correction."""
    [error] = errors_of(with_edit("systems.yaml", old, new))
    assert error.startswith("systems.yaml:")
    assert message in error
