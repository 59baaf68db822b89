"""Opens a page in Chromium without a window, served on the loopback, and reads it at its end."""

from __future__ import annotations

import functools
import html
import http.server
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath

_PATIENCE_S = 1800
_VIRTUAL_TIME_MS = 100_000_000
"""More than any page waits for; what nobody waits for takes no time."""
_KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
}
_OUTCOME = re.compile(r'<pre id="outcome">(.*?)</pre>', re.DOTALL)


def why_not() -> str:
    """Why no page can be opened here; empty if one can."""
    return "" if _program() else "Chromium is not installed"


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def outcome_of(pages: Mapping[str, bytes]) -> str:
    """What the page ``/`` has written into its element ``outcome``.

    Args:
        pages: By path, ``/`` among them.
    """
    program = _program()
    assert program is not None
    command = [program, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--dump-dom"]
    command.append(f"--virtual-time-budget={_VIRTUAL_TIME_MS}")
    if os.name == "posix" and os.geteuid() == 0:
        # Chromium refuses root a sandbox; the pages are our own and come from the loopback.
        command.append("--no-sandbox")
    with (
        tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as place,
        _served(pages) as address,
    ):
        run = subprocess.run(
            [*command, f"--user-data-dir={place}", address],
            env={**os.environ, "HOME": place},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_PATIENCE_S,
            check=False,
        )
    found = _OUTCOME.search(run.stdout)
    assert found, f"exit status {run.returncode}: {run.stderr[-2000:]}"
    return html.unescape(found[1])


@contextmanager
def _served(pages: Mapping[str, bytes]) -> Iterator[str]:
    handler = functools.partial(_Handler, pages)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    def __init__(self, pages: Mapping[str, bytes], *args: object) -> None:
        self._pages = pages
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with one of the pages."""
        data = self._pages.get(self.path)
        if data is None:
            self.send_error(404)
            return
        kind = _KINDS.get(PurePosixPath(self.path).suffix, "text/html" if self.path == "/" else "")
        self.send_response(200)
        self.send_header("Content-Type", f"{kind or 'application/octet-stream'}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""
