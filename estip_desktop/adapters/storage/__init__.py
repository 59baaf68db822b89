"""Records on disk: SQLAlchemy Core on SQLCipher, one connection, one transaction at a time.

Decisions:

* **Fixed SQL through** ``exec_driver_sql``; no ORM, no statement construction. Context: an ORM
  commit cost ten times the disk's part of a save. Consequence: :mod:`rows` writes the few
  statements a table needs once, when it is declared.
* **A tag on every row, checked on every read.** Context: SQLCipher verifies pages, but was seen to
  hand over text full of zeros without an error when the last page read of a statement failed its
  check. Consequence: no repository reads a table except through :class:`rows.MacTable`.
* **The number of the audit entry is the version of the row**, so no row is written twice with one
  tag, and the entry holds the tags of the rows it vouches for.
* **A sum over all rows beside the head of the chain** (:mod:`set_hash`). Context: an old copy of a
  row that somebody puts back has a tag that fits. Replaying the whole trail shows it, but needs 250
  bytes a row and every entry there ever was. Consequence: each entry carries the sum; a save reads
  the tag of the row it replaces and exchanges it in the sum, and a check adds up what is there. The
  trail is replayed only to tell which row differs, and may lose its oldest entries after their
  time. Alternative: a tree of hashes (Merkle), which shows the place at once and costs each save
  several more pages.
* **The check reads in slices** on the one connection, because nothing else can open the file; what
  is saved in between is exchanged in its sum as well.
* **A new schema is made on a copy** (:mod:`upgrade`) that takes the place of the old file when it
  was looked through.
* **Nothing heavy is imported from here.** Listing vaults needs only :mod:`folders`; SQLAlchemy
  comes with the first unlock, Alembic only when the schema has to change.
"""
