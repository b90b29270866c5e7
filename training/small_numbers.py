"""Small numbers about people: what could point at somebody is not shown, and cannot be worked out from what is.

Four of a kind are few enough for a colleague to tell who they are. Under five is the rule of thumb of the Office for National
Statistics for tables about health ("Review of the dissemination of health statistics: confidentiality guidance", 2006). None is
hidden as well: "nobody of this organisation has passed" says something about each of them.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

FEWEST = 5
_PRIME = 2**31 - 1


def is_small(count):
    """Whether a count about people is too small to be shown."""
    return count < FEWEST


def shown(count):
    """A count about people in words: the number, or "fewer than 5" for 0 to 4."""
    return _("fewer than %(number)s") % {"number": FEWEST} if is_small(count) else str(count)


def hidden_in(counts, sums, also=()):
    """The cells of tables that must not be shown, as a set: the small ones, and those that would give them away.

    `counts` is {cell: count}. `sums` says which cells add up to which: a list of (cell of the sum, cells of its parts), where
    every cell may stand in as many sums as it likes; so tables that overlap are kept in step. `also` are cells hidden for
    another reason. In every sum either nothing is hidden or two cells or more are, and the hidden parts make up at least
    FEWEST; the smallest of what could be hidden goes first. What could still be worked out from all sums together is found
    by solving them, and more is hidden until nothing small can be. This is secondary suppression as official statistics use
    it (Hundepool and others, "Handbook on statistical disclosure control").
    """
    stands_in = defaultdict(list)
    for one in sums:
        for cell in (one[0], *one[1]):
            stands_in[cell].append(one)
    hidden = set()
    found = {cell for cell, count in counts.items() if is_small(count)} | set(also)
    while found:
        hidden |= found
        # Hiding a cell in one sum may leave another sum with a single hidden cell.
        touched = {id(one): one for cell in found for one in stands_in[cell]}.values()
        found = {cell for one in touched for cell in _gives_away(counts, hidden, *one)}
        if not found:
            found = {cell for cell in worked_out(hidden, sums) if is_small(counts[cell])}
            found = _around(counts, hidden, found, stands_in)
    return hidden


def _around(counts, hidden, known, stands_in):
    """What to hide so that the cells `known` no longer follow: one more in each of their sums, or else in those around."""
    seen = set()
    while known - seen:
        seen |= known
        near = {id(one): one for cell in known for one in stands_in[cell]}.values()
        found = {cell for one in near for cell in _next(counts, hidden, *one)}
        if found:
            return found
        known = {cell for total, parts in near for cell in (total, *parts)}
    return set()


def _gives_away(counts, hidden, total, parts):
    """What has to be hidden as well in one sum, so that nothing hidden can be worked out from it."""
    unseen = [cell for cell in parts if cell in hidden]
    if total in hidden:
        enough = bool(unseen)
    else:
        enough = not unseen or (len(unseen) > 1 and not is_small(sum(counts[cell] for cell in unseen)))
    return [] if enough else _next(counts, hidden, total, parts)


def _next(counts, hidden, total, parts):
    """What to hide next in a sum, in a list: its smallest part that is shown, or where none is the sum itself."""
    shown = [cell for cell in parts if cell not in hidden] or [cell for cell in [total] if cell not in hidden]
    return sorted(shown, key=lambda cell: (counts[cell], str(cell)))[:1]


def worked_out(hidden, sums):
    """The hidden cells that follow from the shown ones: the sums are solved as linear equations (Gauss and Jordan).

    Reckoned modulo a large prime, which keeps the numbers short. That a cell follows modulo the prime only, and not in truth,
    hides a little more than is needed; it happens about once in two thousand million times.
    """
    rows = {}  # {unknown: what it is equal to, as {unknown: factor}, itself included}
    users = defaultdict(set)  # {unknown: the unknowns in whose rows it stands}
    for row in sorted((_equation(hidden, *one) for one in sums), key=len):
        for cell in [cell for cell in row if cell in rows]:
            _take_off(row, rows[cell], row[cell])
        if not row:
            continue
        first = min(row, key=lambda cell: len(users[cell]))
        inverse = pow(row[first], -1, _PRIME)
        row = {cell: factor * inverse % _PRIME for cell, factor in row.items()}
        for user in users.pop(first, ()):
            held = rows[user]
            _take_off(held, row, held[first])
            for cell in row:
                (users[cell].add if cell in held else users[cell].discard)(user)
        rows[first] = row
        for cell in row:
            if cell != first:
                users[cell].add(first)
    return {cell for cell, row in rows.items() if len(row) == 1}


def _equation(hidden, total, parts):
    row = {cell: 1 for cell in parts if cell in hidden}
    if total in hidden:
        row[total] = _PRIME - 1
    return row


def _take_off(row, other, times):
    """Subtracts `times` the row `other` from `row`."""
    for cell, factor in other.items():
        left = (row.get(cell, 0) - times * factor) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
