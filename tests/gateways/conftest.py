"""The fault server and its helpers are importable as `faults…` from every gateway test."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
