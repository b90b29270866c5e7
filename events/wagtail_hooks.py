from home.viewsets import register

register("events.admin")
