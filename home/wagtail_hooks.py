from home.viewsets import register

register("home.admin")
