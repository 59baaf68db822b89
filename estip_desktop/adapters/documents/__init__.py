"""Documents: pages, data, signatures, and the two processes in which they are made and inspected.

Whatever needs reportlab, pyHanko or a parser of untrusted files runs in a worker process: *produce*
is handed a key with each request, *inspect* never has one. The rest of
the program imports :mod:`~estip_desktop.adapters.documents.workers`, which imports none of the
libraries.
"""

from estip_desktop.adapters.documents.workers import DocumentWorkers

__all__ = ["DocumentWorkers"]
