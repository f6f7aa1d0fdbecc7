"""The simulator: a call of the site without telephones, step by step, and the saved tries of a version.

It stores nothing: each request has the whole call. Imports `access` and `kit`, and no other noun. Read `service` first;
`calls.simulation` simulates the call.
"""
