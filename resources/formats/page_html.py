"""From the web page's blocks to the plain HTML that files are made from (`Paper.html`): every word stays, how it looks goes."""

from bs4 import BeautifulSoup

# What says nothing on paper, or says again what stands beside it.
_DROPPED = "svg, script, style, template, form, button, input, select, source, track, [aria-hidden=true], .nhsuk-u-visually-hidden"
_KEPT = {
    "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "b", "strong", "em", "i", "br", "blockquote",
    "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# What becomes a paragraph of its own, or a bold one.
_LINES, _LEADS = {"figcaption", "dd"}, {"summary", "dt"}


def plain_html(html):
    """`html` of any of the site's blocks as headings, paragraphs, lists, quotations and tables, with links and nothing else.

    A block that is not known here loses its frame, never its words. A picture leaves its text, a film its title and its words.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select(_DROPPED):
        element.decompose()
    for element in soup.find_all(True):
        _plain(soup, element)
    for table in soup.find_all("table"):
        _measured(soup, table)
    for quotation in soup.find_all("blockquote"):
        _quoted(quotation)
    return str(soup).strip()


def lead(words, html):
    """`words` in bold at the start of the first paragraph of `html`, which may be empty: one point of a list."""
    soup = BeautifulSoup(plain_html(html), "html.parser")
    strong = soup.new_tag("strong")
    first = soup.find(True)
    if first is not None and first.name == "p":
        strong.string = words if words.endswith((".", "?", "!")) else f"{words}."
        first.insert(0, strong, " ")
    else:
        strong.string = words
        paragraph = soup.new_tag("p")
        paragraph.append(strong)
        soup.insert(0, paragraph)
    return str(soup)


def _plain(soup, element):
    name = element.name
    if name == "img":
        element.replace_with(_paragraph(soup, element["alt"]) if element.get("alt") else "")
    elif name == "video":
        # Its title stands before it, its words after it.
        element.extract()
    elif name in _LINES | _LEADS:
        element.name = "p"
        element.attrs = {}
        if name in _LEADS:
            words = soup.new_tag("strong")
            words.extend(list(element.contents))
            element.append(words)
    elif name in ("h1", "h5", "h6"):
        element.name, element.attrs = ("h2" if name == "h1" else "h4"), {}
    elif name not in _KEPT:
        element.unwrap()
    else:
        element.attrs = {"href": element["href"]} if name == "a" and element.get("href") else {}


def _quoted(quotation):
    """On the page the marks of a quotation come from the style sheet."""
    words = [text for text in quotation.find_all(string=True) if text.strip()]
    if words:
        words[0].insert_before("\u201c")
        words[-1].insert_after("\u201d")


def _paragraph(soup, text):
    paragraph = soup.new_tag("p")
    paragraph.string = text
    return paragraph


def _measured(soup, table):
    """Gives every column of a table its share of the width: a word processor would make the last one as wide as a word."""
    row = table.find("tr")
    if row is None or table.find("colgroup"):
        return
    columns = len(row.find_all(["th", "td"], recursive=False))
    group = soup.new_tag("colgroup")
    for _column in range(columns):
        group.append(soup.new_tag("col", style=f"width: {100 / columns:.0f}%"))
    caption = table.find("caption")
    if caption:
        caption.insert_after(group)
    else:
        table.insert(0, group)
