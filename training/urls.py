"""The addresses of the training that are not pages of the tree. They stand before those of the modules."""

from training.views import certificates, my_learning, questions, reminders, resume, teams

urlpatterns = [
    *my_learning.urlpatterns,
    *resume.urlpatterns,
    *reminders.urlpatterns,
    *teams.urlpatterns,
    *certificates.urlpatterns,
    *questions.urlpatterns,
]
