"""`python -m covision` is the command line."""

import sys

from covision.faces.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
