from home.viewsets import register

register("training.admin")
