"""SCORM 1.2 packages: what the NHS Electronic Staff Record (ESR) and most learning systems load.

Sources: SCORM 1.2 Content Aggregation Model, section 2.3 (the manifest), and Run-Time Environment, section 3.
"""

from django.template.loader import render_to_string

from training.packages import Package, document


def build(page):
    """The SCORM 1.2 Package of the published `page`. Raises NotPackable."""
    module = document.build(page, "scorm")
    context = {
        "page": module.page,
        # An xsd:ID begins with a letter. The same module in another language is another package.
        "identifier": f"module-{page.translation_key}-{module.code}",
        "mastery": module.mastery,
        "names": sorted(module.files.names),
    }
    module.files.write("imsmanifest.xml", render_to_string("training/package/imsmanifest.xml", context, using="jinja2"))
    return Package(f"{page.slug}-{module.code}-scorm-1.2.zip", module.files.zip("imsmanifest.xml"))
