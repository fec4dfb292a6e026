"""The demo: the real bot against the stand-in for Telegram. The only room that imports both."""
