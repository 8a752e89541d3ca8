"""What instructions to a machine look like in five languages, in folded text (`gate.fold`): lower case, no accents.

A second wall only: what an instruction asks for is stopped by what may leave, not by knowing every wording. These
patterns keep such text out of prompts and out of statements; a customer who merely mentions instructions passes.
"""

import re

_FEW = r"(?:\W{1,3}\w{1,20}){0,%d}?\W{1,3}"
# The words that make "ignore … instructions" speak of the reader's own instructions.
_YOURS = {
    "en": r"(?:previous|prior|above|earlier|preceding|foregoing|former|original|existing|system|your|these|"
    r"all (?:the|of|your|previous|prior|above|earlier|other|instructions|rules|guidelines))",
    "pt": r"(?:anterior(?:es)?|previas?|acima|do sistema|as (?:tuas|suas|vossas)|todas as|estas)",
    "es": r"(?:anterior(?:es)?|previas?|de arriba|del sistema|tus|sus|todas las|estas)",
    "de": r"(?:vorherige[nrs]?|vorangehende[nrs]?|bisherige[nrs]?|obige[nrs]?|fruhere[nrs]?|deine|ihre|alle|"
    r"systems?)",
    "fr": r"(?:precedentes?|ci-dessus|anterieures?|du systeme|tes|vos|toutes (?:les|tes|vos)|ces)",
}
_DROP = {
    "en": r"(?:ignore|disregard|forget|override|bypass|discard|overrule|do not (?:follow|obey)|don't (?:follow|"
    r"obey)|"
    r"stop following|neglect)",
    "pt": r"(?:ignora|ignore|ignorem|esquece|esqueca|desconsidera|desconsidere|despreza|descarta|nao sigas?)",
    "es": r"(?:ignora|ignore|ignorad|olvida|olvide|descarta|descarte|no sigas|no siga|desestima)",
    "de": r"(?:ignorier(?:e|en sie|t)|vergiss|vergessen sie|missachte|befolge nicht|ubergehe)",
    "fr": r"(?:ignore[zr]?|oublie[zr]?|ne (?:suis|suivez|tiens|tenez) pas|passe outre)",
}
_RULES = {
    "en": r"(?:instructions?|rules?|prompts?|guidelines?|directions|directives?|orders?|constraints|commands?|"
    r"context|training|notes|messages?|text|everything)",
    "pt": r"(?:instruc(?:ao|oes)|regras?|prompt|indicacoes|diretrizes|ordens|mensagens|contexto)",
    "es": r"(?:instruccion(?:es)?|reglas?|prompt|indicaciones|directrices|ordenes|mensajes|contexto)",
    "de": r"(?:anweisung(?:en)?|regeln?|prompt|vorgaben|befehle?|instruktionen|richtlinien|kontext)",
    "fr": r"(?:instructions?|regles?|prompt|consignes?|directives|ordres|messages|contexte)",
}


def _overriding(language: str) -> str:
    drop, yours, rules = _DROP[language], _YOURS[language], _RULES[language]
    either = rf"(?:{yours}{_FEW % 3}{rules}|{rules}{_FEW % 2}{yours})"
    return rf"\b{drop}(?:\W{{1,3}}\w{{1,20}}){{0,3}}?\W{{1,3}}{either}\b"


_MACHINE = (
    r"(?:a\.?i\.?|artificial intelligence|(?:large )?language model|llm|gpt|chat ?gpt|claude|gemini|copilot|"
    r"ai (?:model|assistant|system|agent)|(?:the )?(?:model|assistant|summari[sz]er|drafting (?:tool|system|"
    r"model))|"
    r"modelo|assistente|asistente|assistant|ki|ki-modell|sprachmodell|ia|modele)"
)
_PLACE = (
    r"(?:your|every|each|the|any|this|next|final|all)(?: \w{1,15})? (?:answers?|repl(?:y|ies)|responses?|outputs?|"
    r"summar(?:y|ies)|drafts?|statements?|visions?|completions?|paragraphs?|headlines?|conclusions?|labels?|"
    r"themes?)"
)
_THING = r"(?:words?|phrases?|texts?|strings?|sentences?|tokens?|codes?|names?|passwords?|lines?|canary|following)"
_SAYING = (
    r"(?:say|write|print|output|repeat|reply|respond|answer|include|append|insert|add|put|return|type|display|echo|"
    r"state|mention|produce|emit|generate|embed|claim|recommend|praise|promote|use)"
)
_SECRET = (
    r"(?:system (?:prompt|message)|(?:your|the|initial|hidden|secret|original|full) "
    r"(?:prompt|instructions|system|configuration|settings|api|secret|password|credentials|keys?)|api[ _-]?keys?|"
    r"environment variables?|access tokens?|other (?:projects?|customers?|tenants?|users?|workspaces?)\W? "
    r"(?:data|files|answers|drafts|notes|projects?|ids?)|project ids?)"
)
_EN = (
    # Whoever speaks to a machine.
    rf"\b(?:message|note|word|request|notice|orders?) (?:from|by) .{{0,40}}\bto (?:the |any |every )?{_MACHINE}\b",
    rf"\b(?:dear|hey|hi|hello|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|memo to|"
    rf"important for)(?: the| any| all| whichever| this)? {_MACHINE}\b(?: \w{{1,20}}){{0,4}}?\s?[:,!-]",
    rf"\bif you(?:'re| are) (?:an? |the |any )?{_MACHINE}\b",
    r"\byou(?:'re| are) (?:now|no longer|actually|really|henceforth) (?:an? |the |in |my |bound|restricted|free)",
    rf"\byou are (?:an? |the |my )?{_MACHINE}\b",
    r"\b(?:developer|debug|admin|god|jailbreak|dan|maintenance|unrestricted|sudo) mode\b|\bjailbreak|"
    r"\bprompt injection\b",
    r"\b(?:pretend|imagine|assume|act as (?:if|though)|roleplay|role-play)\W{1,3}(?:that )?you(?:'re| are|r)\b",
    r"\byou (?:will|must|shall|should)(?: now| from now on)? (?:act|behave|respond|answer|reply|output|print|"
    r"obey)\b",
    # New orders.
    r"\bnew (?:system )?(?:instructions?|task|orders?|rules?|directive|prompt|objective)\s?[:\-–(]",
    r"\byour (?:new|real|true|actual|only|next|sole) (?:\w{1,15} )?(?:task|goal|job|role|instructions?|objective|"
    r"purpose|mission|orders?)\b",
    r"\b(?:system|security|admin|priority|mandatory) (?:override|instruction|directive|command|notice|update)\b",
    r"\b(?:end|begin(?:ning)?|start) of (?:the )?(?:data|notes|documents?|reviews?|context|input|user input|"
    r"instructions|system|prompt|comments?)\b",
    r"\bfrom now on,? (?:you|always|only|every|all|say|write|answer|reply|refer)\b",
    r"\b(?:the )?(?:above|previous|preceding) (?:text|instructions?|rules?|prompt|notes|comments?) (?:is|are|was|"
    r"were) "
    r"(?:\w{1,10} )?(?:wrong|false|void|cancel\w*|outdated|obsolete|a test|fake|no longer|superseded|replaced|"
    r"over)",
    r"\b(?:instead of|rather than) (?:drafting|writing|summari[sz]ing|answering|the (?:vision|task|summary|"
    r"statement))",
    r"\b(?:important|urgent|critical) (?:instruction|directive|system (?:message|note))\b",
    r"\b(?:follow|obey|execute|carry out|comply with) (?:the |these |this |my |those |all |only )(?:\w{1,15} )?"
    r"(?:instructions?|orders?|commands?|directives?|prompt)\b(?= (?:instead|only|below|above|exactly|now|in this|"
    r"of "
    r"this|hidden|from)|\s?[:.!,])",
    # What is to be said.
    rf"\b{_SAYING}(?:\W{{1,3}}\w{{1,20}}){{0,8}}?\W{{1,3}}(?:in|to|into|of|with|at|on|inside|as) "
    rf"(?:the (?:start|end|beginning|top|bottom) of )?{_PLACE}\b",
    rf"\b(?:{_SAYING}) (?:only |exactly |just |precisely |nothing but |verbatim ){{1,2}}(?:the |this |these )?"
    rf"(?:{_THING}|[\"'“‘:])",
    rf"\b(?:say|write|print|output|repeat|include|append|insert|echo|emit|mention|use|add) (?:the|this|these) "
    rf"(?:\w{{1,12}} )?{_THING}\s?[:\"'“‘]",
    rf"\b(?:write|print|output|include|append|insert|echo|emit) (?:the|this|"
    rf"these) (?:\w{{1,12}} )?{_THING} \w{{4,}}\b",
    r"\b(?:repeat after me|say it with me|copy (?:this|the following)|print (?:this|the following)|output:|"
    r"(?:reply|respond|answer)(?: only| exactly| simply)? with\b|begin your (?:answer|reply|response|output)|"
    r"end your (?:answer|reply|response|output)|(?:start|end|begin|finish) (?:every|each|all|the) "
    r"(?:answer|reply|response|sentence|draft|statement|summary))",
    r"\b(?:every|each|all|any|the|your) (?:answers?|repl(?:y|ies)|responses?|drafts?|statements?|visions?|"
    r"summar(?:y|ies)|outputs?) (?:must|should|shall|has to|have to|needs? to|will|is to|are to) "
    r"(?:\w{1,12} )?(?:say|contain|include|mention|begin|start|end|read|state|link|name|hold|carry|recommend)\b",
    # Judges.
    r"\b(?:evaluators?|graders?|judges?|scorers?|raters?|scoring (?:model|system)|you|the (?:model|ai|assistant|"
    r"judge|system)|all (?:judges|models|evaluators)) (?:must|should|shall|will|have to|has to|need to|needs to|"
    r"are to|is to|ought to) (?:\w{1,12} )?(?:give|assign|award|rate|score|grade|mark|rank|prefer)\b",
    r"\b(?:set|raise|change|make|overwrite|fix) (?:the |every |each |all |this )?(?:\w{1,15} )?"
    r"(?:scores?|scorecards?|ratings?|grades?|criteri(?:a|on)|rubric)\b.{0,30}\b(?:to|at|as)\b",
    r"\b(?:score|rate|grade|mark|rank) (?:this|it|these|every|each|all|the)(?: \w{1,15})? "
    r"(?:drafts?|statements?|visions?|answers?|texts?|criteri(?:a|on))\b",
    r"\b(?:give|award|assign) (?:this|every|each|all|the|these) (?:\w{1,12} )?(?:drafts?|statements?|visions?|"
    r"answers?|criteri(?:a|on))\b",
    # Secrets, tools, decoding.
    rf"\b(?:reveal|show|print|display|leak|output|tell|send|expose|disclose|repeat|dump|list|share|give|quote|"
    rf"include|"
    rf"what (?:is|are|was)|write|append|insert|read)(?:\W{{1,3}}\w{{1,15}}){{0,4}}?\W{{1,3}}{_SECRET}",
    r"\b(?:call|invoke|execute|run|trigger|use) (?:the |this |a |your )?(?:\w{1,15} )?(?:tool|function|command|"
    r"script|"
    r"shell|code|plugin|api)\b(?= (?:with|to|named|called|and|\w{1,20}_\w)|\s?[:\"'`(.])",
    r"\b(?:translate|decode|read|summari[sz]e) (?:it |this |that )?and (?:follow|obey|execute)\b",
    r"\b(?:decode|decrypt|unscramble|rot ?13|base ?64)\b.{0,40}"
    r"\b(?:and|then|follow|obey|execute|it|this|text|do|instructions?)\b",
    r"\b(?:fetch|open|visit|load|browse to|go to|navigate to|request|download|post|send)\b.{0,40}"
    r"(?:https?|www\.|the (?:url|link|address) (?:below|above|in))",
    r"\b(?:do not|don't|never) (?:mention|reveal|tell|disclose|say|show)\b.{0,40}\b(?:this (?:instruction|message|"
    r"note|"
    r"comment|text)|these (?:instructions|rules)|that you|the user|to the user|anyone about this)",
    r"\b(?:the|a) (?:magic|secret|activation|trigger|code) ?(?:word|phrase) is\b",
)
_OTHERS = (
    # Portuguese and Spanish
    r"\b(?:a partir de agora|de ahora en adelante|daqui em diante|desde ahora)\b,? (?:responde?|diz|di|escreve|"
    r"escribe|"
    r"todas?|todos?|cada|es|eres|voce|sempre|siempre|deves?|debes|tu|so|solo|a (?:tua|sua)|tu respuesta)\b",
    r"\b(?:nuevas?|novas?) (?:instruc\w+|orden(?:es|s)?|ordens|tareas?|tarefas?)\s?[:\-–]",
    r"\b(?:responde|responda|responded|escreve|escreva|escrevam|escribe|escriba|imprime|imprima|repite|repita|"
    r"repete|"
    r"di|diz|diga|inclui|inclua|incluye|incluya|anade|acrescenta|acrescente|termina|termine|menciona|mencione)\b"
    r"(?:\W{1,3}\w{1,20}){0,6}?\W{1,3}(?:a palavra|la palabra|o texto|el texto|a frase|la frase|o seguinte|"
    r"lo siguiente|"
    r"apenas com|solo con|solamente|na (?:tua|sua|vossa) resposta|en (?:tu|su) respuesta|cada (?:proposta|frase|"
    r"resposta|"
    r"borrador|respuesta|visao|vision)|em todas as \w{1,15}|en todas las \w{1,15}|exatamente|exactamente)\b",
    r"\b(?:es|eres|sois|sos|e|voce e) (?:agora|ahora|uma|una|um|un) (?:\w{1,12} )?(?:ia|assistente|asistente|"
    r"modelo|"
    r"inteligencia)\b",
    r"\b(?:se|si) (?:es|eres|fores|voce e|for) (?:uma?|una?|o|el)? ?(?:ia|inteligencia|assistente|asistente|"
    r"modelo)\b",
    r"\b(?:revela|revele|mostra|mostre|muestra|muestre|ensena)\b.{0,30}\b(?:prompt|instruc\w+|chave|clave|senha|"
    r"contrasena|segredo|secreto)\b",
    r"\b(?:avaliador(?:es)?|evaluador(?:es)?|juiz(?:es)?|juez|jueces|juradores|o modelo|el modelo) (?:deve(?:m)?|"
    r"debe(?:n)?"
    r"|tem de|tiene que|tienen que|devera)\b",
    r"\b(?:modo (?:programador|desarrollador|administrador|desenvolvedor)|fim (?:dos dados|das notas)|"
    r"fin de (?:los datos|"
    r"las notas))\b",
    # German
    r"\b(?:ab (?:jetzt|sofort)|von nun an)\b(?:\W{1,3}\w{1,20}){0,3}?\W{1,3}(?:du|sie|antworte\w*|schreib\w*|"
    r"sag\w*)\b",
    r"\bneue (?:anweisung(?:en)?|aufgabe|befehle?|regeln?)\s?[:\-–]",
    r"\b(?:antworte|schreibe?|gib|wiederhole|sage?|fuge|nenne|beende|beginne|"
    r"erwahne)\b(?:\W{1,3}\w{1,20}){0,6}?\W{1,3}"
    r"(?:das wort|den text|den satz|folgendes|nur mit|genau|ausschliesslich|in (?:deiner|jeder|ihrer) \w{1,20}|"
    r"jede[nrms]? (?:antwort|entwurf|satz|vision))\b",
    r"\b(?:du bist|sie sind) (?:jetzt|nun|ein(?:e)?|kein(?:e)?) (?:\w{1,15} )?(?:ki|assistent|sprachmodell|modell|"
    r"kunstliche)\b",
    r"\b(?:zeige?|verrate|nenne|offenbare?)\b.{0,30}\b(?:systemprompt|system-prompt|anweisungen|api-schlussel|"
    r"passwort)\b",
    r"\b(?:bewerter|gutachter|prufer|das modell|die ki) (?:muss|mussen|soll|sollen)\b",
    # French
    r"\b(?:desormais|a partir de maintenant|dorenavant)\b,? (?:\w{1,15} ){0,3}?(?:tu|vous|repond\w*|ecri\w*|dis|"
    r"dites)\b",
    r"\bnouvelles? (?:instructions?|consignes?|taches?|regles?)\s?[:\-–]",
    r"\b(?:reponds?|repondez|ecris|ecrivez|repete[sz]?|repetez|dis|dites|inclus|incluez|ajoute[sz]?|ajoutez|"
    r"termine[sz]?|"
    r"mentionne[sz]?|affiche[sz]?)\b(?:\W{1,3}\w{1,20}){0,6}?\W{1,3}(?:le mot|le texte|la phrase|ce qui suit|"
    r"uniquement|"
    r"seulement|exactement|dans (?:ta|votre|chaque) \w{1,15}|chaque (?:reponse|phrase|version|vision))\b",
    r"\b(?:tu es|vous etes) (?:maintenant|desormais|un|une)? ?(?:\w{1,12} )?(?:ia|assistant|modele|intelligence)\b",
    r"\b(?:revele|montre|affiche|donne)[sz]?\b.{0,30}\b(?:prompt|consignes|cle api|mot de passe|secret)\b",
    r"\b(?:les? (?:evaluateurs?|juges?|modele|notateurs?)) (?:doi(?:t|vent))\b",
    r"\b(?:ki|ia|ai) ?[:!]",
)

ORDERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(one) for one in (*(_overriding(language) for language in _DROP), *_EN, *_OTHERS)
)
"""Any match means that the text speaks to a machine. Linear: every repeat is bounded."""
