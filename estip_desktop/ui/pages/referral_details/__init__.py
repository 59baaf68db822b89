"""What a referral needs before it can be looked at and signed."""
