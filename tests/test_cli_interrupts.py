"""Being told to end is never lost, wherever Python was at that moment."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wenzhang.cli.interrupts import Terminated, terminable


class Callback:
    """Runs something when it goes away, where nothing that is raised is caught."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call = call

    def __del__(self) -> None:
        self.call()


@pytest.mark.parametrize(("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_in_a_callback(
    number: signal.Signals,
    raised: type[BaseException],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)  # pytest has one of its own
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with terminable() as interrupts:
        interrupts.check()
        callback = Callback(lambda: os.kill(os.getpid(), number))
        del callback
        with pytest.raises(raised):
            interrupts.check()
        interrupts.check()
    assert capfd.readouterr().err == ""
    assert sys.unraisablehook is sys.__unraisablehook__


def test_what_else_is_raised_there_is_told_as_ever(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    with terminable() as interrupts:
        callback = Callback(lambda: Path("/nowhere").unlink())
        del callback
        interrupts.check()
    assert "FileNotFoundError" in capfd.readouterr().err


@pytest.mark.parametrize(("number", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Terminated)])
def test_what_belongs_together_is_done(number: signal.Signals, raised: type[BaseException]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    done: list[int] = []

    def work() -> None:
        with interrupts.held:
            os.kill(os.getpid(), number)
            done.append(1)

    with terminable() as interrupts:
        with pytest.raises(raised):
            work()
        with pytest.raises(raised):
            os.kill(os.getpid(), number)
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
