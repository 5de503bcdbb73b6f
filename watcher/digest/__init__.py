"""Changes become a digest, a digest becomes text or JSON. Pure."""
