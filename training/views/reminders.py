"""What learners asked to be mailed: check-in questions, and one question after six weeks."""

urlpatterns = []
