"""The register of large clients: who they are, their contacts, and the service agreed with each.

Imports `access`, `calls`, `customers`, `kit`, `tickets` and `timeline`. Read `service` first: it stores a client and
each of its versions.
"""
