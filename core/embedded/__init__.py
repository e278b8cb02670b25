"""PostgreSQL and a Redis-protocol server that come with the Python packages, for laptops and tests.

Nothing here runs where `DATABASE_URL` and `REDIS_URL` name servers of one's own, as they do in production.
"""
