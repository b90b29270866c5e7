"""Certificates: that somebody finished a version of a module on a day, under a code that anybody can check.

A code has 80 random bits, so it cannot be found by trying; the page that checks it says no more than the certificate does.
"""

import secrets
import unicodedata

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from training import attempts
from training.models import Certificate

# Crockford's base 32: no I, L, O or U, which are read as other letters or make words (https://www.crockford.com/base32.html).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH, _GROUP = 16, 4
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})

NAME_LENGTH = 100
# Letters of Persian and of the languages of India are joined or kept apart by these two.
_JOINERS = "\u200c\u200d"
# They choose between two drawings of one sign.
_VARIANTS = {chr(code) for code in range(0xFE00, 0xFE10)}
# More marks than any writing puts on one letter only serve to draw over the lines above and below.
_MOST_MARKS = 4

_ACTIONS = {
    "make": "Certificate made",
    "rename": "Name on a certificate corrected",
    "withdraw": "Certificate withdrawn",
    "restore": "Certificate valid again",
}


class NotMade(Exception):
    """There is no certificate to be had. `code`: no_account, not_theirs, not_finished, not_passed, name or withdrawn."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class UnfitName(ValueError):
    """This cannot stand on a certificate. `signs`: what in it is no part of a name, or "" where no letter is left."""

    def __init__(self, signs=""):
        super().__init__(signs)
        self.signs = signs


# Codes -------------------------------------------------------------------------------------------------------------------


def new_code():
    """A code of 80 random bits, as it is kept: 16 letters and digits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def shown_code(code):
    """A code as people read it: XXXX-XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def tidy_code(typed):
    """What somebody typed of a code, as it would be kept: case, spaces, hyphens, O for 0 and I or L for 1 make no difference.

    May be anything: too short, too long, or with characters that no code has.
    """
    letters = (letter for letter in unicodedata.normalize("NFKC", typed[:200]).upper() if letter.isalnum())
    return "".join(letters).translate(_READ_AS)


def read_code(typed):
    """The code that somebody typed, as it is kept, or "" where no code looks like this."""
    code = tidy_code(typed)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else ""


def find(code):
    """The Certificate with a code as read_code gives it, or None."""
    return Certificate.objects.select_related("version").filter(code=code).first() if code else None


# Names -------------------------------------------------------------------------------------------------------------------


def clean_name(typed):
    """A name as it is printed. Raises UnfitName.

    Whatever script somebody's name is in, it is theirs. Only what is not writing goes: control characters, and those that
    turn the direction of the words around them. Pictures and signs are refused and not dropped in silence.
    """
    kept, marks = [], 0
    for letter in unicodedata.normalize("NFC", typed):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind in ("Cc", "Zs", "Zl", "Zp"):
            kept.append(" ")
        elif (
            kind in ("Cs", "Co", "Cn")
            or (kind == "Cf" and letter not in _JOINERS)
            or letter in _VARIANTS
            or marks > _MOST_MARKS
        ):
            continue
        else:
            kept.append(letter)
    name = " ".join("".join(kept).split())[:NAME_LENGTH].strip(" " + _JOINERS)
    signs = [letter for letter in dict.fromkeys(name) if _is_picture(letter)]
    if signs:
        raise UnfitName("".join(signs))
    if not any(unicodedata.category(letter).startswith("L") for letter in name):
        raise UnfitName
    return name


def _is_picture(letter):
    """Whether this is an emoji or another sign. Accents that stand alone are of the same kind as colours of skin."""
    kind = unicodedata.category(letter)
    return kind == "So" or (kind == "Sk" and letter > "\uffff")


# Certificates ------------------------------------------------------------------------------------------------------------


def attempt_for(learner, module_key):
    """The attempt that a certificate would be about: the learner's best finished one of this module, or None."""
    if learner is None:
        return None
    return next((best for best in attempts.best_attempts(learner) if best.module_key == module_key), None)


def standing(learner, device, module_key):
    """How far somebody is from a certificate of a module: (state, attempt).

    `learner` is that of the account or None, `device` that of the browser or None. States: "ready", with the attempt it is
    about; "on_device", where it has to be kept in an account first; "not_passed"; "not_finished".
    """
    mine = attempt_for(learner, module_key)
    if mine and mine.passed:
        return "ready", mine
    theirs = attempt_for(device, module_key)
    if theirs and theirs.passed:
        return "on_device", theirs
    return ("not_passed" if mine or theirs else "not_finished"), mine or theirs


def make(learner, attempt, name, now=None):
    """The Certificate of an attempt, made where there is none. Raises NotMade, and UnfitName for the name.

    Made twice it is the same one, with the name it has: `rename` corrects that.
    """
    now = now or timezone.now()
    if learner is None or learner.user_id is None:
        raise NotMade("no_account")
    if attempt.learner_id != learner.pk:
        raise NotMade("not_theirs")
    if attempt.finished_at is None:
        raise NotMade("not_finished")
    if not attempt.passed:
        raise NotMade("not_passed")
    name = clean_name(name)
    for _try in range(3):
        found = Certificate.objects.filter(attempt=attempt).first()
        if found:
            return found
        try:
            with transaction.atomic():
                made = Certificate.objects.create(
                    code=new_code(),
                    learner=learner,
                    attempt=attempt,
                    version_id=attempt.version_id,
                    name=name,
                    finished_on=timezone.localdate(attempt.finished_at),
                    issued_at=now,
                )
                _note("make", made, learner.user)
                return made
        except IntegrityError:
            # The same form was sent twice at one moment: the other one's certificate is this one.
            continue
    raise RuntimeError("No certificate could be made.")


def rename(certificate, name):
    """Corrects the name; the code stays. Raises UnfitName, and NotMade where the certificate is withdrawn."""
    name = clean_name(name)
    with transaction.atomic():
        kept = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if kept.withdrawn_at:
            raise NotMade("withdrawn")
        if kept.name != name:
            kept.name = name
            kept.save(update_fields=["name"])
            _note("rename", kept, kept.learner.user)
    return kept


def withdraw(certificate, why, user, now=None):
    """Takes the certificate back. Whoever checks its code reads `why`. Done twice, the first date stays."""
    with transaction.atomic():
        kept = Certificate.objects.select_for_update().get(pk=certificate.pk)
        kept.withdrawn_at = kept.withdrawn_at or now or timezone.now()
        kept.withdrawn_why = why
        kept.save(update_fields=["withdrawn_at", "withdrawn_why"])
        _note("withdraw", kept, user)
    return kept


def restore(certificate, user):
    """Makes a certificate that was withdrawn valid again."""
    with transaction.atomic():
        kept = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if kept.withdrawn_at:
            kept.withdrawn_at, kept.withdrawn_why = None, ""
            kept.save(update_fields=["withdrawn_at", "withdrawn_why"])
            _note("restore", kept, user)
    return kept


# The audit log -----------------------------------------------------------------------------------------------------------


def _note(action, certificate, user):
    """One line in the log, by number: no name, no code, and no reason, which may hold a name."""
    log(certificate, f"training.certificate_{action}", user=user)


def register_actions(actions):
    """Names what is written to Wagtail's log: hooked up in training/admin/certificates.py."""
    for code, label in _ACTIONS.items():
        actions.register_action(f"training.certificate_{code}", label, label)
