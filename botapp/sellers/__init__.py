"""The sellers' section of the bot: accounts at marketplaces, their sheets, syncs and notices."""
