"""The program among every fault that a network and an exchange can have."""
