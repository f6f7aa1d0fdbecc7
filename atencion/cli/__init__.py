"""Commands of `atencion`, one module a noun. Read `app` first."""
