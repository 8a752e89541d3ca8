"""What happens next in a project, and the engine that makes it happen."""
