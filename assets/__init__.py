"""What the bot shows and prints, and the programs that draw it."""
