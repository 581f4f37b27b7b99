"""`python -m wenzhang`: the command line."""

import sys

from wenzhang.cli import main

if __name__ == "__main__":
    sys.exit(main())
