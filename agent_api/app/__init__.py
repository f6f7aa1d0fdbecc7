"""The application: its routes, errors and OpenAPI document.

Imports every noun, as no other package does. Read `app` first: it makes the application of one process.
"""
