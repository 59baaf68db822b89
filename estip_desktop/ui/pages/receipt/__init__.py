"""One parcel: where it stands, what proves it, and everything that happened to it."""
