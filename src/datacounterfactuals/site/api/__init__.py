"""The HTTP API under /api: one router a noun, every answer and error a described JSON."""
