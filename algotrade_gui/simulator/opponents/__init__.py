"""Rival teams inside the exchange: clients of the matching engine that know what is published and their own account."""
