"""The application behind HTTP. One folder a noun: routes, schemas, a service, queries, a domain and a store.

Imports every room below it and none of `atencion`. Nouns import `kit` and `timeline`, and another noun where an arrow
of the contracts allows it; `app` alone imports all of them. Read `app` first: it joins the routers of the nouns.
"""
