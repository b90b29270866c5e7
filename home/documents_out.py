"""Documents that leave the site to be changed in a word processor."""

import tempfile
from pathlib import Path

import pypandoc

ODT = "application/vnd.oasis.opendocument.text"


def odt(html, language="en"):
    """The bytes of an ODT document from `html`, in the language of the code `language`.

    pandoc makes it and reads no file and no address but what is in `html` (--sandbox). Raises RuntimeError where it cannot.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.odt"
        pypandoc.convert_text(
            html, "odt", format="html", outputfile=str(path), extra_args=["--sandbox", f"--metadata=lang:{language}"]
        )
        return path.read_bytes()
