"""Photos: light enough for a phone in a valley with one bar of signal, and never moving the words below them."""

import io
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images import get_image_model

from home.models import InformationPage


@pytest.fixture
def photo(site_content, settings, tmp_path):
    """A picture of 1600 by 1200 pixels, as a phone takes it."""
    settings.MEDIA_ROOT = tmp_path
    file = io.BytesIO()
    # Soft shapes: what is sharp in every pixel is no photo, and no format makes it small.
    Drawing.effect_noise((160, 120), 80).resize((1600, 1200)).convert("RGB").save(file, "JPEG", quality=92)
    return get_image_model().objects.create(title="A lake", file=ImageFile(io.BytesIO(file.getvalue()), "lake.jpg"))


def test_a_photo_comes_small_and_leaves_its_room_free(client, photo):
    """WebP for who can read it, JPEG for the rest, in three sizes; only fetched when somebody comes near it."""
    page = InformationPage.objects.get(slug="why-it-matters", depth=4)
    page.body = [
        {"type": "image", "value": {"image": photo.pk, "alt": "A lake at dawn", "decorative": False, "caption": ""}}
    ]
    page.save_revision().publish()
    figure = BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".figure")
    assert figure.img["alt"] == "A lake at dawn"
    assert figure.img["loading"] == "lazy"
    assert int(figure.img["width"]) / int(figure.img["height"]) == pytest.approx(4 / 3, abs=0.01)
    source = figure.select_one("picture > source")
    assert source["type"] == "image/webp"
    assert source["sizes"] == figure.img["sizes"]
    widths = {}
    for kind, tag in (("WEBP", source), ("JPEG", figure.img)):
        for entry in tag["srcset"].split(", "):
            address, width = entry.split()
            path = Path(settings.MEDIA_ROOT) / address.removeprefix(settings.MEDIA_URL)
            with Drawing.open(path) as drawn:
                assert drawn.format == kind
                assert f"{drawn.width}w" == width
            widths.setdefault(width, []).append(path.stat().st_size)
    assert list(widths) == ["400w", "800w", "1200w"]
    assert max(widths["400w"]) < photo.file.size / 4
    assert client.get(figure.img["src"]).headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_every_template_asks_for_pictures_that_way():
    """Lost if this fails: one block that sends photos as they came, or moves the page when they arrive."""
    found = []
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        text = path.read_text("utf-8")
        # What other sites show of a page is a JPEG in one size, and no page of ours loads it.
        if path.name != "head.html":
            assert not re.search(r"\{\{\s*(image|srcset_image)\(", text), path
        found += re.findall(r"\{\{\s*picture\((.*?)\) \}\}", text)
    assert len(found) == 3
    for asked in found:
        assert "webp" in asked
        assert 'loading="lazy"' in asked
