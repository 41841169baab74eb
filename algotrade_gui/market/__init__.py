"""The one market-data connection: transports, the feed, the cache that everyone reads."""
