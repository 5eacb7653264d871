"""Maps as pages of their own, for notebooks and files: they hold all that they need and ask no host for anything."""
