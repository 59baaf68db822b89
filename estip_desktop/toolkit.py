"""Makes PySide6 fit to be used: whoever uses it imports this module first.

That is the package of the windows, and the worker that draws the pages of documents.

Decisions
    *Constants are made immortal on Python 3.11.* The wheels of PySide6 6.12 return ``None`` (and
    now and then ``True``) without counting the reference, which is right from Python 3.12 on, where
    they are never freed. On 3.11 each such call (``setPen``, ``update``, ``setText``…) takes one of
    some thousands of references away, and the process dies with "deallocating None" after a few
    hundred repaints.
    Whoever uses PySide6 therefore imports it after this module.

    *Imports stay Python's own.* PySide6 puts its own function in the place of ``__import__``, which
    reads the source of every module that is imported from then on, whoever imports it, to see
    whether it chose ``snake_case`` names; ``linecache`` then keeps all that text. It took 15 MiB of
    a window, a thirtieth of its start, and let every ``import`` statement in a function run code
    of PySide6. Nothing here uses those names, so Python's own function is put back; each later
    module of PySide6 leaves it there.
"""

import builtins
import sys

if sys.version_info < (3, 12):
    import ctypes

    # What PEP 683 does from 3.12 on: counts so large that no session uses them up. These are the
    # objects that the C API calls constants (Py_GetConstant).
    for _constant in (None, True, False, Ellipsis, NotImplemented, 0, 1, "", b"", ()):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 48

_plain_import = builtins.__import__
try:
    import PySide6  # noqa: F401 - see above
finally:
    builtins.__import__ = _plain_import
