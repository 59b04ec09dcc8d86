"""A Telegram look-alike for demos, training and tests; the bot does not know of it."""
