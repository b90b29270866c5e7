"""The pages of questions: one question a page, what comes after it, and the result."""

urlpatterns = []
