"""The Telegram edge: what officers send comes in here, and what the program says goes out."""
