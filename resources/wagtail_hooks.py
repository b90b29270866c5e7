from wagtail import hooks

from home.viewsets import register
from resources.admin import downloads

register("resources.admin")
hooks.register("register_admin_urls", downloads.urls)
hooks.register("register_reports_menu_item", downloads.menu_item)
