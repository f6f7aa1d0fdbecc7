"""The trunks listed besides the site's: those of the demo's own callers."""

import msgspec
import pytest

from atencion.runtime.listed_trunks import (
    listed_trunks_of,
    own_callers,
    read_trunk_passwords,
    require_trunk_passwords,
    with_own_callers,
)
from config.errors import SettingsInvalid
from config.settings import SAMPLE_SITE, load_settings
from config.site.calls.sources import Sources, Trunk
from config.site.loader import load_site
from telephony.softphone.scripted_users import CALLER_PORTS


@pytest.mark.parametrize(
    ("bind", "host"), [("127.0.0.1", "127.0.0.1"), ("192.0.2.11", "192.0.2.11"), ("0.0.0.0", "127.0.0.1")]
)
def test_the_demo_lists_its_callers_by_address_and_port(bind: str, host: str) -> None:
    """The demo lists the ports that its callers dial from, and no other port of the machine."""
    own = own_callers(load_settings({"own_callers": with_own_callers(load_settings({"bind": bind})).own_callers}))
    assert all(own.is_listed(host, port) for port in CALLER_PORTS)
    assert not own.is_listed(host, CALLER_PORTS.stop)
    assert not own.is_listed("192.0.2.12", CALLER_PORTS.start)


def test_trunks_from_settings_stay_listed_also_with_single_port() -> None:
    """Trunks from the settings stay listed, also with a single port."""
    settings = with_own_callers(load_settings({"own_callers": "127.0.0.1:6000"}))
    assert own_callers(settings).is_listed("127.0.0.1", 6000)
    assert not own_callers(settings).is_listed("127.0.0.1", 6001)


def test_serve_lists_no_trunk_by_itself_nor_does_demo_on_ipv6() -> None:
    """`serve` lists no trunk by itself, nor does a demo on IPv6, which our phones do not support."""
    assert own_callers(load_settings()) == Sources()
    assert with_own_callers(load_settings({"bind": "::1"})).own_callers is None


def test_a_published_trunk_without_its_password_keeps_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start is refused; a running gateway trusts every other trunk, and says which variable it lacks."""
    trunks = {
        "sede": Trunk(id="sede", name="Sede", user="sede-cali"),
        "norte": Trunk(id="norte", name="Norte", user="sede-norte"),
        "operador": Trunk(id="operador", name="Operador", address="192.0.2.7"),
    }
    site = msgspec.structs.replace(load_site(SAMPLE_SITE), sources=Sources(trunks=trunks))
    monkeypatch.setenv("ATENCION_TRUNK_NORTE_PASSWORD", "quimbaya-77")
    settings = load_settings()
    with pytest.raises(SettingsInvalid, match="ATENCION_TRUNK_SEDE_PASSWORD"):
        require_trunk_passwords(site)
    trusted = listed_trunks_of(settings, site)
    assert trusted.passwords == {"sede-norte": "quimbaya-77"}
    assert trusted.covers("192.0.2.7", 5060)
    _, (missing,) = read_trunk_passwords(site)
    assert "ATENCION_TRUNK_SEDE_PASSWORD" in str(missing)
    monkeypatch.setenv("ATENCION_TRUNK_SEDE_PASSWORD", "quimbaya-78")
    assert listed_trunks_of(settings, site).passwords == require_trunk_passwords(site)
    assert set(require_trunk_passwords(site)) == {"sede-cali", "sede-norte"}
