"""Documents: pages, data, signatures, and the processes that make, inspect and draw them.

Whatever needs reportlab, pyHanko or a parser of untrusted files runs in a worker process: *produce*
is handed a key with each request, *inspect* and *render* never have one. Every document is drawn by
a *render* process of its own: one that a file has taken over sees no other person's. The rest of
the program imports :mod:`~estip_desktop.adapters.documents.workers`, which imports none of the
libraries.
"""

from estip_desktop.adapters.documents.workers import DocumentWorkers

__all__ = ["DocumentWorkers"]
