"""Office workbooks: what is in them, whatever they look like; and lists written out as workbooks.

Nothing here knows a model: apps say what columns they look for (`layout.Field`) and what a row means.
"""
