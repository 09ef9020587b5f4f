"""The pages: one template each, and the routes that serve them."""
