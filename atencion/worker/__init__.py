"""Jobs of the worker process, and the settings that they need.

Imports `asterisk` and `runtime`, and no other package of `atencion`. It may import any room below `atencion`.
Read `mail` first: it builds the jobs that write and send mail and read bounces.
"""
