"""What is no plain Python file: notebooks, doctests, configuration, documents, generated and vendored code."""
