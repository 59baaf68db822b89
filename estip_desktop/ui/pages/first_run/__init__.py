"""First run: six short pages from an empty laptop to records that only their owner can open.

Nothing is written before the passphrase is set. From then on the records exist; what is left (the
recovery check, the nation) is asked again after the next unlock if the window closes in between.
The recovery key itself is shown once and kept nowhere, so it cannot be shown again: the page says
so and offers nothing else.
"""
