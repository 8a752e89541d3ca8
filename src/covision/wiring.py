"""The one place where ports meet bodies."""
