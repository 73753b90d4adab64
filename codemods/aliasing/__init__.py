"""The codemods `collapse-aliases` and `document-aliases`: the names that stand for one symbol."""
