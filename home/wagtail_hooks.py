from wagtail import hooks

from home import links, worklists
from home.admin import review
from home.documents import mark_private
from home.viewsets import register

register("home.admin")
hooks.register("before_serve_document", mark_private)
hooks.register("register_admin_urls", review.urls)
hooks.register("register_reports_menu_item", review.menu_item)
hooks.register("register_rich_text_features", links.register, order=10)
hooks.register("register_log_actions", worklists.register_actions)
