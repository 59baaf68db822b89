"""Make `.venv` hold exactly what the lock files ask for, and nothing half done.

Started by ``packaging/run``, ``packaging/test`` and their Windows twin with the system's Python, so
it uses the standard library alone:

    python make_environment.py requirements [requirements-dev]

An environment without a stamp is either absent or was interrupted, and is made anew. A stamp is
the checkout's path followed by a copy of the lock it stands for; it goes away before anything is
touched and comes back last. Everything is said on standard error: standard output belongs to the
program.

Exit codes: 0 ready; 5 not available (a system package, the network or room on the disk is missing).
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = ROOT / ".venv-setup.log"
NOT_AVAILABLE = 5
ON_WINDOWS = sys.platform == "win32"

# What Qt loads from the system even without a display, by the Debian package that brings it. Asking
# the loader for the library works on every distribution and survives renamed packages.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# What Qt needs besides for a window on an X server, a virtual one included.
X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs that the checks start.
CHECK_TOOLS = {
    "Xvfb": "xvfb",
    "age": "age",
    "dbus-daemon": "dbus-daemon",
    "mutool": "mupdf-tools",
    "pdfsig": "poppler-utils",
    "xdotool": "xdotool",
}
# For the checks that ask other people's engines. Large, so root is offered them; nobody else is.
ENGINE_TOOLS = ("chromium", "npm")
_INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends")
# Settings that would send packages somewhere else than into the environment.
_MISLEADING = (
    "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_ROOT", "PIP_TARGET", "PIP_USER",
    "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH",
)  # fmt: skip


class NotAvailableError(Exception):
    """Something outside this program is missing; the message says what to do about it."""


def main(locks: Sequence[str]) -> int:
    """Make the environment ready for the named locks; return an exit status."""
    try:
        with _alone():
            if not all(is_ready(lock) for lock in locks):
                ensure_system_packages(for_checks="requirements-dev" in locks)
                if "requirements-dev" in locks:
                    offer_engine_tools()
                install(locks)
    except NotAvailableError as error:
        say(str(error))
        return NOT_AVAILABLE
    except PermissionError as error:
        say(
            f"{error.filename or ROOT} cannot be written by this user. Run this once as the user "
            "who owns the folder."
        )
        return NOT_AVAILABLE
    except OSError as error:
        say(f"{error.filename or ROOT}: {error.strerror}. Set-up stopped; the next start goes on.")
        return NOT_AVAILABLE
    except KeyboardInterrupt:
        say("Interrupted. The next start begins again.")
        return 130
    return 0


def say(text: str) -> None:
    """Tell the person at the keyboard."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


# --- Stamps -----------------------------------------------------------------------------------


def stamp_path(lock: str) -> Path:
    """Where it is recorded that a lock has been installed."""
    return VENV / f"{lock}.stamp"


def stamp_content(lock: str) -> bytes:
    """What the record says when it is up to date; ``environment.sh`` builds the same."""
    return os.fsencode(f"{ROOT}\n") + (ROOT / "packaging" / f"{lock}.lock").read_bytes()


def is_ready(lock: str) -> bool:
    """Whether the environment holds what this lock asks for."""
    try:
        return venv_python().exists() and stamp_path(lock).read_bytes() == stamp_content(lock)
    except OSError:
        return False


def venv_python() -> Path:
    """The environment's own interpreter."""
    return VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one set-up at a time touch this checkout; the system frees the lock if we die."""
    with (ROOT / ".venv-setup.lock").open("w") as handle:
        if not _try_lock(handle):
            say("Another window is setting ESTIP Desktop up. Waiting for it …")
            while not _try_lock(handle):
                time.sleep(0.5)
        yield


def _try_lock(handle: TextIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # what the one and the other call "taken"
        return False
    return True


# --- System packages --------------------------------------------------------------------------


def ensure_system_packages(*, for_checks: bool) -> None:
    """Install what Debian or Ubuntu lack, as root; otherwise say what somebody else must install.

    Raises:
        NotAvailableError: Something is missing and this user cannot install it.
    """
    if not sys.platform.startswith("linux"):
        return
    is_root = os.geteuid() == 0
    # Libraries for X are cheap, so root gets them at once. Nobody else is sent to an administrator
    # for them unless a window is going to need them.
    wants_x11 = is_root or for_checks or bool(os.environ.get("DISPLAY"))
    missing = missing_parts(wants_x11=wants_x11, for_checks=for_checks)
    if not missing:
        return
    packages = sorted(set(missing.values()))
    if shutil.which("apt-get") is None:
        raise NotAvailableError(
            "ESTIP Desktop needs these parts of the system; install them with its package manager, "
            f"then start again: {', '.join(sorted(missing))}"
        )
    command = shlex.join([*_INSTALL, *packages])
    if not is_root:
        raise NotAvailableError(
            "ESTIP Desktop needs system packages that are not installed. Run this once, then start "
            f"again:\n    sudo {command}"
        )
    if not _installed(packages):
        raise NotAvailableError(
            f"{_complaints()}\nThe system packages could not be installed. Check the network "
            f"connection, or install them by hand, then start again:\n    {command}"
        )
    still = missing_parts(wants_x11=wants_x11, for_checks=for_checks)
    if still:
        raise NotAvailableError(
            f"The packages are installed, yet this is still missing: {', '.join(sorted(still))}"
        )


def offer_engine_tools() -> None:
    """Install, as root, what the checks ask other people's engines with, or do without."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for tool in ENGINE_TOOLS:
            if not shutil.which(tool) and not _installed([tool]):
                say(f"{_complaints()}\nGoing on without {tool}: some checks are not run.")


def missing_parts(*, wants_x11: bool, for_checks: bool) -> dict[str, str]:
    """Parts of the system that are absent, and the Debian package of each."""
    libraries = QT_LIBRARIES | (X11_LIBRARIES if wants_x11 else {})
    missing = {name: package for name, package in libraries.items() if not _loads(name)}
    if not _can_make_venv():
        missing["Python's venv module"] = _venv_package()
    if for_checks:
        missing |= {tool: name for tool, name in CHECK_TOOLS.items() if not shutil.which(tool)}
    return missing


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _can_make_venv() -> bool:
    # In a process of its own: this one would remember that the module was not there.
    probe = [sys.executable, "-I", "-c", "import ensurepip, venv"]
    return subprocess.run(probe, check=False, stderr=subprocess.DEVNULL).returncode == 0


def _venv_package() -> str:
    default = shutil.which("python3", path="/usr/bin")
    if default and Path(default).resolve() == Path(sys.executable).resolve():
        return "python3-venv"
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def _installed(packages: Sequence[str]) -> bool:
    say(f"Installing system packages: {' '.join(packages)} …")
    command = [*_INSTALL, *packages]
    # The lists may be absent or out of date, which shows only when something is asked for.
    return _apt_get(command) or (_apt_get(["apt-get", "update"]) and _apt_get(command))


def _apt_get(command: Sequence[str]) -> bool:
    command = [command[0], "-o", "DPkg::Lock::Timeout=300", *command[1:]]
    return _logged(command, {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}) == 0


# --- The environment --------------------------------------------------------------------------


def install(locks: Sequence[str]) -> None:
    """Install every lock that is not installed yet.

    Raises:
        NotAvailableError: The packages could not be fetched, or do not fit.
    """
    whole = venv_python().exists() and any(VENV.glob("*.stamp"))
    # A layer this call was not asked for survives, unless everything is made anew.
    current = [path.stem for path in VENV.glob("*.stamp") if whole and is_ready(path.stem)]
    for path in VENV.glob("*.stamp"):
        path.unlink()
    if not whole:
        say("Setting up ESTIP Desktop. This happens once and takes a minute or two …")
        _make_venv()
        current = []
    for lock in locks:
        if lock not in current:
            _install_lock(lock)
            current.append(lock)
    packages = _site_packages()
    # Let the environment see this checkout; nothing is copied and nothing is built.
    (packages / "estip_desktop.pth").write_text(f"{ROOT}\n", encoding="locale")
    _compile_bytecode(packages)
    for lock in current:
        _write_whole(stamp_path(lock), stamp_content(lock))
    LOG.unlink(missing_ok=True)


def _make_venv() -> None:
    # The resolved name: /usr/bin/python3 may be another version after the system's next upgrade,
    # and an environment must then be seen to be broken instead of being silently empty.
    python = sys.executable if ON_WINDOWS else str(Path(sys.executable).resolve())
    if _logged([python, "-I", "-m", "venv", "--clear", str(VENV)], _environment()) != 0:
        raise NotAvailableError(f"{_complaints()}\nPython could not make an environment in {VENV}.")


def _install_lock(lock: str) -> None:
    path = ROOT / "packaging" / f"{lock}.lock"
    command = [str(venv_python()), "-I", "-m", "pip", "install", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "--no-compile"]
    # The lock is complete, so nothing is left to resolve.
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "-r", str(path)]
    total = sum(1 for line in path.read_text("utf-8").splitlines() if "==" in line)
    if _logged(command, _environment(), announce=_Progress(total)) == 0:
        return
    log = LOG.read_text("utf-8", errors="replace")
    if "DO NOT MATCH THE HASHES" in log:
        sentence = (
            "A package that was offered is not the one recorded in the lock file. Nothing of it "
            "was installed. Do not go on: tell whoever looks after the package mirror."
        )
    elif "No space left" in log:
        sentence = "The disk is full. Make about 1 GB of room, then start again."
    elif "CERTIFICATE_VERIFY_FAILED" in log:
        sentence = (
            "The network here signs connections with a certificate that pip does not know. Ask who "
            "runs it for the certificate file, name it in PIP_CERT, then start again."
        )
    elif any(sign in log for sign in ("Retrying (", "Connection", "timed out", "Name or service")):
        sentence = (
            "The packages could not be fetched. The first start needs a network; check the "
            "connection, then start again. Later starts need none."
        )
    else:
        sentence = "The packages could not be installed with this Python on this system."
    raise NotAvailableError(f"{_complaints()}\n{sentence}")


def _site_packages() -> Path:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(venv_python()), "-I", "-c", code]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def _compile_bytecode(packages: Path) -> None:
    command = [str(venv_python()), "-I", "-m", "compileall", "-q", "-j", "0"]
    # Some packages carry templates that are not valid Python; they are never imported.
    _logged([*command, str(packages), str(ROOT / "estip_desktop")], _environment())


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _MISLEADING}


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(content)
    temporary.replace(path)


# --- Running other programs -------------------------------------------------------------------


class _Progress:
    """One line per package, for somebody who watches."""

    def __init__(self, total: int) -> None:
        self._total, self._seen = total, 0

    def __call__(self, line: str) -> None:
        if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            self._seen += 1
            if sys.stderr.isatty():
                say(f"  {self._seen:2} of {self._total}  {found[1]}")


def _logged(
    command: Sequence[str], environment: Mapping[str, str], announce: _Progress | None = None
) -> int:
    """Run a program, keep what it says in the log, and return its exit status."""
    with LOG.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        with process:
            lines: Iterable[str] = process.stdout or ()
            for line in lines:
                log.write(line)
                if announce:
                    announce(line)
        return process.returncode


def _complaints() -> str:
    """The last few lines in which the program before says what was wrong."""
    lines = LOG.read_text("utf-8", errors="replace").splitlines()
    errors = [line for line in lines if line.startswith(("ERROR:", "E:"))] or lines
    return "".join(f"  | {line}\n" for line in errors[-4:]) + f"  | All of it: {LOG}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
