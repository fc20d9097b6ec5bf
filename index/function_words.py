"""Words that hold a question together without saying what it is about, by language."""

import re

from index.language import ENGLISH

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

_ENGLISH = f"{_ARTICLES_AND_PRONOUNS} {_PREPOSITIONS_AND_CONJUNCTIONS} {_AUXILIARIES} {_QUESTION_WORDS}"

_OTHERS = {
    "ar": """
    متى أين من ما ماذا لماذا كيف كم أي هل هو هي هم في على إلى عن مع التي الذي هذا هذه ذلك تلك كان كانت قد لقد و أو ثم
    """,
    "da": "hvornår hvem hvilken hvilket hvilke hvordan hvorfor bliver blev",
    "de": "wann wer wen wem wessen warum wieso weshalb wohin woher viele wurde wurden wird werden gibt gab",
    "el": """
    πότε πού ποιος ποια ποιο ποιοι ποιες τι πώς γιατί πόσο πόσα πόσοι ο η το οι τα του της των τον την και σε με για από
    είναι ήταν που να στο στη στην στον
    """,
    "es": "cuándo dónde quién quiénes cómo cuánto cuánta cuántos cuántas cuál cuáles",
    "fi": "milloin miten kuinka moni monta millainen",
    "fr": "quand où quoi comment pourquoi combien est été lequel laquelle lesquels lesquelles a ont sont y",
    "hu": "hol hány mennyi melyik hova honnan",
    "it": "quando cosa quali perché",
    "nl": "wanneer waar welke welk hoeveel waarom werden",
    "no": "hvilket ble blir",
    "pt": "onde porque quanto quanta quantos quantas quais é",
    "ro": "când unde cine ce cum cât câte câți care de la în pe cu și sau este sunt era a al ale un o din pentru",
    "ru": "какие почему сколько откуда чей чья чьё чьи это",
    "sv": "många mycket blev blir",
    "tr": "ne zaman nerede nereye kim kimi neden niçin nasıl kaç hangi mi mı mu mü ve ile bir bu şu o da de için",
}

FUNCTION_WORDS = {ENGLISH: _ENGLISH.split()} | {language: words.split() for language, words in _OTHERS.items()}
"""All of them in English; in the other languages, those that tantivy's own lists lack."""

_KANJI, _HIRAGANA = "\u3005\u4e00-\u9fff", "\u3041-\u3096"

CUT_OUT = {
    "zh": re.compile(
        "什么时候|什麼時候|为什么|為什麼|怎么样|怎麼樣|什么|什麼|怎么|怎麼|怎样|怎樣|如何|为何|為何|何时|何時|哪里|哪裡|哪儿|哪个|哪個|"
        "哪些|哪一|多少|是否|请问|請問|可以|这个|這個|那个|那個|我们|我們|他们|他們|[的了吗嗎呢吧是谁誰哪几幾]"
    ),
    # Hiragana writes endings, particles and question words. Only the first after a lone character belongs to a word
    # ("eat" is one character and its ending), unless it is a particle.
    "ja": re.compile(
        f"誰|何|(?<![{_KANJI}])[{_HIRAGANA}]+|(?<=[{_KANJI}][{_KANJI}])[{_HIRAGANA}]+|(?<=[{_KANJI}])[はがのをにでとへも]"
    ),
    "th": re.compile(
        "เมื่อใด|เมื่อไร|เมื่อไหร่|เมื่อ|อะไร|ที่ไหน|ไหน|ใคร|ทำไม|อย่างไร|ยังไง|เท่าไร|เท่าไหร่|เท่าใด|กี่|หรือไม่|ไหม|หรือ|คือ|ของ|และ|"
        "ที่|เป็น|ได้|ถูก|นี้|นั้น|จะ|ใน"
    ),
}
"""The same where words are not set apart by spaces: what is cut out of a question."""
