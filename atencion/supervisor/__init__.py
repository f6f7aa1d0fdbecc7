"""`atencion serve`: starts, watches and stops the processes. Read `system` first."""
