"""Québec's 17 administrative regions as tiles, each near its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.ledger.money import Cents
from tracker.web.charts.parts import MILLION, short_figure

TILES: dict[str, tuple[int, int, str]] = {
    "10": (2, 0, "Nord-QC"),
    "08": (1, 1, "Abitibi"), "02": (3, 1, "Saguenay"), "09": (5, 1, "Côte-Nord"),
    "07": (0, 2, "Outaouais"), "15": (1, 2, "Laurentides"), "14": (2, 2, "Lanaudière"), "04": (3, 2, "Mauricie"),
    "03": (4, 2, "Cap.-Nat."), "01": (5, 2, "Bas-St-L."), "11": (6, 2, "Gaspésie"),
    "13": (1, 3, "Laval"), "06": (2, 3, "Montréal"), "17": (3, 3, "Centre-QC"), "12": (4, 3, "Chaudière"),
    "16": (2, 4, "Montérégie"), "05": (3, 4, "Estrie"),
}  # fmt: skip
STEPS = 5


@dataclass(frozen=True, slots=True)
class Region:
    """A region's figures. ``code`` outside the 17 (``national``) goes on the line beneath the map."""

    code: str
    name: str
    amount: Cents
    late: int = 0
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """``step`` is 0 where nothing is spent, else 1 (least) to 5 (most)."""

    region: Region
    short: str
    step: int
    x: float
    y: float
    narrow_x: float
    narrow_y: float


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: tuple[Tile, ...]
    elsewhere: tuple[Region, ...]
    regions: tuple[Region, ...]
    unit: Cents
    width: float = 562
    height: float = 346
    tile_width: float = 76
    tile_height: float = 65.4
    narrow_width: float = 320
    narrow_height: float = 228
    narrow_tile: float = 42

    @property
    def late(self) -> int:
        """Late reports in all regions."""
        return sum(region.late for region in self.regions)

    def short(self, amount: Cents, lang: str) -> str:
        return short_figure(amount, self.unit, lang)


def tile_map(regions: Iterable[Region], unit: Cents = MILLION) -> TileMap:
    """Shade the 17 regions in five steps of equal count; regions not given hold nothing."""
    given = {region.code: region for region in regions}
    amounts = sorted(region.amount for code, region in given.items() if code in TILES and region.amount > 0)
    tiles = []
    for code, (column, row, short) in TILES.items():
        region = given.get(code) or Region(code, short, 0)
        tiles.append(
            Tile(
                region,
                short,
                _step(region.amount, amounts),
                column * 81.0,
                round(row * 70.15, 1),
                round(column * 46.3, 1),
                round(row * 46.3, 1),
            )
        )
    elsewhere = tuple(region for code, region in given.items() if code not in TILES)
    return TileMap(tuple(tiles), elsewhere, tuple(given.values()), unit)


def _step(amount: Cents, amounts: Sequence[Cents]) -> int:
    if amount <= 0:
        return 0
    below = sum(1 for other in amounts if other < amount)
    return 1 + STEPS * below // len(amounts)
