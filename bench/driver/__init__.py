"""The benchmark's driver: figures (what is measured and its floor), servers (who is measured), measuring, reporting."""
