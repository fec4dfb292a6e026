"""A report in the forms that people open: a picture, a page, a table."""
