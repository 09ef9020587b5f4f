"""Where cells stay: durable, named by content, shared by every question, run and process.

`bank.Bank` is a folder of vaults, `vault.Vault` the cells of one protocol in one SQLite file.
`maintenance` counts, checks and tidies them; `exchange` carries them elsewhere as Parquet.
"""
