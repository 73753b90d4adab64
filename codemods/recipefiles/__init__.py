"""From YAML to a recipe, with every problem at its line and column."""
