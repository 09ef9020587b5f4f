"""How claims of speed are measured, kept and written down; the claims are beside this folder."""
