"""What people decide about searching: synonyms and pinned results; and what found nothing."""
