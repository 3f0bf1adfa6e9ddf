"""Importers: a module a kind (`read(document, source) -> outcomes`, pure), and what they share."""
