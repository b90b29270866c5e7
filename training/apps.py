from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class TrainingConfig(AppConfig):
    name = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from training import people, retention

        people.register()
        user_logged_in.connect(retention.note_sign_in, dispatch_uid="training.sign_in")
