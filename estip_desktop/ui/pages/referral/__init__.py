"""The referral as it will be read, checked once more, and signed."""
