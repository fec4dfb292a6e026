"""Respiro: a Telegram bot that carries a stress-management course on."""
