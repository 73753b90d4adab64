"""The engine of canonize: silent and importable. Its front door is `api`."""
