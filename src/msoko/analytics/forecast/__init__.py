"""What a short series of years says about the next ones, and when it says nothing."""

from msoko.analytics.forecast.backtest import Coverage
from msoko.analytics.forecast.forecasting import LONGEST, Ahead, Forecast, Forecasts, of_panel, of_values
from msoko.analytics.forecast.methods import Method
from msoko.analytics.forecast.targets import Place, Scenario, Target, scenario, target

__all__ = [
    "LONGEST", "Ahead", "Coverage", "Forecast", "Forecasts", "Method", "Place", "Scenario", "Target",
    "of_panel", "of_values", "scenario", "target",
]  # fmt: skip
