"""Where things lie in the checkout."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
