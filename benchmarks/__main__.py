"""`python -m benchmarks`: measure the claims, keep what came, write docs/performance.md."""

import argparse
import statistics
import sys
import tempfile
import time
import traceback
from contextlib import ExitStack
from pathlib import Path

from benchmarks.harness import catalogue, record
from benchmarks.harness.claim import Setting, shown
from benchmarks.harness.curve import Curve
from benchmarks.harness.measuring import QUICK_ROUNDS, Spread, calls, measure, rate
from benchmarks.harness.publishing import publish

CURVE_ROUNDS = 5


def main(arguments: list[str]) -> int:
    """Measure what was named, or everything; 1 if a benchmark failed."""
    claims, curves = catalogue.claims(), catalogue.curves()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join([*claims, *curves]))
    parser.add_argument("--quick", action="store_true", help="toy sizes; nothing is written")
    parser.add_argument("--page", action="store_true", help="measure nothing; write the page again")
    options = parser.parse_args(arguments)
    wanted: list[str] = [] if options.page else options.names or [*claims, *curves]
    if unknown := sorted(set(wanted) - {*claims, *curves}):
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    kept, began, failed = record.read(), time.monotonic(), list[str]()
    expected = {name: _seconds(kept, name) for name in wanted}
    if wanted and not options.quick:
        record.keep_peaks(kept)
    for number, name in enumerate(wanted):
        left = (
            ""
            if options.quick
            else f": about {sum(expected[n] for n in wanted[number:]) / 60:.0f} min left"
        )
        print(f"[{number + 1}/{len(wanted)}] {name}{left}", flush=True)
        try:
            if name in claims:
                record.keep_claim(kept, measure(claims[name], options.quick, _say))
            else:
                _curve(kept, curves[name], options.quick)
        except Exception:
            traceback.print_exc()
            failed.append(name)
        if not options.quick:
            record.write(kept, [*claims, *curves])
    if not options.quick:
        publish(kept)
    if wanted:
        print(f"measured in {(time.monotonic() - began) / 60:.1f} min")
    if failed:
        print(f"failed, and not kept: {', '.join(failed)}")
    return 1 if failed else 0


def _curve(kept: record.Kept, curve: Curve, quick: bool) -> None:
    began, points = time.perf_counter(), []
    rounds = QUICK_ROUNDS if quick else CURVE_ROUNDS
    for size in (curve.quick or curve.sizes[:2]) if quick else curve.sizes:
        with ExitStack() as opened:
            folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            side = curve.build(Setting(quick, folder, opened), size)
            often = calls(side, quick)
            spread = Spread.of([shown(rate(side, often), curve.unit) for _ in range(rounds)])
        _say(f"{curve.axis} {size:,}: {spread.median:.4g} {curve.unit}")
        points.append([size, spread.low, spread.median, spread.high])
    record.keep_curve(kept, curve, points, time.perf_counter() - began)


def _seconds(kept: record.Kept, name: str) -> float:
    """What a benchmark took the last time; the median of the others where it is new."""
    took = {k: one["seconds"] for part in ("claims", "curves") for k, one in kept[part].items()}
    return took.get(name, statistics.median(took.values()) if took else 20.0)


def _say(words: str) -> None:
    print(f"    {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
