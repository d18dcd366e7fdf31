"""Signs that results may not be what pupils can do, and the talk with a school about them: never a proof.

One entry: examining.examine(tables, methodology, periods=…) → Examination with signs (every sign of every class and
organisation, p None where it has no answer), judged (combined, false discoveries held; .named(Level.PROCEDURE): whom to
ask first) and markers (ФИОКО's M1–M4). From arrays: signs.signs(works) and combining.judged(signs, rate). The table of
signs is signs.SIGNS, the words wording.py, the sizes thresholds of the packs.
"""
