"""The storage on real databases: SQLite files, and PostgreSQL where a server answers."""
