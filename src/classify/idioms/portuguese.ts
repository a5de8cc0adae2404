import { once } from '../../once.ts';
import { atEnd, type Idiom, whole, words } from './idiom.ts';

const think =
  '(?:pense|pensa|pensem|pensar|penses|reflita|reflete|reflitam|refletir|raciocine|raciocina|raciocinar|medite|medita|analise|analisa|considere|considera|pondere|pondera|avalie|avalia|va|vai|vamos|resolva|resolve|reveja|revise|trabalhe|estude)';
const object =
  '(?: (?:muito|nisso|nisto|nessa|neste|nesta|nela|no assunto|na questao|na resposta|sobre (?:isso|isto|o assunto|a questao)|isso|isto|mais|um pouco|tudo|a questao|o problema|a pergunta|a sua resposta|direitinho|bem e|com|primeiro|la|por favor))*';
const manner =
  '(?:bem|melhor|direito|com (?:muita |mais |toda a |bastante )?(?:calma|cuidado|atencao|rigor|tranquilidade|profundidade|carinho)|passo a passo|por etapas|a fundo|profundamente|cuidadosamente|atentamente|detalhadamente|seriamente|devagar|sem pressa|duas vezes|antes de (?:me |nos )?(?:responder|dar|dizer|falar|escrever|decidir)\\p{L}*|em todos os (?:casos|angulos|detalhes|fatores)|em todas as (?:opcoes|possibilidades)|todos os (?:angulos|lados|casos|fatores)|todas as (?:opcoes|possibilidades)|muito|de verdade|mesmo|com a cabeca)';
const talk =
  '(?:explicacoes?|explicacao|explicar|detalhes?|rodeios|enrolacao|enrolar|justificativas?|justificar|raciocinio|passos|introducao|floreios|blablabla|conversa|textao|pensar|analise|desenvolvimento|entrar em detalhes?|encher linguica|pensar muito|pensar demais|complicar)';
const thing =
  '(?:a (?:resposta|solucao|conclusao|data|palavra)|o (?:resultado|numero|nome|ano|total|valor|codigo|essencial)|sim ou nao|um (?:numero|nome|sim ou nao)|uma palavra)';

export const portuguese: Idiom = {
  trigger:
    /pens|reflet|reflit|raciocin|medit|analis|consider|ponder|avali|passo|pressa|tempo|resposta|respond|rapid|breve|brevemente|concis|so |somente|apenas|unicamente|explic|expliq|detalh|rodeio|enrol|justific|cabeca|cerebro|calma|devagar|fundo|chut|palpite|urgen|depressa|correria|atrasad|sem |nada de|nem |dispens|pul[ae]|evite|poupe|verifi|confir|confere|revis|reveja|cheque|apress|precipit|impulso|na lata|ponto|objetiv|capricha|por alto|estude|trabalh|resolv|logo|diga|diz|fala|fale|resumid|direto|pressas|linguica|complic/,
  patterns: once(() => ({
    think: words(
      `${think}${object} ${manner}${whole}`,
      `(?:leve|leva|tome|toma|use|usa|tira|tire|demore|gaste)(?: (?:todo|o|seu|teu|um|mais|bastante))* tempo(?: (?:que|de|para|precisar|precisares|quiser|quiseres|necessario|for|pensar|preciso)\\p{L}*)*`,
      `(?:(?:nao|n) (?:ha|tenho|tem|temos|tenha) (?:nenhuma )?pressa|sem (?:nenhuma )?pressa|nao se (?:apresse|precipite|afobe)|nao te (?:apresses|precipites)|nao tenhas pressa|nao (?:responda|respondas) (?:de imediato|no impulso|sem pensar|as pressas|logo|a toa|correndo)|nao (?:chute|adivinhe)|com (?:toda a |muita )?calma|va com calma|vai com calma|va devagar)${whole}`,
      `resposta (?:bem |muito )?(?:pensada|refletida|ponderada|raciocinada|fundamentada|cuidadosa)${whole}`,
      `(?:revise|verifique|confira|cheque|reveja|verifica|revisa|confere)(?: bem| duas vezes)? (?:o|a|seu|sua|teu|tua|os|cada|seus)(?: (?:seu|sua|teu|tua|proprio))? (?:raciocinio|resposta|calculos?|passos?|logica|contas?|passo|resultado)(?: duas vezes)?${whole}`,
      `(?:pense|pensa|reflita|pondere)${object} antes|(?:pense primeiro|primeiro pense)${whole}|quebre a cabeca|use a cabeca${whole}|capricha? no raciocinio${whole}`,
      `(?:que (?:voce |tu )?)(?:pense|penses|reflita|reflitas|raciocine)(?: muito)? (?:bem|com calma|a fundo|direito)${whole}|passo a passo(?=\\s*(?:$|[.,;:!]))`,
    ),
    quick: words(
      `resposta (?:bem |muito |super |mais )?(?:rapida|curta|breve|concisa|direta|simples|objetiva|imediata|rapidinha|curtinha)${whole}`,
      `(?:responda|responde|respondam|diga|diz|me diga|me diz|explique|explica|fala|fale|me fala|resuma|defina)(?:-me|-nos)?(?: (?:me|isso|so|apenas|somente|bem|muito|o mais|por favor|com|de forma|de maneira|tudo))* (?:rapido|rapidamente|rapidinho|brevemente|depressa|logo|curto|resumidamente|resumido|em resumo|breve|rapida|rapido possivel|brevemente possivel)${whole}`,
      `(?:so|somente|apenas|unicamente)(?: (?:me|quero|preciso|de|da|diga|diz|fala|de-me|da-me|manda|o|responda|com|saber))* ${thing}${whole}|${thing} (?:apenas|so|somente|e pronto|e so|basta|ja basta|ta bom|mais nada)${whole}`,
      `(?:seja|sejam) rapid[oa]${whole}|(?:rapidinho|rapidamente|rapido|rapidao)(?:,? por favor)?(?=\\s*(?:[,:.!]|$))`,
      `(?:sem|nada de|nem|dispenso|pula|pule|dispensa|evite|poupe-me)(?: (?:de|mais|muita|muitas|muito|muitos|tanta|nenhuma|me|dar|as|os|a|o|longas?|grandes|precisar|ficar))* ${talk}${whole}`,
      `(?:nao|n)(?: (?:precisa|precisas|e preciso|quero|preciso|ha necessidade|me|se|te|e necessario|de|que|necessita|da|de|carece|fica|fique))*(?: (?:mais|muita|nenhuma|longas?|as|a|uma))* (?:${talk}|explique|expliques|justifique|detalhe|elabore|desenvolva|complique|enrole|enroles|alongue|estenda|aprofunde)(?: (?:nada|muito|demais|tanto|longas?|o porque))*${whole}`,
      `(?:(?:to|estou|tou|ando)(?: (?:com|muito|meio|na|num|numa|um pouco))* (?:pressa|correria|atrasado|atrasada|apressado|apressada|sem tempo)|nao tenho(?: (?:muito|nenhum))? tempo|sem tempo|tenho pressa|e urgente|urgente|anda logo|depressa)${whole}`,
      `(?:no chute|de cabeca|por alto|direto ao ponto|vai direto ao ponto|va direto ao ponto|a primeira coisa que (?:vier|te vier)|sem pestanejar|na lata|curto e grosso)(?: [\\p{L}]+){0,3}?(?=\\s*(?:$|[,:.!?]))|sim ou nao(?=\\s*(?:$|[,:.?!]))|(?:um )?palpite(?: (?:rapido|serve|basta))${whole}`,
    ),
    brood: words(
      `(?:se |te )?(?:pense|penses|pensar|pensa|quebre a cabeca|quebrar a cabeca|reflita|analise)(?: (?:muito|demais|tanto|nisso|mais|nem))*${whole}`,
    ),
    lead: atEnd(
      'por favor|pfv|pf|me de|de-me|da-me|me da|manda|me manda|quero(?: que)?|queria(?: que)?|gostaria(?: (?:de|que|de uma))?|preciso(?: (?:de|que|so de))?|peco(?: que)?|prefiro|uma|um|so|apenas|e|mas|voce (?:pode|poderia|deve|precisa)|pode|poderia|podes|podias|consegue|agora|primeiro|entao|ola|oi|ei|olha|bom|ok|ta|desta vez|dessa vez|aqui|com|em|de|muito|mais|a|o|me|que|tente|procure|basta|voce|tu|bem|isso|para isso|antes de responder|se puder|faca|de uma|e so|tambem|sim|nao|da',
    ),
    not: atEnd(
      'nao(?: (?:precisa|precisas|e preciso|quero|preciso de|me de|ha necessidade de|tem que|vale a pena|fique|fica|de)(?: (?:uma|de|que))?)?|sem|nada de|nem|nunca|em vez de|ao inves de',
    ),
  })),
};
