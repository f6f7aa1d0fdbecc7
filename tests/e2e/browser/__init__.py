"""The tests with a browser. They are a package, so that their system and browser stop after its last test."""
