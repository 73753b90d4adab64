"""Where bytes come from and where they go: folders, git, and what changes in them."""
