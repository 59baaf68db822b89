"""Where the program starts: harden the process, then open a window or run one command.

This module imports neither Qt nor anything that knows a secret. It is the place of the launcher:
the process that will own the pipes of warm standby windows, start them and end with the last one.
Until then the window runs in this process, and locking replaces it (``bootstrap.replace_process``).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from estip_desktop.errors import EstipError

if TYPE_CHECKING:
    from estip_desktop.cli.context import CommandContext


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
            return bootstrap.open_window(options)
        from estip_desktop import cli  # a window has no use for it

        return cli.run(command, bootstrap.command_context(options), _LATE_COMMANDS)
    except EstipError as error:
        from estip_desktop import cli

        print(cli.sentence(error), file=sys.stderr)  # noqa: T201 - the command line speaks here
        return error.exit_status
    except BrokenPipeError:
        sys.stderr.close()
        return 0


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
