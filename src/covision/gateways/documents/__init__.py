"""Readers for files of customers' words: a process of its own with limits reads what others made."""
