"""The screens: the built files of `web/`, and the paths that serve them.

Imports `access` and `kit`, and no other noun. Read `static_files` first: it chooses the file that answers a path, and
its encoding and lifetime in caches.
"""
