"""How treaties stand, worked out once and kept; what pages of treaties show."""
