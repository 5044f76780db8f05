"""Results as one JSON document."""

from __future__ import annotations

import json
import sys


def print_json(data: object) -> None:
    """Prints one JSON document."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
