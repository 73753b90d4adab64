"""The recipes that ship with canonize, as package data."""
