"""References of what people send us: short, easy to read out on the phone, and impossible to guess one from another."""

import secrets

# Crockford's alphabet: no I, L, O or U, so that nothing is misread or misheard.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def new_reference():
    """A new reference like "7K2M-9QXD": 40 random bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def tidy(text):
    """A reference as it is kept, from what somebody typed: any case, with or without the dash, O for 0, I and L for 1."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    letters = letters.translate(str.maketrans("OIL", "011"))
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == LENGTH else letters
