"""The headers of a kept page, given to gunicorn in one piece.

gunicorn checks each header of each answer for letters that must not be there, and puts it into its form: for fifteen headers that
takes as long as all else about a kept page. Those of a kept page are the same each time. Django has refused line ends in them when
the page was made, so they may be put together once. Other servers, and other versions of gunicorn's answer, get them one by one.
"""

from gunicorn.http.wsgi import Response


def joined(headers):
    """All (name, value) pairs as one: the first name, and a value that goes on with the others.

    Raises ValueError for a line end.
    """
    if any("\r" in text or "\n" in text for pair in headers for text in pair):
        raise ValueError("A header has a line end.")
    name, value = headers[0]
    return name, "\r\n".join([value, *(f"{name}: {value}" for name, value in headers[1:])])


def start(start_response, pair, length):
    """Begins a 200 with the headers `joined` to `pair` and a body of `length` bytes. Returns whether that was possible."""
    response = getattr(start_response, "__self__", None)
    if type(response) is not Response or response.status is not None:
        return False
    response.status, response.status_code = "200 OK", 200
    response.headers, response.response_length = [pair], length
    return True
