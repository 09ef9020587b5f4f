"""Reading people's tables: files, frames and arrays, all as one raw table."""
