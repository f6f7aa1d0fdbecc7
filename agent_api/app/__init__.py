"""The application: its routes, errors and OpenAPI document.

The only package that imports every noun. Read `app` first.
"""
