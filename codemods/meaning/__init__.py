"""What a name means, in one file and over many."""
