"""The sample site, read once in each test process: nothing changes a `Site`."""

from functools import cache

from config.settings import SAMPLE_SITE
from config.site.loader import load_site
from config.site.model import Site


@cache
def sample_site() -> Site:
    """Return the site that is packaged with the product."""
    return load_site(SAMPLE_SITE)
