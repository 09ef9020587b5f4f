"""What the tests of the site share."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.site.support import client_of


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a site on one small study, in a bank of its own."""
    with client_of(tmp_path) as client:
        yield client
