"""A team that wants to know how many of it took part. The rules are in training/teams.py."""

from django.db import models

from training.models.learners import Learner


class Team(models.Model):
    """Whoever has its link may join. Its owner sees counts, never names."""

    owner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="teams_owned")
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    link_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return f"Team {self.pk}"


class TeamMember(models.Model):
    """A learner who chose to be counted in a team, from that day on."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="teams")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "learner"], name="counted_once_in_a_team")]

    def __str__(self):
        return f"Member {self.pk}"
