"""What a team takes away: one telling of its vision, and a writer for each kind of file."""
