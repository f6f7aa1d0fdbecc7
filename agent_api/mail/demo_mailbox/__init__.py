"""The mailbox of the demo: a page and a route that show the messages that the demo's mail server keeps.

Imports `kit` and `config.timezone`, and no other noun. Read `reader` first: it reads the messages from the folder.
"""
