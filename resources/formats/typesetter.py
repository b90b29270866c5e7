"""A program of its own that sets one PDF: whatever happens to it, the site goes on.

Reads a job as JSON from its standard input and writes the PDF to its standard output. Words of an error go to standard error.
"""

import json
import resource
import sys

import typst

# A sheet needs about 100 MB; a document that asks for more than this is not one of ours.
_MEMORY = 1_500_000_000


def main():
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    job = json.load(sys.stdin)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]])
    pdf = typst.compile(
        job["source"].encode(),
        root=job["root"],
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=0,
        sys_inputs=job["inputs"],
    )
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
