"""Did an intervention change anything beyond what comparable organisations went through?"""

from msoko.analytics.effect.comparing import Check, Control, Effect, Method, Treated, Verdict, of_panel
from msoko.analytics.effect.saying import of_values, say

__all__ = ["Check", "Control", "Effect", "Method", "Treated", "Verdict", "of_panel", "of_values", "say"]
