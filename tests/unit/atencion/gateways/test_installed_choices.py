"""The choices that callers hear, after installations that finish or fail."""

from hypothesis import given
from hypothesis import strategies as st

from atencion.gateways.recorded_prompts import InstalledChoices

CHOICES = st.dictionaries(st.sampled_from(["saludo", "aviso", "menu"]), st.sampled_from(["a", "b"]))
INSTALLATION = st.tuples(CHOICES, st.sets(st.sampled_from(["saludo", "aviso", "menu"])), st.booleans())


@given(st.lists(INSTALLATION, max_size=12))
def test_after_each_finished_installation_the_node_has_the_choices(
    installations: list[tuple[dict[str, str], set[str], bool]],
) -> None:
    """A failed installation may have replaced any of its prompts; the next one that finishes replaces them all."""
    choices, node = InstalledChoices(), dict[str, str | None]()
    for chosen, replaced, fails in installations:
        prompts = choices.begin(chosen)
        node |= {prompt: chosen.get(prompt) for prompt in (prompts & replaced if fails else prompts)}
        if not fails:
            choices.finish(chosen)
            assert {prompt: sound for prompt, sound in node.items() if sound} == chosen
            assert choices.begin(chosen) == frozenset()
