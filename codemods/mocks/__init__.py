"""The codemod `mock-factory`: test doubles, compared and moved to one module."""
