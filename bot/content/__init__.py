"""Reads what people without a compiler write: lessons and lists, told by file and line."""
