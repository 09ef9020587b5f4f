"""Leverage: what withholding, giving and measuring can move."""
