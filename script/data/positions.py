"""Write `positions.json` of a shipped study: its cells with one point elsewhere.

    python script/data/positions.py four

A site that trains nothing (a static copy, a read-only server) lets the points be moved by it. Run
it whenever the study's points, learner or evaluation change; a test compares the two.
"""

import argparse

from datacounterfactuals.site.positions import FILE, stored_positions
from datacounterfactuals.study.loading import load
from datacounterfactuals.study.shipped import shipped_path


def main() -> None:
    """Write the file beside the study."""
    parser = argparse.ArgumentParser(description="Write positions.json of a shipped study.")
    parser.add_argument("study", help="its name, such as four")
    name: str = parser.parse_args().study
    path = shipped_path(name).with_name(FILE)
    path.write_text(stored_positions(load(name)).model_dump_json() + "\n", "utf-8")


if __name__ == "__main__":
    main()
