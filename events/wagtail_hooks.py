from wagtail import hooks

from events import audit
from home.viewsets import register

register("events.admin")
hooks.register("register_log_actions", audit.register_actions)
