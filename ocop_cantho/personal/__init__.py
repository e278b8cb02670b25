"""A person's own data: a copy of it, who looked at it, and making it anonymous. See docs/decisions/0048."""
