"""What becomes of a plan: a diff, a report, a branch, files written."""
