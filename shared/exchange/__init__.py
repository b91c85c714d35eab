"""Reading papers and tables into a plan, and writing a plan out.

bytes ─ decode ─ text ─┬─ paper ─ blocks ─ recognise ─┐
                       └─ table ──────────────────────┴─ Document ─ reconcile with a Plan ─ ops
"""
