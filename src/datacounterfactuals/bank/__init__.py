"""Where cells stay: durable, named by content, shared by every question, run and process.

`bank.Bank` is a folder of vaults, `vault.Vault` the cells of one protocol in one SQLite file, and
`column_set.ColumnSet` what is asked of a row. `export` and `intake` carry cells to other banks and
other tools as Parquet; they alone load DuckDB.
"""
