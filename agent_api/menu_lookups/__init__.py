"""Our look-ups of the voice menu: the state of a petition, large clients, and the site's own of lookups.yaml.

Each module has a function that builds one for an entry point of the group ``atencion.lookups``, which the gateway
loads. Imports `tickets`, `text_messages`, `mail`, `lookups`, `customers` and `kit`. Read `ticket_status` first: it
decides as the desk does.
"""
