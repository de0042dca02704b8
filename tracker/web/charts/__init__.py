"""The geometry of charts: figures in, coordinates out.

Pure functions. ``templates/components/charts.html`` draws what they return, on a page with classes
and on paper with literal colours; amounts are cents, coordinates are the user units of the SVG.
"""

from tracker.web.charts.parts import MILLION, THOUSAND, Parts, Span, advancement, short_figure
from tracker.web.charts.spark import Spark, sparkline
from tracker.web.charts.tiles import TILES, Region, Tile, TileMap, tile_map
from tracker.web.charts.timeline import Mark, Timeline, timeline
from tracker.web.charts.years import Bars, Year, bars_over_years

__all__ = [
    "MILLION",
    "THOUSAND",
    "TILES",
    "Bars",
    "Mark",
    "Parts",
    "Region",
    "Span",
    "Spark",
    "Tile",
    "TileMap",
    "Timeline",
    "Year",
    "advancement",
    "bars_over_years",
    "short_figure",
    "sparkline",
    "tile_map",
    "timeline",
]
