"""Command that prints the labels of the sample site; `make types` writes them to web/dev/labels.json for unit tests."""

from agent_api.labels.schemas import labels_of
from config.settings import SAMPLE_SITE
from config.site.loader import load_site


def render_sample_labels() -> str:
    """Return the sample site's labels as JSON; the same labels give the same text."""
    return labels_of(load_site(SAMPLE_SITE)).model_dump_json(indent=2)


if __name__ == "__main__":
    print(render_sample_labels())
