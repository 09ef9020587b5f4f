"""The pages: a module and a template each. Every module here with a `PAGE` is found and served."""
