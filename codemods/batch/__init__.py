"""Many repositories: a manifest, a journal, engines that run the work, and what is published."""
