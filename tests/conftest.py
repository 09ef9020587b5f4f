"""What holds for every test: the same examples each time, and a bank of its own."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci")


@pytest.fixture(scope="session", autouse=True)
def _bank_of_the_tests(  # pyright: ignore[reportUnusedFunction] - pytest calls it
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """No test reads or writes the user's bank; each xdist worker has its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DATACF_BANK", str(tmp_path_factory.mktemp("bank")))
        yield
