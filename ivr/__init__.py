"""The voice menu: decisions over a site, and beside it the sounds that callers hear."""
