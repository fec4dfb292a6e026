"""A stand-in for Telegram: a strict Bot API over HTTP, for the demo, the tests and benchmarks."""
