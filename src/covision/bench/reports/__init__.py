"""What is made of a finished run: its summary, comparisons, gates, and the pages that show them."""
