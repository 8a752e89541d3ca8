"""What the critic asks about a statement, sorted by what mending it is expected to bring."""
