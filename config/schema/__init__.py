"""Field types of the site's YAML, and the reader that converts YAML nodes to them. Read `fields` first. Pure."""
