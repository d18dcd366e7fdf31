"""The one palette of pages, charts and documents. Colour only repeats what a word or a shape already says."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Palette:
    """Colours by meaning, as #rrggbb."""

    paper: str
    shade: str  # quoted material, table heads
    ink: str
    ink2: str  # context: dates, n, hints; at least 6.4 : 1 on paper
    hair: str  # rules between rows; carries no meaning
    edge: str  # axes and borders, 3 : 1
    accent: str  # the organisation or year in question
    breach: str
    attention: str
    done: str
    c_other: str  # the others, 3 : 1
    c_range: str  # a contribution that lowers the sum
    c_grid: str
    c_attention: str
    h1: str  # heat, pale to deep; the number on it is always ink
    h2: str
    h3: str
    h4: str
    h5: str

    def css(self) -> str:
        """The palette as declarations of CSS custom properties."""
        return " ".join(f"--{name.replace('_', '-')}: {colour};" for name, colour in asdict(self).items())


LIGHT = Palette(
    paper="#ffffff", shade="#f3f5f4", ink="#17201f", ink2="#4f5b5a", hair="#d9dfdd", edge="#737f7e",
    accent="#0a5a63", breach="#a3271a", attention="#744a00", done="#22623a",
    c_other="#7d898a", c_range="#b9c3c3", c_grid="#e4e9e7", c_attention="#a86a00",
    h1="#f4f7f7", h2="#dfebec", h3="#c2dadc", h4="#9cc3c7", h5="#6fa7ad",
)  # fmt: skip

DARK = Palette(
    paper="#14191a", shade="#1c2324", ink="#e8eceb", ink2="#a8b3b2", hair="#313b3c", edge="#788584",
    accent="#6cc5ce", breach="#f39a8e", attention="#e9b65a", done="#85c89a",
    c_other="#8b9697", c_range="#414c4d", c_grid="#283132", c_attention="#d39a3a",
    h1="#1a2223", h2="#1d3033", h3="#204045", h4="#245259", h5="#2a666e",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a kind of mark is drawn: names of palette colours, width in px, dashes."""

    stroke: str = ""
    width: float = 1
    dash: str = ""
    fill: str = ""
    bold: bool = False


# The same kinds are classes c-<kind> in style.css; marks of the one in question look as in THIS.
LOOKS: dict[str, Look] = {
    "grid": Look(stroke="c_grid"),
    "axis": Look(stroke="edge"),
    "norm": Look(stroke="ink"),
    "ref": Look(stroke="c_other", dash="2 3"),
    "break": Look(stroke="ink2", dash="4 3"),
    "interval": Look(stroke="c_other", width=1.5),
    "line": Look(stroke="c_other", width=2),
    "dot": Look(fill="c_other"),
    "open": Look(fill="paper", stroke="c_other", width=1.5),
    "bar": Look(fill="c_other"),
    "soft": Look(fill="c_range", stroke="c_other"),
    "attention": Look(fill="c_attention"),
    "text": Look(fill="ink2"),
    "label": Look(fill="ink"),
}
THIS: dict[str, Look] = {
    "interval": Look(stroke="accent", width=2),
    "line": Look(stroke="accent", width=2.5),
    "dot": Look(fill="accent"),
    "open": Look(fill="paper", stroke="accent", width=1.5),
    "bar": Look(fill="accent"),
    "label": Look(fill="accent", bold=True),
}
