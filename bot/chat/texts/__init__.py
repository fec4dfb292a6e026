"""Every sentence for officers: ``f(say, data) -> Message``, in Spanish, through gettext.

``say`` is the catalogue of the officer's language. Whole sentences, named placeholders; names
from the configuration are escaped. No module here imports telegram.
"""
