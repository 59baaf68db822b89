"""Paper: blanks to print before a day without power."""
