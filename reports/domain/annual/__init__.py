"""The annual report: a snapshot of its figures, and the document made from that alone."""
