import secrets

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from home import groups

ROLES = {
    "moderator": "Moderators",
    "editor": "Editors",
    "organiser": "Organisers",
    "reviewer": groups.REVIEWERS,
    "admin": None,
}


class Command(BaseCommand):
    help = (
        "Makes a person who can sign in to the admin, or gives somebody another role. Prints a link with which they "
        "choose a password. Moderators edit and publish every page, editors hand their work to a moderator, "
        "organisers run events, reviewers with lived experience read modules before they go out, an admin may do everything."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--role", choices=ROLES, default="moderator")
        parser.add_argument(
            "--password", action="store_true", help="make up a password and print it once, instead of the link"
        )

    def handle(self, *args, email, role, password, **options):
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an email address.") from error
        with transaction.atomic():
            user, made = self._person(email, role)
            chosen = self._make_up_password(user) if password else None
        self.stdout.write(f"{email} is {'now' if made else 'from now on'} {_with_article(role)}.")
        if chosen:
            self.stdout.write(f"Password, shown only now: {chosen}")
            self.stdout.write(f"Sign in at {settings.SITE_URL}{reverse('account_login')}")
        elif made or not user.has_usable_password():
            self.stdout.write("To choose a password, open this link within 3 days. It works once:")
            self.stdout.write(_password_link(user))
        else:
            self.stdout.write("Their password is as it was. (--password makes up a new one.)")

    def _person(self, email, role):
        """The user with this email address, in the group of `role` and no other of ours, and whether it is new."""
        User = get_user_model()
        user = User.objects.filter(username=email).first() or User.objects.filter(email__iexact=email).first()
        made = user is None
        if made:
            user = User.objects.create_user(username=email, email=email)
        user.is_active = True
        user.is_superuser = user.is_staff = role == "admin"
        user.save()
        ours = groups.create()
        user.groups.remove(*ours.values())
        if ROLES[role]:
            user.groups.add(ours[ROLES[role]])
        # Whoever may run this command vouches for the address.
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        return user, made

    def _make_up_password(self, user):
        chosen = secrets.token_urlsafe(18)
        user.set_password(chosen)
        user.save()
        return chosen


def _with_article(role):
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"


def _password_link(user):
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return f"{settings.SITE_URL}{path}"
