"""What is stored about places: sections with their desks, districts, towns, catchments, facilities.

Everything here comes from the packs; nothing is entered by hand. Names are kept exactly as written.
Text shown to people (`name`, `handles`) is a map {ja, en, easy}; unknown values are empty or null.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

LINE = 200
"""Longest one-line text of a pack (characters); the records' models refuse longer ones."""


class Fact(models.Model):
    """A row that says where it comes from; `as_of` is a whole or partial ISO date, or empty."""

    source = models.TextField()
    as_of = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


class Section(Fact):
    """A section of the ward or city office, or a partner body that people are sent to."""

    class Kind(models.TextChoices):
        WARD = "ward", "区役所"
        CITY = "city", "市"
        PARTNER = "partner", "関係機関"

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.JSONField()
    kana = models.CharField(max_length=LINE, blank=True)
    floor = models.CharField(max_length=LINE, blank=True)
    phone = models.CharField(max_length=LINE, blank=True)
    fax = models.CharField(max_length=LINE, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=LINE, blank=True)
    handles = models.JSONField()
    topics = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                name="places_section_kind", condition=Q(kind__in=["ward", "city", "partner"])
            ),
        )

    def __str__(self) -> str:
        return str(self.name.get("ja", self.code))


class Desk(Fact):
    """A desk of a section. An unknown window, floor or phone is empty, never guessed."""

    key = models.CharField(max_length=80, unique=True)
    """`<section code>/<position>`: by it a reload finds the desk again."""
    section = models.ForeignKey(Section, models.CASCADE, related_name="desks")
    position = models.PositiveIntegerField()
    name = models.JSONField(null=True)
    window = models.CharField(max_length=LINE, blank=True)
    floor = models.CharField(max_length=LINE, blank=True)
    phone = models.CharField(max_length=LINE, blank=True)
    fax = models.CharField(max_length=LINE, blank=True)
    handles = models.JSONField()

    class Meta:
        ordering = ("section", "position")

    def __str__(self) -> str:
        return str((self.name or self.handles).get("ja", ""))


class District(Fact):
    """The area of one district federation of neighbourhood associations (地区連合町内会)."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    kana = models.CharField(max_length=LINE, blank=True)
    federation = models.CharField(max_length=LINE, blank=True)
    population = models.CharField(max_length=LINE, blank=True)
    households = models.CharField(max_length=LINE, blank=True)
    population_date = models.CharField(max_length=10, blank=True)
    associations_count = models.PositiveIntegerField(null=True)
    associations_date = models.CharField(max_length=10, blank=True)
    facilities_text = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return str(self.name.get("ja", self.code))


def coordinates_known_together(name: str, lat: str, lon: str) -> tuple[models.CheckConstraint, ...]:
    """Both coordinates or none, and on the globe (WGS84 / JGD2011 degrees)."""
    both = Q(**{f"{lat}__isnull": False, f"{lon}__isnull": False})
    none = Q(**{f"{lat}__isnull": True, f"{lon}__isnull": True})
    inside = Q(**{f"{lat}__range": (-90.0, 90.0), f"{lon}__range": (-180.0, 180.0)})
    return (models.CheckConstraint(name=name, condition=none | (both & inside)),)


class Town(Fact):
    """A town or chome of the Address Base Registry (町字); `full_name` is 「綱島西三丁目」."""

    code = models.CharField(max_length=LINE, unique=True)
    lg_code = models.CharField(max_length=6)
    machiaza_id = models.CharField(max_length=7, blank=True)
    full_name = models.CharField(max_length=LINE)
    oaza_cho = models.CharField(max_length=LINE)
    oaza_cho_kana = models.CharField(max_length=LINE, blank=True)
    oaza_cho_roma = models.CharField(max_length=LINE, blank=True)
    chome = models.CharField(max_length=LINE, blank=True)
    chome_number = models.PositiveIntegerField(null=True)
    residence_numbered = models.BooleanField(null=True)
    """住居表示: True yes, False no (lot numbers), None unknown."""
    post_code = models.CharField(max_length=7, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    population = models.PositiveIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    population_date = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("oaza_cho_kana", "oaza_cho", "chome_number")
        constraints = (
            models.UniqueConstraint(fields=("lg_code", "full_name"), name="places_town_name_once"),
            *coordinates_known_together("places_town_point", "lat", "lon"),
        )

    def __str__(self) -> str:
        return self.full_name


TARGET_DATASETS = {"shelter": "evacuation_shelter", "care_plaza": "care_service"}
"""Kinds of catchment whose target is a facility, and the dataset it is in."""


class Catchment(Fact):
    """One town belongs, wholly or in part, to one target; several parts of a town are ambiguity."""

    class Kind(models.TextChoices):
        DISTRICT = "district", "地区"
        SHELTER = "shelter", "地域防災拠点"
        CARE_PLAZA = "care_plaza", "地域ケアプラザ"
        SECTION = "section", "担当課"
        ASSOCIATION = "association", "自治会町内会"

    class Part(models.TextChoices):
        WHOLE = "whole", "全域"
        PART = "part", "一部"

    class Confidence(models.TextChoices):
        STATED = "stated", "出典に明記"
        INFERRED = "inferred", "推定"

    key = models.CharField(max_length=2 * LINE, unique=True)
    """`<entry>/<town code>`: by it a reload finds the rule again."""
    entry = models.CharField(max_length=80)
    """The id of the pack's entry, which may name several towns."""
    kind = models.CharField(max_length=12, choices=Kind)
    target = models.CharField(max_length=80)
    town = models.ForeignKey(Town, models.CASCADE, related_name="catchments")
    part = models.CharField(max_length=5, choices=Part)
    area = models.CharField(max_length=LINE, blank=True)
    blocks = models.JSONField(default=list)
    """Block ranges such as ["1-4", "6-20"]; empty when the source names none."""
    confidence = models.CharField(max_length=8, choices=Confidence)

    class Meta:
        ordering = ("kind", "town", "entry")
        constraints = (
            models.UniqueConstraint(fields=("entry", "town"), name="places_catchment_once"),
            models.CheckConstraint(
                name="places_catchment_kind",
                condition=Q(
                    kind__in=["district", "shelter", "care_plaza", "section", "association"]
                ),
            ),
            models.CheckConstraint(
                name="places_catchment_part", condition=Q(part__in=["whole", "part"])
            ),
            models.CheckConstraint(
                name="places_catchment_confidence",
                condition=Q(confidence__in=["stated", "inferred"]),
            ),
        )
        indexes = (models.Index(fields=("kind", "target"), name="places_catchment_target"),)

    def __str__(self) -> str:
        return f"{self.entry}: {self.town_id}"


class Facility(Fact):
    """A building or site of one standard dataset. No coordinates means: not known."""

    code = models.CharField(max_length=LINE, unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    """The national dataset's slug, e.g. evacuation_shelter, care_service, public_facility."""
    local_id = models.CharField(max_length=80)
    """The ID in the published file, unique in its dataset."""
    name = models.TextField()
    kana = models.TextField(blank=True)
    name_en = models.TextField(blank=True)
    category = models.TextField(blank=True)
    address = models.TextField(blank=True)
    building = models.TextField(blank=True)
    lg_code = models.CharField(max_length=6, blank=True)
    town = models.ForeignKey(Town, models.SET_NULL, null=True, related_name="facilities")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    phone = models.TextField(blank=True)
    hours = models.TextField(blank=True)
    url = models.TextField(blank=True)
    hazards = models.JSONField(default=list)
    """Disasters the site is designated for: flood, landslide, storm_surge, earthquake, …"""
    attrs = models.JSONField(default=dict)
    """The file's further columns that were filled, under their published names."""
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts")

    class Meta:
        ordering = ("kind", "code")
        verbose_name_plural = "facilities"
        constraints = (
            models.UniqueConstraint(fields=("kind", "local_id"), name="places_facility_id_once"),
            models.CheckConstraint(name="places_facility_named", condition=~Q(name="")),
            models.CheckConstraint(
                name="places_facility_not_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            *coordinates_known_together("places_facility_point", "lat", "lon"),
        )

    def __str__(self) -> str:
        return self.name


class Association(Fact):
    """A neighbourhood association (自治会町内会) inside a district; the area is its own wording."""

    code = models.SlugField(max_length=80, unique=True)
    district = models.ForeignKey(District, models.CASCADE, related_name="associations")
    name = models.CharField(max_length=LINE)
    area = models.CharField(max_length=LINE, blank=True)
    households = models.CharField(max_length=LINE, blank=True)
    households_date = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ("district", "code")

    def __str__(self) -> str:
        return self.name
