"""The people somebody supports, by reference."""
