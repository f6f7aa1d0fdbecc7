"""The samples that a watcher keeps."""

from agent_api.incidents.domain.samples import MAX_RUNS, SampleRun, add_sample


def test_samples_that_say_the_same_are_one_spell() -> None:
    """Equal samples are merged into one spell that keeps the first reason, so a long outage stays small."""
    spells: tuple[SampleRun, ...] = ()
    for at in range(0, 86_400, 10):
        spells = add_sample(spells, "valkey", "valkey_away" if at == 0 else "timeout", float(at), 40.0)
    [spell] = spells
    assert (spell.began_s, spell.ended_s, spell.samples, spell.code) == (0.0, 86_390.0, 8_640, "valkey_away")


def test_another_answer_or_a_break_begins_another_spell() -> None:
    """A different answer or a break begins another spell; samples of another system in between do not."""
    spells = add_sample((), "a", None, 0.0, 40.0)
    spells = add_sample(spells, "b", None, 5.0, 40.0)
    spells = add_sample(spells, "a", None, 10.0, 40.0)
    spells = add_sample(spells, "a", "timeout", 20.0, 40.0)
    spells = add_sample(spells, "a", "timeout", 61.0, 40.0)
    assert [(each.system, each.works, each.began_s, each.ended_s) for each in spells] == [
        ("a", True, 0.0, 10.0),
        ("b", True, 5.0, 5.0),
        ("a", False, 20.0, 20.0),
        ("a", False, 61.0, 61.0),
    ]


def test_memory_is_bounded_and_the_oldest_goes() -> None:
    """Memory is bounded: the oldest spell is dropped and its time becomes unknown."""
    spells: tuple[SampleRun, ...] = ()
    for at in range(MAX_RUNS + 5):
        spells = add_sample(spells, "a", "timeout" if at % 2 else None, float(at), 40.0)
    assert len(spells) == MAX_RUNS
    assert spells[0].began_s == 5.0
