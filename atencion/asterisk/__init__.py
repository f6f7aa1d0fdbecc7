"""Asterisk nodes: their configuration files, their phones, and a node that the system itself runs.

Imports `phones` and `runtime`, and no other package of `atencion`; of the other rooms, `config`, `ivr`, `storage` and
`telephony`. Read `config_files` first: it writes the files of a node from the settings and the site.
"""
