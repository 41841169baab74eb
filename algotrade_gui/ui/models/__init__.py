"""What tables and charts show, as models that pull change sets."""
