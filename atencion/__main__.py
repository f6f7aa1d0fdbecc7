"""`python -m atencion`: the same as the command `atencion`."""

from atencion.cli import main

if __name__ == "__main__":
    main()
