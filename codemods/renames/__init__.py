"""The codemod `rename`: one symbol and all that refers to it."""
