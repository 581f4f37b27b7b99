"""The command line.

Nothing is imported here that `wenzhang --version` does not need.
"""

import sys


def main(argv: "list[str] | None" = None) -> int:
    """Runs the command line and gives its exit code.

    0: done, and clean. 1: there were findings, or files that failed. 2: wrong use or input. 130: interrupted.
    141: whoever read the output stopped reading.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        from wenzhang import __version__

        print(f"wenzhang {__version__}")
        return 0
    try:
        from wenzhang.cli.app import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130
