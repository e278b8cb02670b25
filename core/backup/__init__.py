"""Backups: the database and the files in one folder, each part with its digest, sealed with a passphrase if given.

Knows nothing of what the tables mean: `core.domain.backups` holds the acts, `manage.py backup` and `restore` call them.
"""


class BackupDamagedError(Exception):
    """A backup cannot be relied on; the message says in Vietnamese which part and why."""
