"""The screens: the built files of `web/`, as they are served."""
