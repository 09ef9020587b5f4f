"""Crews: who does pieces of work elsewhere; a pool of processes and a cluster look the same."""
