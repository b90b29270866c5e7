"""How often somebody may ask for a code, guess one, or guess a password. Counted in the database, before anything costly.

allauth counts too, in the cache, where two processes may each count the other's try as none. For each thing there are two
limits: a tight one for one place or one address from one place, and a wide one for an address from anywhere, so that nobody
can shut somebody else out.
"""

from home import limits
from home.limits import address_of

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
# NIST SP 800-63B asks for a limit on guesses. Twenty codes of eight digits a day with three guesses each open one account in
# 4,500 years. A hospital's staff may all come from one internet address: guesses that were right are taken back.
GUESSES = {"most": 10, "seconds": 5 * MINUTE, "since_last": True}


def may_ask_here(request):
    """Counts one code asked for from this place."""
    return limits.allowed("code asked: place", address_of(request), 100, HOUR)


def may_ask_for(request, address):
    """Counts one code asked for by this address. In a transaction, the count's row is held until its end."""
    address = address.lower()
    # The tight one first: what it refuses takes nothing from the others who have this address.
    return limits.allowed(
        "code asked: address and place", f"{address} {address_of(request)}", 5, HOUR
    ) and limits.allowed("code asked: address", address, 20, DAY)


def may_guess_code(request, address):
    """Counts one guess at the code of this address, in whatever window and process."""
    return limits.allowed("code guessed: place", address_of(request), **GUESSES) and limits.allowed(
        "code guessed: address", address.lower(), **GUESSES
    )


def take_back_code_guess(request, address):
    """Uncounts a guess that was right."""
    limits.give_back("code guessed: place", address_of(request))
    limits.give_back("code guessed: address", address.lower())


def may_guess_password(request, address):
    """Counts one guess at the password of this address."""
    return limits.allowed("password guessed: place", address_of(request), **GUESSES) and limits.allowed(
        "password guessed: address", address.lower(), 50, HOUR
    )


def take_back_password_guess(request, address):
    """Uncounts a guess that was right."""
    limits.give_back("password guessed: place", address_of(request))
    limits.give_back("password guessed: address", address.lower())
