"""What every feature shares: ids, time, language, items and answers, units of work, tasks.

Nothing here knows Qt, SQL, files or the network.
"""
