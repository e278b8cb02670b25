"""Reminders of the year's activities and of schemes that are due."""

from celery import shared_task

from programme.domain.reminders import remind


@shared_task
def remind_activities() -> int:
    """Once a day: tell those in charge what is due soon, or late. Run again, nobody is told twice."""
    return remind()
