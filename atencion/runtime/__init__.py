"""Services of every process of this node beside its own work: context, servers, schema, tasks, logs and liveness.

Imports no role and nothing of calls. Read `context` first: it has the connections and values that a role works with.
"""
