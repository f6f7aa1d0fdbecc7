"""The site for documentation: `make docs` builds it into build/docs/html.

Owns how Markdown of the repository becomes a site, the pages that are generated from the code, and the check of the
built pages' links. It may import every room, because its pages describe them; no room imports it. Read `__main__`
first: it has the steps of a build.
"""
