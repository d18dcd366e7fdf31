"""Signs that results may not be what pupils can do, and the talk with a school about them: never a proof."""
