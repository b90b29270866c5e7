"""Publishes a page again and again with new words, from a process of its own.

`python -m tests.benchmarks.publisher PATH TIMES EVERY` publishes TIMES times, one each EVERY seconds. After each publish has
returned, a line of JSON says which number its title now carries and how many seconds it took. When its input ends, the page is
published as it was.
"""

import json
import os
import sys
import time


def main(path, times, every):
    """Publishes the page of our site at `path` (as "/what-it-is/") `times` times, one each `every` seconds; then as it was."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "site_project.settings"
    import django

    django.setup()
    from wagtail.models import Page, Site

    root = Site.objects.get(is_default_site=True).root_page
    page = Page.objects.get(url_path=root.url_path + path.lstrip("/")).specific
    title = page.title
    began = time.monotonic()
    for number in range(1, times + 1):
        time.sleep(max(0.0, began + (number - 1) * every - time.monotonic()))
        took = publish(page, f"{title} as published {number}")
        print(json.dumps({"number": number, "took": took}), flush=True)
    sys.stdin.read()
    publish(page, title)


def publish(page, title):
    """Publishes `page` with a title. Returns the seconds that it took, its draft included."""
    page.title = title
    began = time.perf_counter()
    page.save_revision().publish()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
