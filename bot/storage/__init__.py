"""The two databases and the spool; the only package that imports sqlalchemy.

Plain synchronous functions ``f(connection, …)``. The delivery store knows people, the reply store
knows answers; they share no key, no column and no transaction.
"""
