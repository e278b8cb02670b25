import shutil

import pytest

from regimes.domain.loading import load_regimes
from regimes.domain.regimefiles import DATA


@pytest.fixture
def data(tmp_path):
    """A copy of the data files, to be damaged."""
    return shutil.copytree(DATA, tmp_path / "data")


@pytest.fixture
def loaded(db):
    """The project's own data in the database."""
    return load_regimes()
