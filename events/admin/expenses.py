"""Costs on the organiser's side: what to book, what to agree, what to pay, and the cash sheet of the day."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from events import expenses, paper
from events.admin.at_event import organiser_view
from events.admin.screens import OrganiserMixin, PermittedMenuItem, seen
from events.forms.after import PoundsField
from events.models import ClaimState, EventRegister, Expense

PER_PAGE = 50
# What staff press, by what comes of it.
_VERBS = {
    ClaimState.BOOKED: "We have booked it",
    ClaimState.APPROVED: "Agree to the claim",
    ClaimState.PAID: "It is paid",
    ClaimState.REFUSED: "Do not agree",
}


class ExpenseListView(OrganiserMixin, TemplateView):
    """Every cost: what has to be booked first, then what waits to be looked at or paid."""

    template_name = "events/conversation/expenses.html"
    page_title = "Costs and claims"
    header_icon = "tag"

    def path(self):
        return []

    def get_context_data(self, **kwargs):
        costs = expenses.to_do()
        state = self.request.GET.get("state", "")
        if state in ClaimState.values:
            costs = costs.filter(state=state)
        number = self.request.GET.get("event", "")
        register = EventRegister.objects.filter(pk=number[:18]).first() if number.isdecimal() else None
        if register:
            costs = costs.filter(booking__register=register)
        page = Paginator(costs, PER_PAGE).get_page(self.request.GET.get("p"))
        seen(self.request, [cost.booking for cost in page])
        return super().get_context_data(
            costs=page,
            state=state,
            states=ClaimState.choices,
            register=register,
            events=[
                {"register": one, "cash": reverse("event_expenses:cash", args=[one.page_id])}
                for one in EventRegister.objects.filter(bookings__expenses__isnull=False)
                .distinct()
                .select_related("page")
            ],
            days_to_pay=expenses.days_to_pay(),
            enough=expenses.ENOUGH,
            **kwargs,
        )


class SettleForm(forms.Form):
    """What becomes of one cost."""

    state = forms.ChoiceField(label="What has been decided", widget=forms.RadioSelect)
    amount = PoundsField(
        label="Amount in pounds",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Put right what is wrong. Needed to agree to a claim and to say that it is paid.",
    )
    how = forms.CharField(
        label="How",
        required=False,
        max_length=200,
        help_text="The person sees it, for example: in cash on the day, tickets sent by post. No bank details.",
    )
    on = forms.DateField(
        label="Date of payment",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Leave empty for today.",
    )
    reason = forms.CharField(
        label="Why not",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only where you do not agree. The person sees it.",
    )

    def __init__(self, *args, cost, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, _VERBS[state]) for state in expenses.NEXT[cost.state]]


class SettleView(OrganiserMixin, TemplateView):
    """One cost: what was said about it, and what becomes of it. The person is told by mail."""

    template_name = "events/conversation/settle.html"
    header_icon = "tag"

    def prepare(self):
        self.cost = get_object_or_404(Expense.objects.select_related("booking__register__page"), pk=self.kwargs["pk"])

    def path(self):
        return [("Costs and claims", reverse("event_expenses:index"))]

    def get_page_title(self):
        return f"{self.cost.get_kind_display()}, booking {self.cost.booking.reference}"

    @cached_property
    def form(self):
        data = self.request.POST if self.request.method == "POST" else None
        initial = {"amount": self.cost.amount or expenses.mileage_sum(self.cost.miles), "how": self.cost.how}
        return SettleForm(data, cost=self.cost, initial=initial)

    def get(self, request, *args, **kwargs):
        seen(request, [self.cost.booking])
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.form.is_valid():
            try:
                expenses.settle(self.cost, user=request.user, **self.form.cleaned_data)
            except expenses.NotSettled as stopped:
                self.form.add_error(None, ValidationError(str(stopped)))
            else:
                messages.success(request, "Saved. The person is told, if we have their email address.")
                return redirect("event_expenses:index")
        messages.error(request, "Nothing was saved. Look at what is marked below.")
        return self.render_to_response(self.get_context_data(**kwargs))

    def get_context_data(self, **kwargs):
        return super().get_context_data(cost=self.cost, form=self.form, **kwargs)


@require_safe
@organiser_view
def cash_sheet(request, event):
    """The petty-cash sheet of the day, to print and sign."""
    rows = expenses.petty_cash(event)
    seen(request, [row.booking for row in rows])
    more = {
        "rows": rows,
        "total": sum((row.total for row in rows), Decimal(0)),
        "open": any(cost.amount is None for row in rows for cost in row.costs),
    }
    return paper.response(request, event, "cash-sheet", more)


class ExpenseViewSet(ViewSet):
    name = "event_expenses"
    url_prefix = "event-costs"
    menu_label = "Costs and claims"
    icon = "tag"
    menu_item_class = PermittedMenuItem

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(ExpenseListView), name="index"),
            path("<int:pk>/", self.construct_view(SettleView), name="settle"),
            path("cash/<int:event_id>/", cash_sheet, name="cash"),
        ]
