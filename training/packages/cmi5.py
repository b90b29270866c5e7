"""cmi5 packages: for learning systems with a learning record store.

Source: cmi5 specification (Quartz, 1st edition), sections 13 (the course structure) and 14 (the package).
"""

from django.template.loader import render_to_string

from training.packages import Package, document


def build(page):
    """The cmi5 Package of the published `page`. Raises NotPackable."""
    module = document.build(page, "cmi5")
    context = {
        "page": module.page,
        "code": module.code,
        "description": module.description,
        "address": module.address,
        "mastery": None if module.mastery is None else f"{module.mastery / 100:g}",
        "move_on": "CompletedOrPassed" if module.mastery is None else "Passed",
    }
    module.files.write("cmi5.xml", render_to_string("training/package/cmi5.xml", context, using="jinja2"))
    return Package(f"{page.slug}-{module.code}-cmi5.zip", module.files.zip("cmi5.xml"))
