from home.viewsets import register

register("resources.admin")
