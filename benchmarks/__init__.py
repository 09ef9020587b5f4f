"""Claims of speed, each measured: both sides in one run, ratios printed.

`python -m benchmarks` measures all of them and writes docs/performance.md; `python -m benchmarks
NAME ...` some of them; `--quick` at toy sizes, without writing anything. A benchmark is a module
of this package with `CLAIMS`, a tuple of `harness.claim.Claim`, or `CURVES`, a tuple of
`harness.curve.Curve`: it is found by walking the package.
"""
