/** The clauses that `whole-clauses.ts` knows, folded, each list an alternation. */

const CHINESE_THINK =
  '准确比速度重要|(?:质量|正确)(?:第一|比速度重要)|宁可慢一?点也要对|(?:这题)?有(?:坑|陷阱)|时间(?:不是问题|随你用|充裕)|没有时间限制|' +
  '给你(?:充足|足够|很多)的?时间.{0,4}|(?:请)?慎重(?:回答|作答|一点)|(?:请)?(?:认真|严肃)对待.{0,6}|(?:请)?(?:不要|别|不许)(?:脱口而出|随口一说|敷衍|偷懒|跳步|糊弄)|' +
  '考虑周全(?:一?点|些)?|花多少时间都(?:行|可以)|多花点?(?:心思|功夫|时间).{0,6}|先别(?:急着)?回答|算完再检查一?[遍次]|检查[两几三][遍次].{0,6}|(?:请)?全力以赴.{0,5}|慎之又慎|(?:请)?(?:重新)?认真想.{0,4}|多角度想.{0,3}';
const CHINESE_QUICK =
  '快点|(?:快){2,}|(?:速度){1,3}|没空听.{0,8}|[一两几]秒(?:钟)?(?:内)?告诉我(?:答案)?|(?:立刻|立即|现在就|此刻)(?:回答|告诉我|回复|作答)|越快越好|快一点就行|不用(?:太准|仔细|精确|太细)|不求准确|' +
  '(?:大概|粗略|差不多)就(?:行|好)|凭(?:第一)?(?:感觉|直觉|印象)|过程(?:免了|不用)|少说?废话|废话(?:不要|免了|少说)|直接(?:给数|上答案|说数|给)|只告诉我对不对|三言两语就行|快问快答|抢答|快速给.{1,4}结论';
const SPANISH_THINK =
  'tomate el rato.{0,20}|(?:prefiero|mejor) (?:que tardes y aciertes|una respuesta lenta.{0,14}|despacio y bien)|la (?:precision|exactitud) importa mas.{0,16}|razona cada paso|ve poco a poco.{0,24}|sin saltarte (?:pasos|nada)|' +
  'no (?:contestes|respondas) (?:a lo loco|por responder|a la primera)|no me des lo primero que.{0,30}|no quiero (?:una )?respuestas? (?:apresuradas?|rapidas?|precipitadas?)(?: esta vez)?|nada de corazonadas|no improvises|(?:parate|para un segundo|detente)(?: y|a) (?:pensar|reflexiona|piensa).{0,12}|' +
  '(?:comprueba|revisa|repasa) (?:dos|varias) veces.{0,20}|exprimete (?:el cerebro|la cabeza)|vuelve a pensarlo|piensalo (?:otra vez|de nuevo|despacio|mejor)|(?:no (?:me )?corre|no hay) (?:ninguna )?(?:prisa|apuro)|tarda lo que.{1,22}|me gustaria que lo (?:meditaras|pensaras).{0,8}';
const SPANISH_QUICK =
  'rapidito|(?:contesta|contestame|dimelo|dime|responde|respondeme) (?:ya|ya mismo|ahora|ahora mismo|al instante|enseguida|ya cual)|necesito (?:la respuesta|saberlo|una respuesta) (?:ya|ahora|ahora mismo|cuanto antes)|(?:lo necesito |lo )?(?:cuanto antes|antes posible)|llego tarde|me queda un minuto|' +
  'tengo (?:dos|un|cinco) minutos?|ve al grano|no le des vueltas|ahorrame (?:los detalles|el rollo)|dime solo (?:el numero|si o no|cual)|elige (?:uno|cualquiera)(?: y ya)?|no hace falta (?:que sea )?exacto|(?:una aproximacion|una idea aproximada) basta|con una estimacion me vale|lo que te salga|tu primera impresion';
const GERMAN_THINK =
  'denk(?:e)? (?:lieber )?zweimal nach|uberlegen sie sich (?:das|die antwort) (?:reiflich|gut)|(?:nur )?keine (?:hektik|hast|eile)|ohne (?:hast|hektik)|genauigkeit (?:geht )?vor (?:tempo|schnelligkeit)|lieber (?:langsam und richtig|spat als falsch|richtig als schnell)|ich warte gern(?:e)?|' +
  '(?:keine|keinen) (?:vorschnellen antworten?|schnellschusse?|schnellschuss)|geh(?:e)? alle falle.{0,20}|wag(?:e)? alles (?:sorgfaltig|genau|gut) ab|sei (?:ganz |sehr )?(?:grundlich|sorgfaltig|gewissenhaft).{0,20}|streng (?:dich|dein hirn) (?:richtig |mal )?an|zerbrich dir ruhig den kopf|hirn einschalten|pruf(?:e)? deine antwort (?:doppelt|zweimal)|(?:also )?konzentrier(?:e)? dich';
const GERMAN_QUICK =
  "mach hin|(?:antworte |antworten sie )?sofort(?: antworten)?|sag'?s? (?:es )?mir sofort|ich brauche? (?:die antwort sofort|das jetzt|schnell eine antwort|sofort eine antwort)|ich hab(?:e)? nur (?:eine|zwei) minuten?|so schnell (?:wie moglich|es geht|du kannst)|schnellstmoglich|um rasche antwort|rasch|(?:ist )?dringend|komm zum punkt|" +
  'ich muss (?:los|gleich weg)|sag einfach (?:ja oder nein|eins)|such einfach eins aus|irgendeins|grob(?: geschatzt)? reicht|was dir als erstes einfallt';
const FRENCH_THINK =
  "ne dis pas la premiere chose.{0,20}|ne bacle pas.{0,8}|pas de reponse (?:baclee|a chaud|hative)|(?:je ne veux|je veux) pas d'une reponse (?:rapide|hative)|je prefere une reponse lente.{0,12}|la justesse compte plus.{0,18}|mieux vaut lent que faux|reflechis (?:encore|a nouveau|bien fort)|pense a tous les cas|creuse vraiment.{0,14}|" +
  'fais (?:travailler|marcher) tes meninges|fais un effort de reflexion|(?:sois|soyez) (?:tres |bien )?(?:rigoureux|attentif|rigoureuse|attentive|methodique)|que tu y reflechisses.{0,14}|tourne sept fois ta langue.{0,18}|a tete reposee|avec (?:beaucoup de |grand )soin';
const FRENCH_QUICK =
  "depeche|(?:au|le) plus vite(?: possible)?|des que possible|(?:reponds |repondez )?(?:tout de suite|immediatement|maintenant)|il me faut une reponse vite|j'ai besoin de la reponse (?:maintenant|vite)|j'ai (?:une|deux) minutes?|en deux secondes|sans trop y penser|pas la peine (?:de reflechir|d'expliquer|de detailler)|inutile de (?:detailler|reflechir|t'etendre)|" +
  "ne reflechis pas|ne cherche pas (?:trop )?(?:loin|plus loin)|ne te casse pas la tete|abrege|dis juste oui ou non|choisis-en un.{0,18}|n'importe lequel|au feeling|une (?:estimation|approximation) suffit";
const JAPANESE_THINK =
  '急ぎません|急いでいないので.{0,10}|急がないで.{0,6}|(?:速さ|スピード)より(?:も)?(?:正確さ|質|精度).{0,6}|正確さ(?:が|を)(?:大事|優先).{0,4}|慎重に(?:お願いします|答えて(?:ください)?|頼みます)|(?:いろんな|さまざまな|あらゆる)(?:角度|可能性).{0,4}検討して.{0,10}|即答しないで.{0,4}|思いつきで答えないで.{0,4}|勘で答えないで.{0,4}|' +
  '熟考をお願いします|検算してから.{0,6}|答えを(?:二回|二度|もう一度)確認して.{0,4}|見直してから.{0,6}|腰を据えて.{0,6}';
/** Anything may stand before these. */
const JAPANESE_THINK_WITHIN = '.{0,8}じっくり取り組んで|.{0,10}念入りに';
const JAPANESE_QUICK =
  '早くして|(?:早く|はやく)お願い(?:します)?|今すぐ|すぐ(?:に)?(?:教えて|返事).{0,4}|時間ない|さっさと(?:答えて|教えて)|直感で.{0,4}|数字だけでいい|(?:はいかいいえ|yesかno)だけで.{0,3}|一瞬で答えて|早押し';
const PORTUGUESE_THINK =
  'tem pegadinha|reflita bastante.{0,30}|(?:pode )?demor(?:e|ar)(?: o quanto (?:quiser|precisar))?|pode levar o tempo.{0,14}|prefiro (?:que demore e acerte|devagar e certo)|precisao e mais importante.{0,16}|nao responda de qualquer jeito|nao chut[ae]|nada de chute|nao quero (?:uma )?resposta (?:apressada|rapida)|nao diga a primeira coisa.{0,22}|' +
  'pux[ae] pela cabeca|queime os neuronios|se esforce (?:nessa|bastante)|de o seu melhor raciocinio|confira duas vezes.{0,12}|gostaria que voce pensasse bem|pens[ea] (?:de novo|mais um pouco|primeiro|melhor)|pare e pense|mergulhe fundo.{0,14}';
const PORTUGUESE_QUICK =
  '(?:anda|anda logo)|(?:responda|responde|fala|diz) (?:ja|agora|logo)|preciso (?:da resposta agora|disso ja|ja|saber agora)|e pra ja|o (?:quanto antes|mais rapido possivel)|assim que puder|so tenho um minuto|nao enrola|nao precisa (?:ser exato|caprichar)|mais ou menos (?:ta bom|serve)|um chute (?:serve|basta)|chuta (?:ai|um numero)|no olhometro|' +
  'a primeira coisa que vier.{0,10}|o que vier primeiro|(?:so )?diz so sim ou nao|escolhe qualquer um|me poupa dos detalhes';

const BEFORE = '(?:por favor|porfa|bitte|aber|und|also|s.il te plait|mais|et|y|pero|mas|e|请|那)? ?';
const BEHIND = ' ?(?:bitte|porfa|por favor|svp|stp|s.il te plait|s.il vous plait|danke|merci|gracias|pfv|了|吧|啊|。)?';
const clause = (...lists: readonly string[]): RegExp => new RegExp(`^${BEFORE}(?:${lists.join('|')})${BEHIND}$`, 'u');

export const THINK_CLAUSES = clause(
  ...[CHINESE_THINK, SPANISH_THINK, GERMAN_THINK, FRENCH_THINK, JAPANESE_THINK, PORTUGUESE_THINK],
);
export const QUICK_CLAUSES = clause(
  ...[CHINESE_QUICK, SPANISH_QUICK, GERMAN_QUICK, FRENCH_QUICK, JAPANESE_QUICK, PORTUGUESE_QUICK],
);
export const THINK_WITHIN = clause(JAPANESE_THINK_WITHIN);
