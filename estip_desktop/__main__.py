"""Where the program starts: harden the process, then open a window or run one command.

This module imports neither Qt nor anything that knows a secret. Where no command is given, this
process is the first window. When that locks, it turns into the ``launcher``, which brings the lock
page and ends with the last window; where nothing can turn into another program, it is the launcher
from the start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from estip_desktop.errors import EstipError, UsageError

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext
    from estip_desktop.kernel.options import GlobalOptions
    from estip_desktop.lifeline import Lifeline, Show


def harden() -> None:
    """Forbid core dumps and reading of this process's memory by others of the same user.

    ``PR_SET_DUMPABLE`` is reset by every ``execve``, so a process does this before anything else.
    """
    if sys.platform == "win32":  # Windows error reporting is switched off by the installer's policy
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status (see ``errors`` and the command line's help)."""
    harden()
    arguments = list(sys.argv[1:] if argv is None else argv)
    from estip_desktop import bootstrap
    from estip_desktop.kernel.options import split_global_options

    try:
        options, command = split_global_options(arguments)
        if not command:
            return _open_windows(options)
        from estip_desktop import cli  # a window has no use for it

        return cli.run(command, bootstrap.command_context(options), _LATE_COMMANDS)
    except EstipError as error:
        _tell(error, in_json="--json" in arguments)
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _tell(error: EstipError, *, in_json: bool) -> None:
    from estip_desktop import cli

    print(cli.sentence(error), file=sys.stderr)  # noqa: T201 - the command line speaks here
    if in_json:
        import json

        told = json.dumps({"error": cli.as_json(error)}, ensure_ascii=False, indent=2)
        with suppress(BrokenPipeError):  # who asked is gone, and the exit status says it too
            print(told, flush=True)  # noqa: T201 - the command line speaks here


def _open_windows(options: GlobalOptions) -> int:
    import gc

    gc.disable()  # nothing of a start is rubbish, and looking for it would copy what a fork shares
    from estip_desktop import bootstrap

    if options.adopts:
        return _launch(options)
    if options.window_fd:
        return _spawned_window(options)
    if sys.platform == "win32":
        return _spawn_windows(options)
    if options.locked_because:
        return _launch(options)
    return bootstrap.open_window(options)


def _launch(options: GlobalOptions) -> int:
    """Be the launcher after a window locked: fork the lock page, or adopt the one that is there."""
    from estip_desktop import bootstrap
    from estip_desktop.launcher import Birth, Launcher
    from estip_desktop.lifeline import Show

    def become_window(birth: Birth) -> int:
        shown = birth.show or Show("", options.vault)
        chosen = options._replace(locked_because=shown.reason, vault=shown.vault)
        if birth.is_standby:
            return bootstrap.stand_by(chosen, birth.lifeline)
        return bootstrap.open_window(chosen, birth.lifeline)

    order = Show(options.locked_because, options.vault) if options.locked_because else None
    launcher = Launcher(become_window)
    if not options.adopts:
        return launcher.run(order)
    if not options.adopts.isdecimal():
        raise UsageError("--adopt")
    try:
        return launcher.run_with(int(options.adopts), _pipes(options), order)
    except ChildProcessError as error:
        raise UsageError("--adopt") from error


def _spawned_window(options: GlobalOptions) -> int:
    from estip_desktop import bootstrap

    lifeline = _pipes(options)
    if options.stands_by:
        return bootstrap.stand_by(options, lifeline)
    return bootstrap.open_window(options, lifeline)


def _pipes(options: GlobalOptions) -> Lifeline:
    from estip_desktop.lifeline import inherited

    try:
        return inherited(options.window_fd)
    except (ValueError, OSError) as error:
        raise UsageError("--window-fd") from error


def _spawn_windows(options: GlobalOptions) -> int:
    from estip_desktop import bootstrap, spawning
    from estip_desktop.lifeline import Show

    def command(pipes: str, stands_by: bool, show: Show | None) -> list[str]:
        home = options.home or bootstrap.default_home()
        shown = show or Show(options.locked_because, options.vault)
        words = [*bootstrap.own_command_on(home), "--window-fd", pipes]
        if stands_by:
            return [*words, "--stand-by"]
        if shown.reason:
            words += ["--locked-because", shown.reason]
        return [*words, "--vault", shown.vault] if shown.vault else words

    return spawning.SpawningLauncher(command).run()


def _tour(arguments: Sequence[str], context: CommandContext) -> int:
    from estip_desktop import tour

    return tour.main(arguments, context)


def _bench(arguments: Sequence[str], context: CommandContext) -> int:
    from estip_desktop import bench

    return bench.main(arguments, context)


def _gallery(arguments: Sequence[str], context: CommandContext) -> int:
    from estip_desktop import tour

    return tour.gallery_main(arguments, context)


_LATE_COMMANDS = {"tour": _tour, "bench": _bench, "gallery": _gallery}

if __name__ == "__main__":
    sys.exit(main())
