"""Reusable widgets that know nothing of people, protocols or questionnaires.

Import each from its own module; a package that imported them all would make every start slower.
"""
