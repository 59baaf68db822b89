"""Tell us it went wrong: a report that names nobody."""
