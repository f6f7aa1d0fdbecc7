"""The watch over the systems of the site: what is asked of each, and how.

Imports `asterisk`, `runtime` and `worker.mail`, and nothing else of `atencion`. It may import any room below.
Read `probes` first: it builds the watcher.
"""
