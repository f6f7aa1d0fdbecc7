"""The shell around `calls.flow`: it commits acts and sends commands. Read `driver` first."""
