"""Lets ``python -m volmatch`` do what ``volmatch`` does."""

import sys

from volmatch.cli import main

if __name__ == "__main__":
    sys.exit(main())
