"""The commands of `qa`, a file for each kind of work.

Exit status as grep's: 0 answered, 1 nothing here answers it, 2 an error.
"""
