"""English words that hold a question together without saying what it is about."""

_ARTICLES_AND_PRONOUNS = """
a an the this that these those i you he she it we they me him her us them my your his its our their mine yours hers
ours theirs myself yourself himself herself itself ourselves themselves one
"""
_PREPOSITIONS_AND_CONJUNCTIONS = """
of in on at to for by with from into onto about over under after before between during through against within without
upon and or but nor so yet if than then as because while although though whether since until
"""
_AUXILIARIES = """
am is are was were be been being do does did done have has had having can could shall should will would may might must
ought not don doesn didn isn aren wasn weren hasn haven hadn won wouldn shouldn couldn t s re ve ll d m
"""
_QUESTION_WORDS = """
what which who whom whose when where why how there here any some such more most other also just only very too please
tell give explain know many much
"""

FUNCTION_WORDS = frozenset(
    f"{_ARTICLES_AND_PRONOUNS} {_PREPOSITIONS_AND_CONJUNCTIONS} {_AUXILIARIES} {_QUESTION_WORDS}".split()
)
