"""Forms of the front doors."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hanamizuki.core.text.fields import CleanCharField


class SearchForm(forms.Form):
    """The one search box."""

    q = CleanCharField(max_length=100, required=False)


class AddressForm(forms.Form):
    """An address or postal code, or a point of the map or the device."""

    q = CleanCharField(max_length=200, required=False)
    lat = forms.CharField(required=False)
    lon = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        """A point is both numbers, in degrees and within Japan, or neither."""
        data = super().clean() or {}
        lat, lon = data.get("lat", ""), data.get("lon", "")
        if not lat and not lon:
            return {**data, "lat": None, "lon": None}
        try:
            point = float(lat), float(lon)
        except ValueError:
            point = (0.0, 0.0)
        if not (20 <= point[0] <= 46 and 122 <= point[1] <= 155):
            raise forms.ValidationError(
                _("場所の数字（緯度・経度）が読めませんでした。住所を入れてください。")
            )
        return {**data, "lat": point[0], "lon": point[1]}
