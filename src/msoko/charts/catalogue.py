"""The charts there are. A new one is a file beside this and a line here; the gallery and the tests walk the table."""

from __future__ import annotations

from msoko.charts.chart import Chart
from msoko.charts.contributions import Contributions
from msoko.charts.distribution import Distribution
from msoko.charts.dot_plot import DotPlot
from msoko.charts.heat import HeatTable
from msoko.charts.line import LineChart
from msoko.charts.multiples import SmallMultiples

CHARTS: dict[str, type[Chart]] = {
    "dot_plot": DotPlot,  # organisations by value; indicators of one organisation
    "line": LineChart,  # years, with breaks
    "contributions": Contributions,  # what a change or an index is made of
    "heat": HeatTable,  # organisations by tasks
    "multiples": SmallMultiples,  # many small years
    "distribution": Distribution,  # primary scores
}
