"""The papers of a round, described for the one renderer of official documents."""
