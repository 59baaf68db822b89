"""Expected failures: the world refused, and somebody can do something about it.

::

    EstipError
    ├── UsageError                 the command line was used wrongly                        2
    ├── InputRefusedError          a file or value from outside is not acceptable          3
    │   ├── ContentRefusedError    a file under resources/ or a pack breaks a rule
    │   ├── DocumentRefusedError   a PDF, card or parcel cannot be read as one
    │   └── NotFoundError          the id names nothing                                    1
    ├── SecretRefusedError         wrong passphrase, recovery key or private key           4
    ├── VaultError
    │   ├── VaultHeaderDamagedError   both copies of the header are unreadable             1
    │   ├── VaultDamagedError         the database or one row fails its check              1
    │   ├── RecordDamagedError        one record fails its check; its text is not shown    1
    │   ├── VaultTooNewError          made by a newer version                              5
    │   ├── VaultInUseError           open in another window                               5
    │   ├── DiskFullError             nothing more can be written                          5
    │   └── DiskReadOnlyError         it can be read at most, not written                  5
    ├── NotAvailableError          something needed is not there now                       5
    │   ├── TryLaterError          too many wrong secrets just now; says how long to wait
    │   ├── NoDisplayError         nothing to open a window on
    │   └── StoreUnreachableError  the store is out of reach
    │       ├── StoreFullError     it has no room
    │       └── StoreRefusedError  it does not let this laptop read or write
    └── RuleError                  a rule of the protocol forbids it now (reason inside)   3

Anything else that is raised is a bug and is caught by the last-resort hook alone. Messages and
fields hold ids and codes, never names, answers, passphrases or paths inside a vault.
"""

from __future__ import annotations

from typing import ClassVar


class EstipError(Exception):
    """The root: has a stable ``code`` for sentences and an ``exit_status`` for the command line.

    Args:
        detail: Ids, codes or published facts only; safe to log.
    """

    code: ClassVar[str] = "estip"
    exit_status: ClassVar[int] = 1

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


class UsageError(EstipError):
    """The command line was used wrongly."""

    code = "usage"
    exit_status = 2


class InputRefusedError(EstipError):
    """A file or value from outside is not acceptable."""

    code = "input-refused"
    exit_status = 3


class ContentRefusedError(InputRefusedError):
    """A content file breaks a rule of its kind; ``detail`` names file and rule."""

    code = "content-refused"


class DocumentRefusedError(InputRefusedError):
    """A PDF, card, manifest, receipt or parcel cannot be read as what it claims to be."""

    code = "document-refused"


class NotFoundError(InputRefusedError):
    """The id names nothing."""

    code = "not-found"
    exit_status = 1


class SecretRefusedError(EstipError):
    """Wrong passphrase, recovery key or private key; which part was wrong is never said."""

    code = "secret-refused"
    exit_status = 4


class VaultError(EstipError):
    """The vault cannot be opened or written."""

    code = "vault"


class VaultHeaderDamagedError(VaultError):
    """Both copies of the vault's header are unreadable."""

    code = "vault-header-damaged"


class VaultDamagedError(VaultError):
    """The database cannot be read back as it was written."""

    code = "vault-damaged"


class RecordDamagedError(VaultError):
    """One record fails its check, so its text is not shown."""

    code = "record-damaged"


class VaultTooNewError(VaultError):
    """A newer version of the program made this vault."""

    code = "vault-too-new"
    exit_status = 5


class VaultInUseError(VaultError):
    """Another window or command has this vault open."""

    code = "vault-in-use"
    exit_status = 5


class DiskFullError(VaultError):
    """The disk has no room for another record."""

    code = "disk-full"
    exit_status = 5


class DiskReadOnlyError(VaultError):
    """The folder of the vault cannot be written; what is in it may still be read."""

    code = "disk-read-only"
    exit_status = 5


class NotAvailableError(EstipError):
    """Something needed is not there now: a display, a store, a desk."""

    code = "not-available"
    exit_status = 5


class TryLaterError(NotAvailableError):
    """Wrong secrets were tried just now, so the next one has to wait.

    Args:
        wait_s: Whole seconds.
    """

    code = "try-later"

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"wait-{wait_s}")
        self.wait_s = wait_s


class NoDisplayError(NotAvailableError):
    """There is nothing to open a window on."""

    code = "no-display"


class StoreUnreachableError(NotAvailableError):
    """The store cannot be reached now; what was signed stays safe and is tried again."""

    code = "store-unreachable"


class StoreFullError(StoreUnreachableError):
    """The store has no room for another object; what was signed waits on the laptop."""

    code = "store-full"


class StoreRefusedError(StoreUnreachableError):
    """The store is there, but may not be read or written from here."""

    code = "store-refused"


class RuleError(EstipError):
    """A rule of protocol, consent or safety forbids this now; ``detail`` is the rule's id."""

    code = "rule"
    exit_status = 3
