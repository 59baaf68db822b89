"""One item of a questionnaire per page, answered with one key."""
