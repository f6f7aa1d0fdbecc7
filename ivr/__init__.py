"""The voice menu: decisions over a site, and the sounds that callers hear.

Imports `config` and `telephony.port`, and nothing else of the project. Read `menus` first: it decides the prompts of a
menu and the target of each key.
"""
