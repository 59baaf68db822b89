"""Help and services: whom else somebody can turn to, by nation."""
