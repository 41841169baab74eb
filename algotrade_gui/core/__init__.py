"""What every floor above may rely on: ids, units, clocks, change sets, task owners, errors, paths, settings."""
