"""Illustrations of the demo, drawn by ourselves so that they may be shipped with it.

``render("tea-hills", 7)`` draws the same bytes every time for the same scene and seed.
"""

import zlib
from collections.abc import Callable

from cms.demo.pictures import desk, life, nature, town
from cms.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from cms.demo.pictures.scenes import Scene

__all__ = ["SCENES", "Scene", "render", "seed_for"]

SCENES: dict[Scene, Callable[[Canvas], None]] = {
    Scene.TEA_HILLS: nature.tea_hills,
    Scene.RIVER_DELTA: nature.river_delta,
    Scene.RICE_FIELDS: nature.rice_fields,
    Scene.MOUNTAIN_VILLAGE: nature.mountain_village,
    Scene.FOREST: nature.forest,
    Scene.ORCHARD: nature.orchard,
    Scene.LAKE: nature.lake,
    Scene.BEACH: nature.beach,
    Scene.STORM: nature.storm,
    Scene.SEA_PORT: town.sea_port,
    Scene.CITY_SKYLINE: town.city_skyline,
    Scene.WARD_OFFICE: town.ward_office,
    Scene.MARKET_STREET: town.market_street,
    Scene.SCHOOL_YARD: town.school_yard,
    Scene.CLINIC: town.clinic,
    Scene.TEMPLE: town.temple,
    Scene.CITADEL_GATE: town.citadel_gate,
    Scene.FACTORY: town.factory,
    Scene.ONE_STOP_DESK: life.one_stop_desk,
    Scene.MEETING_HALL: life.meeting_hall,
    Scene.LIBRARY: life.library,
    Scene.FESTIVAL: life.festival,
    Scene.SPORTS_GROUND: life.sports_ground,
    Scene.PEOPLE: life.people,
    Scene.TREE_PLANTING: life.tree_planting,
    Scene.ROAD_WORKS: life.road_works,
    Scene.DOCUMENTS: desk.documents,
    Scene.DIGITAL: desk.digital,
    Scene.MAP: desk.map_pattern,
}


def render(scene: str, seed: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> bytes:
    """A JPEG of the scene, ``size`` pixels wide and high; other proportions than 16:9 are cropped.

    Raises ValueError, naming the scenes there are, when the scene is unknown.
    """
    try:
        draw = SCENES[Scene(scene)]
    except ValueError as error:
        raise ValueError(f"no scene {scene!r}; scenes are {', '.join(SCENES)}") from error
    canvas = Canvas(seed)
    draw(canvas)
    return canvas.encoded(size)


def seed_for(key: str) -> int:
    """The seed of a picture in the content files, from its key: the same on every machine."""
    return zlib.crc32(key.encode())
