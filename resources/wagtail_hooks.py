from wagtail import hooks

from home.viewsets import register
from resources.admin import downloads, jargon_report

register("resources.admin")
for report in (downloads, jargon_report):
    hooks.register("register_admin_urls", report.urls)
    hooks.register("register_reports_menu_item", report.menu_item)
