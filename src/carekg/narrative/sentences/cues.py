"""Cues: the words that tell which way a sentence points, whether it denies, hopes or looks back, and what says nothing.

Every verdict can be traced to this page, so that it is short and plain. A cue of several words has them in order; the
stem of each is compared, and those of one that is parted ("bring costs down") may have up to six words between them.
"""

from typing import Final, Literal


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


Way = Literal["less", "more", "better", "worse", "remedy", "need"]

WAYS: Final[dict[Way, tuple[str, ...]]] = {
    "less": ("reduce", "cut", "lower", "decrease", "shorten", "halve", "curb", "shrink", "bring down", "drive down"),
    "more": ("increase", "raise", "widen", "lengthen", "drive up", "push up", "add to"),
    "better": (
        *("improve", "enhance", "boost", "strengthen", "enable", "foster", "deliver", "benefit", "underpin", "ease"),
        *("lead to", "result in", "bring about", "make possible", "help", "support"),
    ),
    "worse": (
        *("hinder", "hamper", "impede", "obstruct", "undermine", "weaken", "damage", "harm", "worsen", "block"),
        *("hold back", "stand in the way of", "get in the way of", "crowd out"),
    ),
    "remedy": ("overcome", "remedy", "resolve"),
    "need": ("depend on", "rely on", "rest on", "hinge on", "need"),
}
# The relations of claims that a sentence of each way may be about: its direction is theirs.
RELATIONS: Final[dict[Way, frozenset[str]]] = {
    "less": frozenset(("reduces", "hinders", "has-barrier")),
    "more": frozenset(("increases", "improves", "enables", "delivers", "leads-to", "has-benefit")),
    "better": frozenset(("increases", "improves", "enables", "delivers", "leads-to", "has-benefit")),
    "worse": frozenset(("hinders", "has-barrier")),
    "remedy": frozenset(("is-remedied-by",)),
    "need": frozenset(("depends-on", "needs")),
}
PARTED: Final = 6  # words that may stand within a cue of two

NEGATIONS: Final = _words("""
    not never no nor neither cannot without hardly dont doesnt didnt isnt arent wont cant hasnt havent wasnt
""")
# Hopes, conditions, comparisons, and talk of evidence: no claim of an effect.
HEDGES: Final = _words("""
    aim aims aimed intend intends intended hope hopes hoped plan plans planned seek seeks sought should want wants if
    whether unless would could might may can only than expect expects expected evidence fail fails failed some sometimes
    rarely partly seem seems seemed appear appears claim claims believe believes potential potentially likely
""")
PAST: Final = _words("""
    was were had did former formerly previous previously until abolished replaced succeeded dissolved closed historic
    historical legacy inherited then used ended repealed revoked since led ran made gave took paid bought spent met held
    sent brought began became saw kept left wrote built
""")
BEING: Final = _words("is are be been being was were")
MODALS: Final[dict[str, tuple[str, ...]]] = {
    "must not": ("must not", "may not", "cannot", "shall not"),
    "need not": ("need not", "not required to", "no duty to", "does not have to", "do not have to", "not obliged to"),
    "must": (
        *("must", "shall", "has to", "have to", "required to", "obliged to", "needs to", "need to"),
        *("has a duty to", "have a duty to", "under a duty to"),
    ),
    "may": ("may", "can", "allowed to", "free to", "has power to", "have power to"),
}
SEATS: Final = ("sit on", "member of", "seat on", "representative on", "represented on", "place on")
# How people say what a kind of body is or can do in law, beside the words of the vocabulary.
CAPACITIES: Final[dict[str, tuple[str, ...]]] = {
    "legal-personality": ("legal person", "legal entity", "body corporate", "person in law"),
    "own-budget": ("own budget", "budget of its own"),
    "commissioning": ("commissions services", "commission services"),
    "employ-staff": ("employs staff", "employ staff"),
}
# How people say what a duty or power has somebody do, beside the words of the vocabulary.
ACTIONS: Final[dict[str, tuple[str, ...]]] = {
    "establish": ("set up", "create"),
    "cooperate": ("work with", "collaborate with"),
    "prepare": ("draw up", "write", "produce"),
    "give-copy": ("give", "send"),
    "have-regard": ("take account of", "take into account"),
    "pay": ("make payments", "make payment"),
    "inform": ("tell", "notify"),
    "request": ("ask", "call for"),
    "arrange": ("commission", "buy"),
}
# Words that change nothing in what is said of the things named.
LIGHT: Final = _words("""
    a an the and or of to in on at by for from with as its it their they our we us this that these those there which
    who whose each every any all both also more most much many now already often always usually generally currently
    still today clearly really strongly significantly substantially considerably greatly slightly better good effective
    closer strong wider area areas region borough county city district system locally across between among within
    through has have had is are be been being was were do does did will so too very such people peoples local new
    northern ireland england wales scotland english welsh scottish uk show shows shown showing find finds found say says
    into up out get gets make makes made working well own
""")
