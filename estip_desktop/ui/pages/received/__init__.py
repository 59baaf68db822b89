"""One referral at the desk: its pages, its checks, and the answer to it."""
