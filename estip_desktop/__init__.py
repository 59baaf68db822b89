"""ESTIP Desktop: an offline companion for police peer supporters.

The packages at this level say what the application does; ``adapters``, ``ui`` and ``cli`` say how
and who drives it; ``bootstrap`` puts them together.
"""

__version__ = "0.1.0"
