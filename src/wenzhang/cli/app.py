"""The group of commands, each imported when it is asked for, and the ways in which a command ends."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword

import click

from wenzhang import __version__
from wenzhang.cli.interrupts import Terminated
from wenzhang.cli.streams import OutputError, discard_output, say, use_utf8
from wenzhang.errors import explain

__all__ = ["run"]

# When Python ends, it looks through all objects several times for what it could free: a tenth of a short command.
atexit.register(gc.freeze)

COMMANDS = ("parse", "convert", "review", "learn", "diff", "validate", "rules", "export", "import", "config", "init")
"""Each is the function of that name in the module of that name, in the order of the help; `import` has a `_` there."""

_WRONG_USE = 2
_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
_TERMINATED = 143  # 128 + SIGTERM
_READER_GONE = 141  # 128 + SIGPIPE


class CommandGroup(click.Group):
    """Commands in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(import_module(f"wenzhang.cli.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            close = get_close_matches(args[0], COMMANDS, 1)
            ctx.fail(f"no command {args[0]!r}" + (f", did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)


@click.group(
    cls=CommandGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Each command has its own help: wenzhang convert --help",
)
@click.version_option(__version__, prog_name="wenzhang", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Read, convert, validate and export Chinese articles: front matter over an HTML body.

    \b
    Examples:
      wenzhang convert articles --to zh-CN --out out/zh-CN
      wenzhang validate articles

    Exit codes: 0 done and clean, 1 findings or files that failed, 2 wrong use or input.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(_WRONG_USE)


def run(arguments: Sequence[str]) -> int:
    """Runs one command and gives its exit code; whatever goes wrong is told in one line."""
    use_utf8()
    try:
        with commands.make_context("wenzhang", list(arguments)) as context:
            return commands.invoke(context) or 0
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "wenzhang"
        say(f"{error.format_message().rstrip('.')} (see {command} --help)")
    except BrokenPipeError:
        discard_output()
        return _READER_GONE
    except OutputError as error:
        discard_output()
        say(f"standard output cannot be written: {error}")
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except Terminated:
        return _TERMINATED
    except Exception as error:
        say(explain(error))
    return _WRONG_USE
