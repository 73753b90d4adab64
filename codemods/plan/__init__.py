"""From a recipe and a project to a plan, and the proof of it."""
