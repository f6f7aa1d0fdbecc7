"""`python -m atencion`: the same as the command `atencion`."""

from atencion.cli import app

if __name__ == "__main__":
    app()
