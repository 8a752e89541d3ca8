"""The command line: results on stdout, progress on stderr, 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
