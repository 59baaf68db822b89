"""From an item to the widget that asks it: one vocabulary for protocol steps and questionnaires."""
