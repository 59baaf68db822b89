"""The lock page: get in with one hand, or get help without getting in.

It shows labels that owners chose, and nothing else about any record. It is the first page of most
windows, so it imports only what it shows; whatever unlocking needs is imported once it has painted.
"""
