"""Queue settings for waiting and pauses, and their errors."""

from config.site.model import Site
from tests.support.site_folders import FILES, errors_of, sample_site, site_or_errors


def test_a_way_out_that_calls_back_needs_to_know_how() -> None:
    """Each call-back option of a queue needs call_backs.yaml; one error per option."""
    files = {name: content for name, content in FILES.items() if name != "call_backs.yaml"}
    errors = errors_of(files)
    assert errors
    assert all(each.startswith("queues.yaml:") and "falta call_backs.yaml" in each for each in errors)
    assert errors_of({**FILES, "call_backs.yaml": b"calendar: [\n"})[0].startswith("call_backs.yaml:")
    assert len(errors_of({**FILES, "call_backs.yaml": b"calendar: [\n"})) == 1


def test_a_way_out_to_a_message_needs_to_know_how() -> None:
    """A message option needs voice_messages.yaml; a broken file is reported as broken, not missing."""
    files = {name: content for name, content in FILES.items() if name != "voice_messages.yaml"}
    [error] = errors_of(files)
    assert error.startswith("queues.yaml:")
    assert "falta voice_messages.yaml" in error
    [error] = errors_of({**FILES, "voice_messages.yaml": b"lines: [\n"})
    assert error.startswith("voice_messages.yaml:")


def test_calls_never_overflow_in_a_circle() -> None:
    """Two queues that overflow into each other are both reported; a chain that ends is accepted."""
    text = FILES["queues.yaml"].decode()
    circle = text.replace("{after_s: 300, call_back: true}", "{after_s: 300, queue: pagos}")
    errors = errors_of({**FILES, "queues.yaml": circle.encode()})
    assert len(errors) == 2
    assert all("por sus desbordes se vuelve a esta misma cola" in each for each in errors)
    chain = text.replace("{after_s: 300, call_back: true}", "{after_s: 300, queue: quejas}")
    assert isinstance(site_or_errors({**FILES, "queues.yaml": chain.encode()}), Site)


def test_a_pause_is_work_unless_the_site_says_otherwise() -> None:
    """A pause needs only a name and counts as work by default; the sample's lunch does not."""
    site = sample_site()
    assert {id_ for id_, pause in site.pauses.items() if not pause.paid} == {"almuerzo"}
    assert site.pauses["descanso"].name == "Descanso"
