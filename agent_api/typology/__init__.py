"""The site's words for forms: kinds and themes, reasons of a pause."""
