"""What supporters sent to this desk."""
