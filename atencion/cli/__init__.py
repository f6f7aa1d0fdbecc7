"""Options of the commands of `atencion`, one module a noun.

Imports `atencion.commands` when a command is run, so that no command loads what another needs. Read `app` first: it
joins the commands.
"""
