"""The backend application."""
