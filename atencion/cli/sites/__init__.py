"""Options of the commands about a site: `atencion site …`, one module a command.

Imports `calls`, `config` and `atencion.runtime`. Read `check` first.
"""
