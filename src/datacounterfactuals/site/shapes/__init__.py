"""The shapes of the API: what every route takes and gives. `static/types.d.ts` says the same."""
