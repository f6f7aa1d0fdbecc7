"""The lines of the site in force, as screens name them."""
