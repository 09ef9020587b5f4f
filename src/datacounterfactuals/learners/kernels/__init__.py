"""Kernels: the loops that learners spend their time in, compiled for this machine.

A kernel is an ordinary typed function marked `compiling.kernel`; numba compiles it when it is first
called, and keeps the code on disk. `lanes` are the vector registers that kernels calculate with,
`threads` spreads a kernel over the processors. What belongs to one learner bears its name.
"""
