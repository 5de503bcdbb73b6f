"""The wordings of final clauses that are understood, by language. Data alone.

They are regular expressions for a sentence in lower case, its numbers in figures ("90th"), without
the signs between words; see `clauses`, which puts them together, and `condition`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from watcher.law.numerals import Language


@dataclass(frozen=True, slots=True)
class Wordings:
    """What a language has for each part of a clause.

    Of `times` the groups are a wait: `day`; `span` and `unit`; `mday`, or `mspan` and `munit`,
    before the first day of a month; `first` and `month`. Of `events` `nth` or `many` is the
    number, `further` and, in `tail`, `also` what narrows it down.
    """

    force: str  # that a sentence is about entry into force at all
    begin: str  # "This Convention shall enter into force"
    times: tuple[str, ...]  # "on the ninetieth day after"
    events: tuple[str, ...]  # "the deposit of the fortieth instrument"
    tail: str  # what may follow that
    defines: str  # that a sentence says when, whether it is understood or not
    later: str  # that it says so of one that comes later
    later_begin: str  # what stands before the time in such a sentence
    own: str  # the deposit of that one
    not_additional: str  # that an organisation's instrument is not counted beside its members'


# ------------------------------------------------------------------------------------ English --

_INSTRUMENT = (
    r"(?:such )?(?:instruments?|notifications?)"
    r"(?: of (?:(?:ratification|acceptance|approval|accession|adherence|adhesion|succession|act|"
    r"formal|confirmation|definitive|signature|consent|to|be|bound|instruments?|notifications?|"
    r"an|or|and|of|and/or)\b ?)+)?"
)
_WITH = (
    r"(?: ?with the (?:secretary-general(?: of the united nations)?|depositary|depository|"
    r"director-general(?: of [a-z ]{3,60}?)?))?"
)
_STATES = (
    r"(?:contracting |member )?(?:states|parties|governments|countries|participants)"
    r"(?: to (?:this|the) [a-z]+| parties| members of the united nations)?"
)
_LEAST = r"(?:at least |not (?:less|fewer) than |no (?:less|fewer) than )?"
_DONE = (
    r"(?:ratified|acceded to|accepted|approved|or|and|(?:this|the) [a-z]+|signed|definitively|it|"
    r"without reservation as to ratification| )+"
)
_DATE = r"(?:(?:the )?(?:date|day|time) (?:of|on which|upon which|when|that) )?"
_THEN = r"(?:after|following|from|counting from)"
_MONTH = r"(?:on|upon) the 1th day of the month (?:after|following|that follows)"
_OVER = r"(?:expiration|expiry|end)"
_SUBJECT = r"(?:this|the)(?: present)? [a-z][a-z -]{2,60}?"
_FORCE = r"(?:enter|come) into (?:force|effect)"
_FORCES = r"(?:enters|comes) into (?:force|effect)"

_EN = Wordings(
    force=r"\b(?:enters?|entered|comes?) into (?:force|effect)\b",
    begin=rf"{_SUBJECT} (?:(?:shall|will) {_FORCE}|{_FORCES}) ",
    times=(
        rf"(?:on |upon |from )?the (?P<day>\d+)th day {_THEN} ",
        (
            rf"(?:(?:on|after|upon) the {_OVER} of |after )?(?:a period of )?"
            rf"(?P<span>\d+) (?P<unit>days?|weeks?|months?|years?) {_THEN} "
        ),
        rf"{_MONTH} the (?P<mday>\d+)th day {_THEN} ",
        (
            rf"{_MONTH} (?:the {_OVER} of )?(?:a period of )?"
            rf"(?P<mspan>\d+) (?P<munit>days|months?|years?) {_THEN} "
        ),
        (
            r"(?:on|upon) the (?P<first>1th) day of the (?:(?P<month>\d+)th )?(?:calendar )?month "
            r"(?:after|following|that follows) (?:the month in which )?"
        ),
        r"(?:on|upon|when|as soon as|at|after) ",
    ),
    events=(
        # the deposit of the fortieth instrument of ratification
        rf"{_DATE}(?:the )?deposit{_WITH}(?: of)? the (?P<nth>\d+)th {_INSTRUMENT}",
        # the date on which the fortieth instrument is deposited
        (
            rf"{_DATE}the (?P<nth>\d+)th {_INSTRUMENT} ?(?:is|was|has been|have been|"
            r"shall have been) "
            r"deposited"
        ),
        # the date on which the fortieth State has deposited its instrument
        (
            rf"{_DATE}the (?P<nth>\d+)th (?:state|party|government) (?:deposits|has deposited) its "
            rf"{_INSTRUMENT}"
        ),
        # the date on which forty States have deposited their instruments
        (
            rf"{_DATE}{_LEAST}(?P<many>\d+) {_STATES}(?P<further> (?:accounting|incorporating|"
            r"representing|including|which|whose|who) .+?)? (?:have|shall have|will have) "
            r"deposited "
            rf"their (?:respective )?{_INSTRUMENT}"
        ),
        # the date on which forty States have ratified it, or consented to be bound
        (
            rf"{_DATE}{_LEAST}(?P<many>\d+) {_STATES} (?:have|shall have) (?:{_DONE}|(?:expressed|"
            r"notified) their consent to be bound(?: by (?:this|the|it)(?: [a-z]+)?)?)"
        ),
        # the deposit of instruments of ratification by forty States
        (
            rf"{_DATE}(?:the )?deposit{_WITH} of (?:the |their )?{_INSTRUMENT}{_WITH} ?by {_LEAST}"
            rf"(?P<many>\d+) {_STATES}"
        ),
        # the deposit of forty instruments of ratification
        rf"{_DATE}(?:the )?deposit{_WITH} of (?P<many>\d+) {_INSTRUMENT}",
        # instruments of ratification have been deposited by forty States
        (
            rf"{_DATE}(?:the )?{_INSTRUMENT} ?(?:have|shall have) been deposited{_WITH} by {_LEAST}"
            rf"(?P<many>\d+) {_STATES}"
        ),
        # the deposit of the instruments of all States that are listed
        rf"{_DATE}(?:the )?deposit{_WITH} of (?:the )?{_INSTRUMENT}{_WITH} ?by (?P<further>all .+)",
    ),
    tail=(
        rf" ?{_WITH}(?: by (?:states|governments|parties))?"
        r"(?: (?:in accordance with|pursuant to|under|referred to in|as provided in|provided for "
        r"in) (?:the provisions of )?(?:articles?|paragraphs?|section) [\divxl]+"
        r"(?: (?:and )?[\divxl]+)*(?: paragraphs? \d+)?"
        r"(?: (?:of )?(?:above|this article|this [a-z]+|the [a-z]+))?)?"
        r"(?P<also> (?:including|provided|but|on condition|among|accounting|representing|which|"
        r"whose|with|subject|not) .+)?"
    ),
    defines=rf"{_SUBJECT} (?:shall|will)\b.{{0,120}}?\b{_FORCE}|^{_SUBJECT} {_FORCES}",
    later=(
        r"(?:(?:thereafter |subsequently )?(?:for|with respect to|in respect of|as regards|"
        r"in relation to) (?:each|any|every|a|all|states?|those|parties|governments)\b|thereafter|"
        rf"{_SUBJECT} (?:shall|will) {_FORCE} for (?:each|any|every|a|other)\b)"
    ),
    later_begin=(
        rf"\b(?:shall|will) {_FORCE} (?:for (?:it|that [a-z]+|such [a-z]+|"
        r"the [a-z]+ concerned|each [a-z]+ [a-z, ]{3,120}?) )?"
    ),
    own=(
        r"(?=[a-z' -]*\b(?:deposit|deposited|expressed|notification)\b)"
        r"(?:(?! or (?:on|upon)\b| whichever| unless| provided| subject| except)[a-z' -])+"
        r"(?: or (?:on|upon|at) the (?:date|day|time) (?:on which |that |of (?:the )?entry into "
        r"force of )?(?:this|the)(?: present)? [a-z]+(?: enters into force)?(?: (?:pursuant to|"
        r"in accordance with|under|as provided in) paragraph \d+(?: above)?)?(?: of this article)?"
        r"(?: whichever is (?:the )?later)?| subject to paragraph \d+(?: above)?"
        r"(?: of this article)?)?"
    ),
    not_additional=r"\bdeposited by .*organi[sz]ations?\b.* shall not be counted as additional",
)

# ------------------------------------------------------------------------------------- French --

_FR_INSTRUMENT = (
    r"instruments?(?: (?:de|ou|et|la|ratification|acceptation|approbation|adhésion|succession|"
    r"confirmation|formelle|instruments?|d'acceptation|d'approbation|d'adhésion))*"
)
_FR_WITH = (
    r"(?: (?:auprès du|entre les mains du) (?:secrétaire général(?: de l'organisation des nations "
    r"unies| des nations unies)?|dépositaire))?"
)
_FR_THEN = r"(?:suivant|qui suit|qui suivra|après)"

_FR = Wordings(
    force=r"\b(?:entrera|entre) en vigueur\b",
    begin=r"(?:le |la |l')(?:présente? )?[a-zà-ÿ' -]{2,60}? entrera en vigueur ",
    times=(
        rf"le (?P<day>\d+)th jour {_FR_THEN} ",
        r"(?P<span>\d+) (?P<unit>jours?|mois|ans?) (?:après|suivant) ",
        rf"le 1th jour du mois {_FR_THEN} le (?P<mday>\d+)th jour {_FR_THEN} ",
        (
            rf"le 1th jour du mois {_FR_THEN} (?:l'expiration d'une période de )?"
            r"(?P<mspan>\d+) (?P<munit>jours|mois) (?:après|suivant) "
        ),
        (
            rf"le (?P<first>1th) jour du (?:(?P<month>\d+)th )?mois {_FR_THEN} "
            r"(?:celui au cours duquel )?"
        ),
        r"(?:à|dès|lors du) ",
    ),
    events=(
        rf"(?:la date )?(?:du |de |le )?dépôt{_FR_WITH} du (?P<nth>\d+)th {_FR_INSTRUMENT}",
        (
            rf"(?:la date à laquelle )?le (?P<nth>\d+)th {_FR_INSTRUMENT} (?:a été|aura été|"
            r"est) déposé"
        ),
        (
            r"la date à laquelle (?:au moins )?(?P<many>\d+) (?:états|parties|gouvernements) "
            r"(?:ont|"
            rf"auront) déposé leurs? {_FR_INSTRUMENT}"
        ),
    ),
    tail=_FR_WITH,
    defines=r"\bentrera en vigueur\b",
    later=r"(?:pour|à l'égard de) (?:chaque|chacun|chacune|tout|toute|les|tous)\b",
    later_begin=r"\bentrera en vigueur ",
    own=r"(?=[a-zà-ÿ' -]*\bdépôt\b)(?:(?! ou à la date)[a-zà-ÿ' -])+",
    not_additional=(
        r"\borganisations?\b.* (?:n'est|ne sont|ne sera|n'est pas) .*(?:considér|compt)"
    ),
)

# ------------------------------------------------------------------------------------ Spanish --

_ES_INSTRUMENT = (
    r"instrumentos?(?: (?:de|o|y|u|la|ratificación|aceptación|aprobación|adhesión|sucesión|"
    r"confirmación|formal|instrumentos?))*"
)
_ES_WITH = (
    r"(?: (?:en poder del|ante el|con el) (?:secretario general(?: de las naciones unidas)?|"
    r"depositario))?"
)
_ES_THEN = (
    r"(?:siguiente a|siguiente al|después de|a partir de|posterior a|contado a partir de|"
    r"contados a partir de|que siga a|que siga al|siguientes a)"
)

_ES = Wordings(
    force=r"\b(?:entrará|entra) en vigor\b",
    begin=r"(?:el|la) (?:presente )?[a-zà-ÿ -]{2,60}? entrará en vigor ",
    times=(
        rf"(?:el |al )?(?P<day>\d+)th día {_ES_THEN} ",
        rf"(?:a los )?(?P<span>\d+) (?P<unit>días|meses|años) {_ES_THEN} ",
        rf"el 1th día del mes {_ES_THEN} (?P<mday>\d+)th día {_ES_THEN} ",
        (
            rf"el 1th día del mes {_ES_THEN} (?:la expiración de )?(?:un (?:plazo|período) de )?"
            rf"(?P<mspan>\d+) (?P<munit>días|meses) {_ES_THEN} "
        ),
        rf"el (?P<first>1th) día del (?:(?P<month>\d+)th )?mes {_ES_THEN} (?:mes )?",
        r"(?:en|a|cuando) ",
    ),
    events=(
        rf"(?:la fecha )?(?:de |del |el )?depósito{_ES_WITH} del (?P<nth>\d+)th {_ES_INSTRUMENT}",
        (
            r"(?:la fecha )?en que (?:se haya depositado|haya sido depositado|se deposite)"
            rf"{_ES_WITH} el (?P<nth>\d+)th {_ES_INSTRUMENT}"
        ),
        (
            r"la fecha en que (?:al menos )?(?P<many>\d+) (?:estados|partes|gobiernos) hayan "
            rf"depositado sus? {_ES_INSTRUMENT}"
        ),
    ),
    tail=_ES_WITH,
    defines=r"\bentrará en vigor\b",
    later=r"(?:para|respecto de|con respecto a) (?:cada|todo|todos|los|cualquier)\b",
    later_begin=r"\bentrará en vigor ",
    own=r"(?=[a-zà-ÿ' -]*\b(?:depósito|depositado)\b)(?:(?! o en la fecha)[a-zà-ÿ' -])+",
    not_additional=r"\borganizaci(?:ón|ones)\b.* no se (?:considerará|contará|considerarán)",
)

WORDINGS: Mapping[Language, Wordings] = {"en": _EN, "fr": _FR, "es": _ES}
