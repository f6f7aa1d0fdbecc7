"""Phones: secrets, bindings, browser phones, and the samples of the demo where one runs."""
