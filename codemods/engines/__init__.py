"""Foreign engines: LibCST commands, Bowler queries, structural patterns, programs; what they answer becomes edits."""
