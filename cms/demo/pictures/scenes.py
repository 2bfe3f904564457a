"""The names of the pictures that the demo can draw.

They stand apart from the drawing so that content files can be checked without Pillow.
"""

from enum import StrEnum


class Scene(StrEnum):
    """A scene of the illustrations; the value is what content files write under ``scene``."""

    TEA_HILLS = "tea-hills"
    RIVER_DELTA = "river-delta"
    RICE_FIELDS = "rice-fields"
    MOUNTAIN_VILLAGE = "mountain-village"
    FOREST = "forest"
    ORCHARD = "orchard"
    LAKE = "lake"
    BEACH = "beach"
    SEA_PORT = "sea-port"
    CITY_SKYLINE = "city-skyline"
    WARD_OFFICE = "ward-office"
    ONE_STOP_DESK = "one-stop-desk"
    MARKET_STREET = "market-street"
    SCHOOL_YARD = "school-yard"
    MEETING_HALL = "meeting-hall"
    CLINIC = "clinic"
    LIBRARY = "library"
    TEMPLE = "temple"
    CITADEL_GATE = "citadel-gate"
    FESTIVAL = "festival"
    SPORTS_GROUND = "sports-ground"
    PEOPLE = "people"
    TREE_PLANTING = "tree-planting"
    ROAD_WORKS = "road-works"
    FACTORY = "factory"
    STORM = "storm"
    DOCUMENTS = "documents"
    DIGITAL = "digital"
    MAP = "map"
