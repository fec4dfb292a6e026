"""The attacks of which docs/privacy.md speaks, each with a control that it must win."""
