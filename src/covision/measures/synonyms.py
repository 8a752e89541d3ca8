"""Close synonyms: words that say the same in a statement count as one word, whichever somebody chose.

Small rings, of words that change places without changing the promise. What differs in strength or colour ("angry",
"furious") stays apart. A word with two meanings ("ring") stands in the ring of the meaning that visions use.
"""

from collections.abc import Callable
from functools import lru_cache

from covision.measures.stems import form, stem

_RINGS: dict[str, str] = {
    "en": """
    start begin commence | finish end complete | speak talk chat converse | answer reply respond response |
    call phone telephone ring | buy purchase | choose pick select | fix repair mend | help assist aid | show
    demonstrate | ask enquire inquire | get obtain receive | keep retain | shut close | happen occur |
    collect fetch | carry lug | throw toss | hurry rush | permit allow let | try attempt |
    understand grasp comprehend | remember recall | explain clarify | worry fret | cry weep | laugh chuckle
    giggle | smile grin | hug embrace | shout yell scream | argue quarrel | build construct | sure certain |
    calm peaceful serene tranquil | glad happy joyful | sad unhappy | scared afraid frightened fearful |
    relieved reassured | tired weary exhausted | ill sick unwell | big large | small little tiny | quick
    fast rapid swift speedy | quickly fast rapidly swiftly speedily | slow unhurried | clear plain | right
    correct | wrong incorrect | neat tidy orderly | quiet silent | near close | far distant | easy simple
    effortless | hard difficult tough | old aged elderly | strange odd weird | whole entire complete | ready
    prepared | alone lonely solitary | confident assured | child kid youngster | baby infant | mother mum
    mom mummy | father dad daddy | grandmother granny gran nan | grandfather grandad granddad grandpa | shop
    store | street road lane | parcel package | bill invoice | garden yard | lorry truck | sofa couch settee
    | film movie | house home | job task | trip journey | doctor physician gp | photo photograph picture
    snapshot | price cost | money cash | bag sack | rubbish trash waste | holiday vacation | lift elevator |
    pavement sidewalk | flat apartment | tap faucet | mistake error | way manner | guy bloke man | lady
    woman | everyone everybody | anyone anybody | someone somebody | nobody none | whenever whensoever |
    maybe perhaps | often frequently | always forever | still yet | shoe footwear | cup mug | plate dish |
    meal dinner supper | entrance entry | customer client | worker employee | colleague coworker | boss
    manager | neighbour neighbor | friend mate pal | seat chair | leave depart | fee charge | coat jacket |
    rucksack backpack | cooker stove oven | tin can | biscuit cookie | queue line | car automobile | bike bicycle |
    pupil student | teacher tutor | exam test | story tale | gift present | injury wound | hurt harm | edge border |
    whisper murmur | gaze stare | jump leap | tasty delicious | lovely beautiful pretty | polite courteous | brave
    courageous | honest truthful | rich wealthy | warm cosy | cold chilly | wet damp | noisy loud | ground soil |
    floor storey | noise sound | smell scent odour | wood timber | stone rock | pill tablet | medicine drug remedy |
    nurse carer | workshop garage | luggage baggage | ticket pass | path track trail | hill slope | forest woods |
    crowd throng | hope wish | dream aspire | test trial | save rescue | search seek look | discover find |
    guide lead | teach instruct | learn study | depend rely | trust believe | pause rest break |
    wake awaken | dress clothe | lend loan | lose mislay | win gain | need require
    """,
    "pt": """
    começar iniciar principiar | acabar terminar finalizar concluir | falar conversar | responder replicar
    retorquir | telefonar ligar | comprar adquirir | escolher selecionar optar | arranjar reparar consertar
    | ajudar auxiliar | mostrar exibir | perguntar indagar questionar | receber obter | dar oferecer
    entregar | guardar conservar | fechar encerrar | acontecer ocorrer suceder | perceber entender
    compreender | lembrar recordar | explicar esclarecer | chorar lacrimejar | rir gargalhar | gritar berrar
    | construir edificar | calmo tranquilo sossegado sereno descansado | contente feliz satisfeito alegre |
    triste infeliz | medo receio temor | cansado exausto | doente enfermo adoentado | grande enorme |
    pequeno pequenino | rápido veloz célere | depressa rapidamente | lento vagaroso | devagar lentamente
    vagarosamente | claro nítido | certo correto | errado incorreto | limpo asseado | fácil simples |
    difícil complicado | velho idoso antigo | pronto preparado | seguro confiante | bonito lindo belo |
    barato económico | caro dispendioso | perto próximo | longe distante | criança miúdo garoto petiz | bebé
    nenê | mãe mamã | pai papá | avó avozinha | loja estabelecimento | rua estrada | encomenda pacote
    embrulho | fatura recibo | carro automóvel viatura | médico doutor | fotografia foto retrato | preço
    custo | dinheiro numerário | saco sacola | lixo resíduos | erro engano falha | modo maneira | lugar
    sítio local | senhora mulher | homem senhor | colega camarada | chefe patrão | amigo companheiro | carta
    missiva | folha página | conserto arranjo reparação | casaco agasalho | autocarro ônibus | comboio trem
    | telemóvel celular | pequeno-almoço desjejum | gelado sorvete | sempre constantemente | quase
    praticamente | cliente freguês | refeição comida | jantar ceia | viagem percurso |
    voltar regressar retornar | cadeira assento | levar transportar | sair partir | pensar refletir | gostar
    apreciar | precisar necessitar | ajuda auxílio apoio | porta entrada | janela vidraça | chão solo piso | barulho
    ruído | silêncio sossego | cheiro aroma odor | sabor gosto paladar | quente cálido | professor docente | aluno
    estudante | escola colégio | remédio medicamento | dor sofrimento | ferida golpe | prenda presente | festa
    celebração | bilhete ingresso | casa lar | cama leito | roupa vestuário | sapato calçado | cão cachorro | ave
    pássaro | começo início princípio | fim final término | esperar aguardar | tirar retirar | pôr colocar meter |
    pegar agarrar | deitar atirar lançar | mandar enviar | trazer buscar | procurar | ensinar instruir | aprender
    estudar | confiar acreditar | perder extraviar | ganhar vencer | emprestar | usar utilizar | fazer realizar |
    vender | morar viver residir | andar caminhar | correr | saltar pular | rapaz moço | rapariga moça menina |
    vizinho | trabalho emprego | dono proprietário | hora altura | medo susto
    """,
}


def _table(language: str, reduce: Callable[[str, str], str]) -> dict[str, str]:
    """Each reduced word of a ring to its reduced first word; the first ring that holds a word counts."""
    table: dict[str, str] = {}
    for ring in " | ".join(_RINGS[language].split("\n")).split("|"):
        members = [reduce(member, language) for member in ring.split()]
        for member in members:
            table.setdefault(member, members[0])
    return table


_STEMS: dict[str, dict[str, str]] = {language: _table(language, stem) for language in _RINGS}
_FORMS: dict[str, dict[str, str]] = {language: _table(language, form) for language in _RINGS}


@lru_cache(maxsize=65_536)
def sense(word: str, language: str) -> str:
    """The stem of a folded word, one for all words of its ring."""
    key = stem(word, language)
    return _STEMS.get(language, {}).get(key, key)


@lru_cache(maxsize=65_536)
def sense_form(word: str, language: str) -> str:
    """The form of a folded word (participles stay apart), one for all words of its ring."""
    key = form(word, language)
    return _FORMS.get(language, {}).get(key, key)
