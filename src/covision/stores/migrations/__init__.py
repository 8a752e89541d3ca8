"""Named, append-only revisions of the database; a released one is never edited."""
