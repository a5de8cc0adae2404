/**
 * How people ask for more thought or for a quick answer, in seven languages, as data for `asked.ts`. Patterns meet text
 * that `fold` has been over: lower case, no accents on Latin letters. A pattern ends where the request does, so that
 * "think hard work pays" and "a quick answer engine" are none.
 */

export interface Idiom {
  /** Asks to think. With `not` before it, it asks to be quick. */
  readonly think: RegExp;
  /** Asks to be quick. With `not` before it, it asks for nothing. */
  readonly quick: RegExp;
  /** Asks to be quick, but only with `not` before it ("don't overthink it"). */
  readonly brood: RegExp | null;
  /** What may stand before a request in its clause: it is said to whoever answers. Stripped again and again. */
  readonly lead: RegExp;
  /** A negation right before the request. */
  readonly not: RegExp;
}

/** Compiles an alternation that starts and ends with whole words. */
const words = (...patterns: string[]): RegExp => new RegExp(`(?<![\\p{L}\\p{N}'-])(?:${patterns.join('|')})`, 'gu');
const atEnd = (...patterns: string[]): RegExp => new RegExp(`(?:^|\\s)(?:${patterns.join('|')})\\s*$`, 'u');
const within = (...patterns: string[]): RegExp => new RegExp(`(?:${patterns.join('|')})`, 'gu');
const closing = (...patterns: string[]): RegExp => new RegExp(`(?:${patterns.join('|')})\\s*$`, 'u');

/** What may follow an English request: nothing, punctuation, or a word that goes on with it rather than being its noun. */
const after =
  '(?=\\s*(?:$|[.,;:!?…)\\n—–]|- )|\\s+(?:about|on|over|through|before|and|here|for|first|please|when|while|then|but|with|to|as|' +
  'this|these|if|because|again|now|thanks|is|will|would|only|no)(?![\\p{L}]))';
/** The same for a Romance or German noun phrase: no complement ("réponse rapide du serveur"). */
const whole = "(?!\\p{L}|-|\\s+(?:du|de|del|des|da|do|das|dos|der|von|d'))";

const english: Idiom = {
  think: words(
    `think(?:ing)?(?: really| very| extra| super| long and)* (?:hard|harder|deep|deeper|deeply|carefully|thoroughly|slowly|longer|twice|step[- ]by[- ]step)${after}`,
    `think (?:it|this|that|things) (?:through|over)(?: carefully| thoroughly| properly)?${after}`,
    `think (?:[\\p{L}']+ ){1,6}?(?:carefully|deeply|thoroughly|very hard|really hard|step[- ]by[- ]step)${after}`,
    `think before (?:you )?(?:answer|answering|respond|responding|reply|replying)${after}`,
    `take (?:all )?(?:your|the) time(?: you need)?${after}`,
    `(?:reason|work) (?:it |this |through (?:it |this |the problem )?)?(?:carefully|thoroughly|deeply|step[- ]by[- ]step)${after}`,
    'give (?:it|this|that)(?: some| a lot of| your)?(?: serious| careful| real| deep| proper)+ (?:thought|consideration)' +
      after,
    `consider (?:it|this|that|your answer) (?:very )?carefully${after}`,
  ),
  quick: words(
    `(?:quick|short|fast|brief|concise|one[- ](?:word|line|sentence)) (?:answer|reply|response)s?${after}`,
    `(?:answer|respond|reply|explain)(?: me| this| it)?(?: very)? (?:quickly|briefly|fast|concisely|in (?:one|a) (?:word|line|sentence))${after}`,
    '(?:briefly|quickly)(?=\\s*(?:[,:]|$))',
    `(?:just|only)(?: give me| tell me)? (?:the|your)(?: final)? answer${after}`,
    `answer only${after}`,
    `(?:be|make it|keep it|keep (?:your|the) (?:answer|reply|response)) (?:very )?(?:quick|brief|short|concise)${after}`,
    `no (?:explanation|explanations|thinking)(?: needed| required| necessary)?${after}`,
    `off the top of your head${after}`,
  ),
  brood: words(
    `(?:overthink|over-think|overthinking)(?: it| this| that)?${after}`,
    `think (?:too|so|that|about it too|about this too) (?:hard|much|long|deeply)${after}`,
  ),
  lead: atEnd(
    "please|pls|kindly|just|only|really|also|now|so|and|but|then|ok|okay|first|instead|well|alright|actually|always|hey|hi|hello|let's|lets",
    '(?:can|could|will|would|must|should) you|you (?:can|may|should|must|need to|have to)|go ahead',
    "i (?:really |just |only )?(?:want|need|would like|expect) you to|i'd like you to|make sure (?:to|you)|be sure to|try to|remember to",
    "(?:give|get) me(?: just| only)?|i (?:really |just |only )?(?:want|need|would like)|i'd like|i'm (?:just )?looking for|looking for|a|an|the|your|with|want|need",
    "there is|there's|this time|for this one|before answering|before you answer|for once",
  ),
  not: atEnd(
    "don't|dont|do not|no need to|no need for|no|not|never|without|needn't|need not|(?:you )?(?:don't|do not) (?:have|need) to|stop|avoid|instead of|rather than",
    "(?:don't|do not) (?:want|need|give me|expect|just give me)(?: you to| a| an| the| just a)?|no need for a|not (?:just )?a|no need to give (?:me )?a|without (?:a|an)|rather than a",
  ),
};

const spanish: Idiom = {
  think: words(
    `(?:piensa|piense|piensen|piensalo|pienselo|reflexiona|reflexione|razona|razone|pensar|pensarlo)(?: en (?:ello|esto|eso)| esto)?(?: muy)? (?:bien|detenidamente|con (?:calma|cuidado|detenimiento)|paso a paso|a fondo|antes de responder)${whole}`,
    `(?:tomate|tomese|toma|tome) (?:todo )?(?:tu|su|el) tiempo${whole}`,
  ),
  quick: words(
    `respuesta (?:rapida|corta|breve)${whole}`,
    `(?:responde|responda|contesta|conteste|respondeme|contestame) (?:rapido|rapidamente|brevemente|en una (?:palabra|frase))${whole}`,
    `(?:solo|solamente|unicamente)(?: dame| dime| quiero)? la respuesta${whole}`,
    `se breve|sea breve|brevemente(?=\\s*(?:[,:]|$))`,
  ),
  brood: words(`(?:lo )?(?:pienses|piense|pensar|pensarlo)(?: (?:tanto|mucho|demasiado|mas))?${whole}`),
  lead: atEnd(
    'por favor|dame|deme|quiero(?: que)?|necesito(?: que)?|una|solo|puedes|podrias|y|pero|ahora|antes de responder|la',
  ),
  not: atEnd('no(?: (?:hace falta(?: que)?|necesitas|necesita|tienes que|quiero|necesito|me des)(?: una)?)?|sin'),
};

const german: Idiom = {
  think: words(
    '(?:denk|denke|denken sie|uberleg|uberlege|uberlegen sie)(?: (?:bitte|mal|doch|dir|es|das|daruber|noch einmal|ganz|sehr|besonders|in ruhe))*' +
      ` (?:grundlich|genau|scharf|sorgfaltig|intensiv|tief|gut|lange|schritt fur schritt|in ruhe|richtig)(?: daruber)?(?: nach)?${whole}`,
    `(?:grundlich|gut|genau|scharf|sorgfaltig|intensiv|in ruhe) (?:nachdenken|uberlegen)${whole}`,
    `(?:lass|nimm|lassen sie|nehmen sie) (?:dir|sich)(?: ruhig| bitte| alle)*(?: die)? zeit${whole}`,
  ),
  quick: words(
    `(?:kurze|schnelle|knappe) antwort${whole}`,
    `(?:antworte|antworten sie)(?: mir| bitte)* (?:kurz|schnell|knapp)${whole}`,
    `(?:nur|bloss) die antwort${whole}|(?:fass dich|fassen sie sich) kurz`,
    '(?:denk|denke|denken sie|uberleg|uberlege)(?: bitte| daruber)* nicht (?:so |zu |allzu |erst )?(?:lange|viel|grundlich|genau)(?: daruber)?(?: nach)?',
    'ohne (?:langes |grosses |viel )?nachdenken|(?:nicht|ohne) lange? (?:nachzudenken|nachdenken)',
  ),
  brood: null,
  lead: atEnd(
    'bitte|gib mir|geben sie mir|ich (?:brauche|will|mochte|hatte gern)(?: nur)?|eine|nur|und|aber|dann|also|jetzt|mal|kannst du|konntest du',
  ),
  not: atEnd('keine|kein|nicht|ohne'),
};

const french: Idiom = {
  think: words(
    `(?:reflechis|reflechissez|pense|pensez|raisonne|raisonnez)(?:[ -]y)?(?: tres)? (?:bien|longuement|soigneusement|attentivement|profondement|etape par etape|pas a pas|serieusement|en profondeur|avant de repondre)${whole}`,
    `(?:bien reflechir|reflechir (?:bien|longuement|attentivement|etape par etape))${whole}`,
    `(?:prends|prenez) (?:tout )?(?:ton|votre|le) temps(?: de (?:bien )?reflechir)?${whole}`,
  ),
  quick: words(
    `reponse (?:rapide|courte|breve|concise)${whole}`,
    `(?:reponds|repondez)(?:[ -]moi)? (?:vite|rapidement|brievement|en un mot|en une phrase)${whole}`,
    `(?:juste|seulement|uniquement) la reponse${whole}|(?:sois|soyez) bref${whole}`,
    '(?:en bref|brievement)(?=\\s*(?:[,:]|$))',
    '(?:ne )?(?:reflechis|reflechissez|pense|pensez)(?:[ -]y)? pas (?:trop|longtemps)',
    '(?:pas besoin de|inutile de|sans)(?: trop)? (?:y )?reflechir',
  ),
  brood: null,
  lead: atEnd(
    "donnez?[- ]moi|je (?:veux|voudrais)|il me faut|j'ai besoin d'une|une|juste|s'il (?:te|vous) plait|svp|stp|et|mais|alors|d'abord|peux-tu|pouvez-vous",
  ),
  not: atEnd("pas(?: besoin)?(?: d'une| de)?|sans|ne (?:veux|me donne|donne) pas(?: d'une| de)?|aucune"),
};

const portuguese: Idiom = {
  think: words(
    `(?:pense|pensa|pensem|reflita|raciocine)(?: muito| nisso| nisto| sobre (?:isso|isto))* (?:bem|com (?:calma|cuidado|atencao)|passo a passo|a fundo|profundamente|cuidadosamente|antes de responder)${whole}`,
    `(?:leve|tome|use) (?:todo )?o (?:seu )?tempo(?: que (?:precisar|quiser))?${whole}`,
  ),
  quick: words(
    `resposta (?:rapida|curta|breve)${whole}`,
    `(?:responda|responde)(?:-me)? (?:rapido|rapidamente|brevemente|depressa|em uma (?:palavra|frase))${whole}`,
    `(?:so|somente|apenas)(?: me)?(?: de| da| diga)? a resposta${whole}|seja breve${whole}|brevemente(?=\\s*(?:[,:]|$))`,
  ),
  brood: words(`(?:pense|penses|pensar)(?: (?:muito|demais|tanto))?${whole}`),
  lead: atEnd('por favor|me de|de-me|da-me|quero(?: que)?|preciso de|uma|so|apenas|e|mas|voce pode|pode|poderia|agora'),
  not: atEnd('nao(?: (?:precisa|precisas|e preciso|quero|preciso de|me de)(?: uma)?)?|sem'),
};

const chinese: Idiom = {
  think: within(
    '(?:仔细|仔細|认真|認真|好好|深入|慎重|用心)地?(?:想一?想|想一?下|想清楚|思考|考虑|考慮|推理|琢磨)(?!的|过|了|是|会|有|能)',
    '(?:一步一步|一步步|逐步)地?(?:想|思考|推理)(?!的|过|了|是)',
    '慢慢(?:来|來|想|思考)(?!的|过|了)|想清楚(?:再|后|之后)(?:回答|答|说)',
  ),
  quick: within(
    '(?:快速|快点|快點|简短|簡短|简单|简要|简洁|簡潔|直接|迅速)地?(?:回答|回复|答复|告诉我)(?!的|者|问题|率|器|了|过)',
    '(?:快速|简短|簡短|简单|简要|简洁)的?(?:回答|答案|回复)(?!的|者|问题|率|器|了|过)',
    '(?:直接|只要|只需要?|只)(?:给我|给出|告诉我)?(?:最终)?答案(?!的)|长话短说|一句话(?:回答|告诉我)|(?:不用|无需|不需要|不必)解释',
  ),
  brood: within('想太多|想那么多|想太久|思考太久|过度思考|想'),
  lead: closing(
    '请|請|麻烦|你|您|要|先|再|帮我|幫我|务必|一定|可以|能|能不能|就|给我|给我一个|我(?:要|想要|需要)一个|一个|我?希望|我想让|那|好|对此|吧',
  ),
  not: closing('(?:不用|不要|不必|无需|無需|别|別|不需要|用不着)(?:太|那么|这么|给我|给)?(?:一个)?'),
};

const japanese: Idiom = {
  think: within(
    '(?:じっくり|ゆっくり|よく|慎重に|深く|しっかり|ちゃんと|丁寧に|時間をかけて|ステップバイステップで|段階的に|順を追って|一歩ずつ)と?(?:考え|検討し|推論し)て' +
      '(?=みて(?:ください|下さい|くれ|ね)|ください|下さい|くれ(?!た|る人)|ほしい|欲しい|もらえ|いただ|ね|から(?:答|回答|教|返)|答え|回答し|教え|[、。！!,.\\s]|$)',
    '(?:ゆっくり|時間をかけて)(?:で)?も?(?:いいよ|いいので|いいから|いいです|構いません|大丈夫)',
  ),
  quick: within(
    '(?:手短に|簡潔に|短く|すぐに?|素早く|早く|ざっくりと?|一言で)(?:お願い|(?:答え|回答し|教え|返答し|返事し)て(?!くれない|もらえな|いる|いた|しま))',
    '答えだけ(?:で|を|教|お願い|ください|下さい|、|。|$)',
    '(?:深く|じっくり|あまり)考え(?:なくて|ないで|ずに)|考えすぎ(?:ないで|なくて|ずに)|時間をかけ(?:なくて|ないで|ずに)',
  ),
  brood: null,
  // The verb comes last: what stands before it is the object. Only another's doing, told of, is no request.
  lead: /^(?!.*(?:私|僕|俺|彼女?|皆|人々?|誰)(?:は|が|も)).*$/u,
  not: /(?!)/u,
};

/** Tried on text in Latin letters, and on text that holds Chinese or Japanese characters. */
export const LATIN_IDIOMS: readonly Idiom[] = [english, spanish, german, french, portuguese];
export const CJK_IDIOMS: readonly Idiom[] = [chinese, japanese];
