"""The voice menu: pure decisions over a site, and beside it the sounds that callers hear."""
