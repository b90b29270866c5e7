"""Loads what the site starts with from the apps' `content/` folders: docs/content-files.md describes the files."""
