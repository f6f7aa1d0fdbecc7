"""The configuration of a number: setting, comparing and restoring it, as values."""

from msgspec.structs import replace

from telephony.twilio.webhooks.number_wiring import (
    AccountNumber,
    Change,
    Wiring,
    WiringBackup,
    changes,
    foreign_fallback,
    is_ours,
    line_of_wiring,
    merge_backups,
    wiring_for,
)

PUBLIC = "https://voz.entidad.gov.co/linea"
OURS = wiring_for(PUBLIC)
OLD = Wiring(voice_url="https://viejo.example/", voice_method="GET")


def test_addresses_lie_under_the_public_one() -> None:
    """A public URL keeps its path, and every webhook uses POST."""
    assert OURS.voice_url == "https://voz.entidad.gov.co/linea/twilio/voice/incoming"
    assert {OURS.voice_method, OURS.voice_fallback_method, OURS.status_callback_method} == {"POST"}
    assert is_ours(OURS, PUBLIC)
    assert not is_ours(OURS, "https://voz.entidad.gov.co")


def test_number_with_application_or_trunk_is_not_ours_regardless_of_its_own_address() -> None:
    """A number with an application or a trunk is not ours, regardless of its own address."""
    assert not is_ours(replace(OURS, trunk_sid="TK1"), PUBLIC)
    assert not is_ours(replace(OURS, voice_application_sid="AP1"), PUBLIC)


def test_a_line_comes_back_from_the_address() -> None:
    """A number's line is read from its webhook addresses, the fallback included."""
    wiring = wiring_for(PUBLIC, line="nacional")
    assert line_of_wiring(wiring) == "nacional"
    assert wiring.voice_fallback_url.endswith("/twilio/voice/fallback?line=nacional")
    assert is_ours(wiring, PUBLIC)
    assert foreign_fallback(wiring, PUBLIC) == line_of_wiring(OURS) == ""


def test_hosted_file_is_fetched_with_get() -> None:
    """A hosted file is fetched with GET; only our own address is a webhook of ours."""
    hosted = wiring_for(PUBLIC, fallback="https://copia.example/bogota.xml")
    assert hosted.voice_fallback_method == "GET"
    assert foreign_fallback(hosted, PUBLIC) == "https://copia.example/bogota.xml"
    assert foreign_fallback(OURS, PUBLIC) == ""
    assert foreign_fallback(replace(hosted, trunk_sid="TK1"), PUBLIC) == ""


def test_there_and_back_is_nothing() -> None:
    """Changing and restoring a number gives the original fields, and equal values are no change."""
    forward, back = changes(OLD, OURS), changes(OURS, OLD)
    assert {each.field for each in forward} == {each.field for each in back}
    assert Change("voice_method", "GET", "POST") in forward
    assert changes(OURS, OURS) == ()


def test_the_method_of_no_address_is_no_difference() -> None:
    """Twilio shows a method even for an unset address, so it is ignored."""
    assert changes(Wiring(), Wiring(status_callback_method="GET")) == ()
    assert changes(OURS, replace(OURS, status_callback_method="GET")) != ()


def test_only_the_first_wiring_is_kept() -> None:
    """Only the configuration before the first change is stored; a number that is already ours has none."""
    number = AccountNumber(sid="PN1", number="+576015550100", name="", wiring=OLD)
    backups = merge_backups((), [number], PUBLIC)
    assert backups == (WiringBackup(sid="PN1", number="+576015550100", wiring=OLD),)
    changed = replace(number, wiring=Wiring(voice_url="https://otro.example/"))
    assert merge_backups(backups, [changed], PUBLIC) == backups
    assert merge_backups((), [replace(number, wiring=OURS)], PUBLIC) == ()
