"""Rename symbols in real packages, then run the packages' own tests (docs/realworld.md)."""
