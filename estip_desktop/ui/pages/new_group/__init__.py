"""Before a group begins: the incident, whether it may, who comes, and who watches."""
