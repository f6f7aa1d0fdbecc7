"""Bodies of the commands of `atencion`: each is loaded when its command is run."""
