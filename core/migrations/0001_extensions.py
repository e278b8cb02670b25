from django.contrib.postgres.operations import (
    BtreeGistExtension,
    TrigramExtension,
    UnaccentExtension,
)
from django.db import migrations


class Migration(migrations.Migration):
    """The extensions every other table may use."""

    initial = True
    run_before = [
        ("localities", "0001_initial"),
        ("accounts", "0001_initial"),
        ("regimes", "0001_initial"),
        ("producers", "0001_initial"),
        ("products", "0001_initial"),
        ("training", "0001_initial"),
        ("programme", "0001_initial"),
    ]
    dependencies = []
    operations = [TrigramExtension(), BtreeGistExtension(), UnaccentExtension()]
