"""Records on disk: SQLAlchemy Core on SQLCipher, one connection, one transaction at a time.

Decisions:

* **Fixed SQL through** ``exec_driver_sql``; no ORM, no statement construction. Context: an ORM
  commit cost ten times the disk's part of a save. Consequence: :mod:`rows` writes the few
  statements a table needs once, when it is declared.
* **A tag on every row, checked on every read.** Context: SQLCipher verifies pages, but was seen to
  hand over text full of zeros without an error when the last page read of a statement failed its
  check. Consequence: no repository reads a table except through :class:`rows.MacTable`.
* **The number of the audit entry is the version of the row.** A row's ``ver`` is the number of the
  audit entry written in the same transaction, and that entry holds the row's tag. Nothing has to be
  read before it is replaced, and an old copy of a row that somebody puts back disagrees with the
  log. Alternative: a set-hash over all tags, which needs each row's old tag before every save.
* **Nothing heavy is imported from here.** Listing vaults needs only :mod:`folders`; SQLAlchemy
  comes with the first unlock, Alembic only when the schema has to change.
"""
