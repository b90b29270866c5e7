"""Certificates in the admin: found by code, withdrawn with a reason, made valid again. Lists hold no names."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from home.text import date_plain
from training import certificates
from training.models import Certificate

MAY = "training.change_certificate"


class CertificatesMenuItem(MenuItem):
    """For those who may withdraw certificates."""

    def is_shown(self, request):
        return request.user.has_perm(MAY)


@method_decorator(sensitive_post_parameters(), name="dispatch")
class CertificateMixin(WagtailAdminTemplateMixin):
    header_icon = "success"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MAY):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def _url(certificate):
    return reverse("certificates:certificate", args=[certificate.pk])


def _state(certificate):
    if certificate.withdrawn_at:
        return f"Withdrawn on {date_plain(timezone.localtime(certificate.withdrawn_at))}"
    return "Valid"


class CertificateListView(CertificateMixin, BaseListingView):
    """Every certificate, without names: whoever looks for one has its code."""

    model = Certificate
    page_title = "Certificates"
    verbose_name = "certificate"
    verbose_name_plural = "certificates"
    index_url_name = "certificates:index"
    index_results_url_name = "certificates:index_results"
    is_searchable = True
    default_ordering = "-issued_at"
    paginate_by = 50
    columns = [
        TitleColumn(
            "code", label="Code", accessor=lambda one: certificates.shown_code(one.code), get_url=lambda one: _url(one)
        ),
        Column("module", label="Module", accessor="version.title", sort_key="version__title"),
        Column("version", label="Version", accessor="version.number"),
        Column(
            "finished_on", label="Finished", accessor=lambda one: date_plain(one.finished_on), sort_key="finished_on"
        ),
        Column("state", label="State", accessor=_state, sort_key="withdrawn_at"),
    ]

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"label": self.page_title, "url": ""}]

    def get_base_queryset(self):
        return Certificate.objects.select_related("version")

    def search_queryset(self, queryset):
        """By code, or by how it begins. Never by name: a list of who has learned what is nobody's business."""
        if not self.is_searching:
            return queryset
        code = certificates.tidy_code(self.search_query)
        return queryset.filter(code__startswith=code) if code else queryset.none()


class WithdrawForm(forms.Form):
    """Why a certificate no longer counts."""

    why = forms.CharField(
        label="Why it is withdrawn",
        max_length=200,
        help_text="Whoever checks the certificate reads this, and so does the person it is for. "
        "For example: the module was taken by somebody else. No names.",
    )


class CertificateView(CertificateMixin, TemplateView):
    """One certificate: what it says, and withdrawing it or making it valid again."""

    template_name = "training/certificate.html"

    def get_page_title(self):
        return f"Certificate {certificates.shown_code(self.certificate.code)}"

    def get_breadcrumbs_items(self):
        index = {"label": "Certificates", "url": reverse("certificates:index")}
        return [*self.breadcrumbs_items, index, {"label": self.get_page_title(), "url": ""}]

    @cached_property
    def certificate(self):
        return get_object_or_404(Certificate.objects.select_related("version"), pk=self.kwargs["pk"])

    @cached_property
    def form(self):
        return WithdrawForm(self.request.POST if self.request.method == "POST" else None)

    def post(self, request, *args, **kwargs):
        if self.certificate.withdrawn_at:
            certificates.restore(self.certificate, request.user)
            messages.success(request, "The certificate is valid again.")
        elif self.form.is_valid():
            certificates.withdraw(self.certificate, self.form.cleaned_data["why"], request.user)
            messages.success(request, "The certificate is withdrawn. Its page says so from now on.")
        else:
            messages.error(request, "Nothing was changed. Say why the certificate is withdrawn.")
            return self.render_to_response(self.get_context_data(**kwargs))
        return redirect(_url(self.certificate))

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            certificate=self.certificate,
            version=self.certificate.version,
            state=_state(self.certificate),
            finished=date_plain(self.certificate.finished_on),
            check_url=reverse("certificate_check", args=[certificates.shown_code(self.certificate.code)]),
            form=self.form,
            **kwargs,
        )


class CertificateViewSet(ViewSet):
    name = "certificates"
    icon = "success"
    menu_label = "Certificates"
    menu_item_class = CertificatesMenuItem

    def get_urlpatterns(self):
        return [
            path("", CertificateListView.as_view(), name="index"),
            path("results/", CertificateListView.as_view(results_only=True), name="index_results"),
            path("<int:pk>/", CertificateView.as_view(), name="certificate"),
        ]


hooks.register("register_log_actions", certificates.register_actions)
