"""Prints ratios measured in one run: `python benchmarks/run.py read`, `python benchmarks/run.py start`."""

from __future__ import annotations

import argparse
from importlib import import_module

from timing import machine

BENCHMARKS = {
    "read": "reading, beside its floor and beside today's script, and how it grows",
    "convert": "converting, beside its floor, today's script and converters of plain text",
    "nearness": "Markdown converted, beside what people wrote in both scripts and beside OpenCC alone",
    "markdown": "reading and converting Markdown, beside its floor and beside today's scripts",
    "validate": "validating, beside reading alone and beside the commands of other tools",
    "precision": "what the rules on Chinese find in texts that people proofread",
    "batch": "converting folders, with one process and two, beside the floor and today's script, and in what memory",
    "export": "Markdown from HTML, beside other converters, and what survives in each",
    "arrow": "the functions on Arrow batches beside a plain loop, and the sizes of Parquet",
    "start": "starting the command, beside a Python that does nothing",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="benchmark", required=True)
    for name, what in BENCHMARKS.items():
        commands.add_parser(name, help=what)
    name = parser.parse_args().benchmark
    print(machine())
    import_module(name).run()


if __name__ == "__main__":
    main()
