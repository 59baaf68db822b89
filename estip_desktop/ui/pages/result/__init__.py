"""What the answers to a questionnaire add up to, and what to do next."""
