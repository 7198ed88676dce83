"""Takes the names of hosts out of a package-lock.json; what is fetched is pinned by its digest.

.venv/bin/python scripts/bare_lock.py tests/reading/package-lock.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Write the file anew without addresses of downloads and of funds."""
    path = Path(sys.argv[1])
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
