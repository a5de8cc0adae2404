import { once } from '../../once.ts';
import { atEnd, type Idiom, whole, words } from './idiom.ts';

const think =
  '(?:piensa|piense|piensen|pienses|pensa|piensalo|pienselo|pensalo|pensar|pensarlo|pensando|pensandolo|reflexiona|reflexione|reflexiones|reflexionar|reflexionalo|razona|razone|razones|razonar|razonalo|medita|medite|meditalo|meditar|analiza|analice|analizalo|analicelo|considera|considere|consideralo|considerelo|evalua|evalue|evalualo|valora|valoralo|piensatelo|piensate|pienseselo|revisa|revise|revisalo|reviselo|ve|vaya|vamos|resuelve|resuelva|resuelvelo|resuelvalo|trabaja|estudia|estudialo|desarrolla)';
const object =
  '(?: (?:en (?:ello|esto|eso|este|el problema|la pregunta|todo)|esto|eso|este (?:problema|tema|asunto)|el (?:problema|tema|asunto)|la (?:pregunta|cuestion|respuesta)|tu respuesta|sobre (?:esto|ello|eso)|muy|mas|bien y|un poco|todo))*';
const manner =
  '(?:bien|detenidamente|con (?:mucha |mas |toda la |la debida )?(?:calma|cuidado|detenimiento|atencion|tranquilidad|rigor|profundidad)|paso (?:a|por) paso|a fondo|a conciencia|antes de (?:responder|contestar|decir|hablar|dar|responderme|contestarme|escribir)\\p{L}*|despacio|en profundidad|dos veces|mejor|seriamente|profundamente|cuidadosamente|minuciosamente|rigurosamente|sin prisas?|todos los (?:casos|detalles|angulos|factores|escenarios)|por (?:pasos|partes)|mucho|de verdad|con la cabeza)';
const talk =
  '(?:explicaciones?|explicar(?:me|lo|melo|nada)?|explicacion|detalles?|rodeos|rollos?|adornos|florituras|razonamientos?|pasos|justificar(?:lo)?|justificacion|pensar(?:lo|selo)?|desarrollo|introduccion|preambulos?|paja|dar(?:le)? (?:muchas |tantas |mas )?vueltas|entrar en detalles?|extenderte|argumentos)';
const thing =
  '(?:la (?:respuesta|cifra|solucion|conclusion|fecha|palabra)|el (?:resultado|numero|nombre|dato|ano|total|valor|codigo)|si o no|un (?:si o no|numero|nombre)|una palabra|lo (?:esencial|basico)|el si o el no)';

export const spanish: Idiom = {
  trigger:
    /piens|pens|reflex|razon|medit|analiz|analic|consider|evalu|valor|revis|reviso|paso|pasos|prisa|tiempo|respuesta|rapid|breve|concis|solo|solamente|unicamente|nada mas|nomas|simplemente|explic|expliq|detalle|rodeo|roll|vuelta|cabeza|cerebro|calma|grano|bote|a ojo|urge|urgente|sin |lo primero|y punto|y ya|y listo|apresur|precipit|corras|ligera|despacio|comprueba|verifi|repas|adivin|esfuerz|empeno|atencion|sopesa|cuenta|contempla|explora|estudia|trabaja|resuelv|desarroll|justific|argument|para(?:te)? a|detente|intuicion|botepronto|no te|complic|enroll|va(?:ya|mos)? (?:paso|despacio|al)|ve (?:paso|al|despacio|bien|por|con)/,
  patterns: once(() => ({
    think: words(
      `${think}${object} ${manner}${whole}`,
      `(?:tomate|tomese|toma|tome|tomad|tomense|usa|use|utiliza)(?: (?:todo|tu|su|el|un|mas|bastante))* (?:tiempo|rato|momento)(?: (?:que|para|necesario|necesites|necesite|quieras|haga falta|te haga falta|pensar|pensarlo|hayas|de|sea)\\p{L}*)*`,
      `(?:no (?:hay|tengo|tenemos|tengas|tenga) (?:ninguna )?prisa|sin (?:ninguna )?prisas?|no (?:te|se) (?:apresures|apresure|precipites|precipite)|no corras|no (?:respondas|contestes|responda|conteste) (?:a la ligera|de inmediato|enseguida|lo primero|sin pensar|deprisa|tan rapido|precipitadamente)|ve despacio|con (?:toda la )?calma)${whole}`,
      `(?:una )?respuesta (?:bien |muy )?(?:pensada|razonada|meditada|reflexionada|fundamentada|cuidadosa)${whole}`,
      `(?:revisa|comprueba|verifica|repasa|revise|compruebe|verifique)(?: bien| dos veces)? (?:tu|su|el|cada|todos los|tus|los) (?:razonamiento|respuesta|calculos?|pasos?|logica|resultado)(?: dos veces)?${whole}`,
      `(?:dale|dele|dadle) (?:(?:unas|un par de|varias|muchas|alguna|una|las) )?(?:vueltas?|pensada)|no (?:adivines|te lances|supongas nada)${whole}`,
      `(?:piensa|piense|reflexiona|medita|razona)${object} antes de|(?:primero piensa|piensa primero)${whole}|esfuerzate(?: al maximo)?${whole}|pon(?:le)? (?:toda tu )?(?:cabeza|atencion|empeno)${whole}|usa la cabeza${whole}`,
      `(?:considera|ten en cuenta|contempla|sopesa|valora|analiza|explora)(?: bien)? (?:todos?|todas?) (?:los|las) (?:casos|angulos|opciones|factores|posibilidades|escenarios|detalles|aspectos|variables)${whole}`,
      `que (?:lo )?(?:pienses|piense|reflexiones|razones|medites)(?: muy)? (?:bien|mucho|con calma|a fondo|de verdad)${whole}`,
    ),
    quick: words(
      `respuesta (?:muy |lo mas |bien |super )?(?:rapida|corta|breve|concisa|directa|escueta|simple|sencilla|inmediata|express|veloz)${whole}`,
      `(?:responde|responda|contesta|conteste|respondeme|contestame|respondame|contesteme|dime|digame|dimelo|explicame|explicamelo|explica|explicalo|resumelo|respondelo|di|dame la respuesta|damelo|define)(?: (?:muy|lo mas|esto|eso|bien|solo|solamente|unicamente|por favor|con|en))*,? (?:rapido|rapidamente|rapidito|brevemente|concisamente|deprisa|ya|corto|breve|breve posible|rapido posible|resumido|al grano|sin mas|en corto|en breve)${whole}`,
      `(?:solo|solamente|unicamente|nada mas|nomas|simplemente)(?: (?:dame|dime|deme|digame|quiero|necesito|respondeme|responde|contesta|con|di|me interesa|ponme|escribe))* ${thing}${whole}|${thing} (?:nada mas|solamente|y ya|y punto|nomas|y listo|sin mas)${whole}`,
      `(?:se|sea) rapid[oa]${whole}|(?:rapidito|rapidamente|rapido|rapida)(?=\\s*(?:[,:.!]|$))`,
      `(?:sin|nada de|ni|evita|ahorrate|saltate|omite) (?:(?:mas|mucha|muchas|muchos|tanta|tantas|ninguna|dar|darme|las|los|la|el|largas?|demasiad[ao]s?|grandes|tantos) )*${talk}${whole}`,
      `no (?:me |lo |te |hace falta |es necesario |necesito |quiero |hay que |tienes que |hagas |des |me des |necesitas |hacen falta |son necesarias |hay |pongas )*(?:que )?(?:me |lo |te )*(?:(?:mas|mucha|muchas|ninguna|una|la|las|los|tantos|tantas|largas?) )*(?:${talk}|expliques|explique|razones|justifiques|argumentes|detalles|desarrolles|extiendas|enrolles|lies|compliques|alargues|elabores|profundices)(?: (?:mucho|tanto|nada|demasiado|en detalles?|la vida|por que|el por que|largas?))*${whole}`,
      `no (?:le |lo )?(?:des|demos|de) (?:muchas|tantas|mas|demasiadas) vueltas${whole}|no (?:te )?(?:comas|rompas|calientes) (?:la cabeza|el coco|mucho la cabeza)`,
      `(?:(?:llevo|tengo|voy con|ando con|estoy con) (?:mucha |un poco de |bastante |algo de )?prisa|no tengo (?:mucho |casi )?tiempo|es urgente|me urge|urge que|date prisa|rapido que)${whole}`,
      `(?:al grano|a bote pronto|asi a ojo|a ojo|sobre la marcha|de (?:un )?plumazo|a la primera|lo primero que (?:se te ocurra|te venga)|tu intuicion|a botepronto)(?: [\\p{L}]+){0,3}?(?=\\s*(?:$|[,:.!?]))|(?:un |con un )?si o (?:un )?no(?=\\s*(?:$|[,:.?!]))`,
    ),
    brood: words(
      `(?:lo |te |le )?(?:pienses|piense|pensar|pensarlo|pensalo|reflexiones|analices|medites|pensarselo)(?: (?:tanto|mucho|demasiado|mas|en exceso|ni un segundo))*${whole}`,
    ),
    lead: atEnd(
      'por favor|porfa|porfavor|dame|deme|danos|quiero(?: que)?|quisiera(?: que)?|necesito(?: que)?|me gustaria(?: que)?|te pido(?: que)?|prefiero|busco|una|un|solo|solamente|puedes|podrias|puede|podria|pueden|debes|tienes que|hay que|y|pero|ahora|antes de (?:responder|contestar)|la|tu|lo|me|que|hola|oye|mira|bueno|vale|venga|primero|entonces|asi que|esta vez|aqui|con|en|de|muy|mas|hazme|hazlo|intenta|procura|asegurate de|si puedes|te|se|mejor|con una|basta con|me basta con|solo quiero|tambien|a|para esto|para esta|esto|es|y ya|eh|tio|ok',
    ),
    not: atEnd(
      'no(?: (?:hace falta(?: que)?|es necesario(?: que)?|necesitas|necesita|tienes que|quiero|necesito|me des|hay que|te pongas a|vale la pena|hay necesidad de|des)(?: (?:una|que lo|que))?)?|sin|nada de|ni|nunca|tampoco|en vez de|en lugar de',
    ),
  })),
};
