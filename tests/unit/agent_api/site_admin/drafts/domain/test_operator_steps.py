"""The steps that a publication leaves to an operator."""

import msgspec

from agent_api.site_admin.drafts.domain.operator_steps import find_operator_steps
from config.site.calls.sources import Sources, Trunk
from config.site.model import Site
from tests.support.site_folders import sample_site

SAMPLE = sample_site()
BY_ADDRESS = Trunk(id="operador", name="Operador", address="203.0.113.8/29")
BY_PASSWORD = Trunk(id="sede", name="Sede Cali", user="sede-cali")


def with_trunks(*trunks: Trunk) -> Site:
    """Return the sample site with these trunks."""
    return msgspec.structs.replace(SAMPLE, sources=Sources(trunks={each.id: each for each in trunks}))


def test_only_a_new_password_needs_a_hand() -> None:
    """Numbers, lines and addresses take effect by themselves, and so does a trunk whose password is there."""
    assert find_operator_steps(SAMPLE, with_trunks(BY_ADDRESS)) == ()
    [step] = find_operator_steps(SAMPLE, with_trunks(BY_ADDRESS, BY_PASSWORD))
    assert "«Sede Cali»" in step
    assert "ATENCION_TRUNK_SEDE_PASSWORD" in step
    assert find_operator_steps(with_trunks(BY_PASSWORD), with_trunks(BY_ADDRESS, BY_PASSWORD)) == ()


def test_the_start_of_recording_needs_a_restart_of_asterisk() -> None:
    """Conversations and voice messages are recorded by the same part of Asterisk."""
    silent = msgspec.structs.replace(SAMPLE, recordings=None, voice_messages=None)
    for after in (SAMPLE, msgspec.structs.replace(SAMPLE, recordings=None)):
        [step] = find_operator_steps(silent, after)
        assert "atencion asterisk config" in step
    assert find_operator_steps(SAMPLE, silent) == ()
    assert find_operator_steps(msgspec.structs.replace(SAMPLE, recordings=None), SAMPLE) == ()
