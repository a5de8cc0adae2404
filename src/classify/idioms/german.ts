import { once } from '../../once.ts';
import { atEnd, type Idiom, whole, words } from './idiom.ts';

const filler =
  '(?: (?:bitte|mal|doch|dir|euch|sich|es|das|dies|diese|dieses|daruber|noch einmal|nochmal|noch mal|ganz|sehr|besonders|in ruhe|und|wirklich|einfach|erst|zuerst|uber|die|den|der|dem|frage|aufgabe|problem|alles|hier|hieruber|ruhig|erstmal|etwas|richtig|ordentlich|lange|gut|vorher|bevor du antwortest|antwort|sache))*';
const manner =
  '(?:grundlich|genau|genauer|scharf|sorgfaltig|intensiv|tief|tiefer|gut|lange|langer|schritt fur schritt|schrittweise|in ruhe|richtig|ernsthaft|logisch|konzentriert|systematisch|gewissenhaft|besser|zweimal|eingehend|ausfuhrlich|vorher|erst|zuerst|langsam|nach, bevor|bevor (?:du|sie|ihr) (?:antwort|etwas sag|was sag|schreib|reagier)\\p{L}*|ganz genau)';
const talk =
  '(?:erklarung(?:en)?|begrundung(?:en)?|erlauterung(?:en)?|umschweife|details|rechenweg|herleitung|einleitung|geschwafel|gerede|romane?|blabla|drumherum|ausfuhrungen|analyse|diskussion|zwischenschritte|schnickschnack|lange rede|vorrede|floskeln|grubeln|nachdenken|uberlegen|zu uberlegen|nachzudenken|zu grubeln)';
const thing =
  '(?:(?:die |das |den |der |ein |eine |einen )?(?:antwort|ergebnis|zahl|namen?|wort|losung|jahr|datum|wert|code|befehl|satz|endergebnis|fazit|resultat|buchstaben?)|ja oder nein|ja/nein)';

export const german: Idiom = {
  trigger:
    /denk|dacht|uberleg|grubel|reflekt|analys|pruf|erwag|zeit|eile|eilig|eilt|schritt|grund|genau|antwort|ruckmeld|auskunft|info|schnell|fix|rasch|kurz|knapp|nur |blo(?:ss|ß)|lediglich|einfach|reicht|genugt|genugen|ohne|kein|spar|lass|verzicht|nicht|erklar|erlauter|begrund|bauch|stegreif|kopf|spontan|daumen|geschatz|schatz|gedanken|muhe|streng|wag |wage|dringend|zack|hopp|beeil|punkt|roman|schwafel|rate|raten|uberst|ubereil|vorschnell|check|kontroll|meinung|berucksicht|bedenk|betracht|beleucht|in dich|mitdenken|durchgehen|durchdacht|mal eben|eben|frage|losung|konzentrier|sofort/,
  patterns: once(() => ({
    think: words(
      `(?:denk|denke|denken sie|denkt|uberleg|uberlege|uberlegen sie|uberlegt|durchdenk|durchdenke|durchdenken sie|grubel|grubele|reflektiere|analysiere|prufe|prufen sie|erwage|geh|gehe|gehen sie|lose|arbeite)${filler} ${manner}(?: (?:daruber|durch|vor|nach|an|die sache|und))*${whole}`,
      `(?:denk|denke|denken sie)${filler} (?:nach|durch)(?:(?=\\s*(?:$|[.,;:!?]))| bevor|, bevor)`,
      `${manner} (?:daruber |mal |erst |bitte |alles |das |es )*(?:nachdenken|uberlegen|durchdenken|nachdenkst|uberlegst|durchdenkst|abwagen|nachzudenken|zu uberlegen|denken|prufen|vorgehen|durchgehen|nachdenkt)${whole}`,
      `(?:erst|zuerst|vorher|bitte erst|erst mal|erst einmal)(?: (?:mal|gut|in ruhe|grundlich|genau))* (?:nachdenken|uberlegen|denken)${whole}|mitdenken und`,
      `(?:lass|lasst|nimm|nehmt|lassen sie|nehmen sie)(?: dir| sich| euch)?(?: ruhig| bitte| alle| dafur| hierfur| damit| gern| genug| genugend| ausreichend| so viel| etwas| mehr| ein bisschen| einen moment)*(?: die)? (?:zeit|weile)(?: (?:dafur|damit|zum nachdenken|zum uberlegen|wie du brauchst|die du brauchst|wie notig))*${whole}`,
      `(?:keine eile|es eilt nicht|eilt nicht|hat keine eile|ohne eile|nichts uberstursen|(?:nichts uberstur|uberstur)z\\p{L}*(?: es| nichts)?(?: nicht)?|nicht (?:vorschnell|ubereilt|hastig|sofort|gleich|einfach drauflos)(?: (?:antworten|raten|urteilen|los))?|(?:antworte|antworten sie|urteile) nicht (?:vorschnell|sofort|gleich|ubereilt|uberhastet|zu schnell)|rate (?:bitte )?nicht(?: einfach)?|nicht (?:einfach )?raten|ich habe zeit)${whole}`,
      `(?:gut |wohl ?|sorgfaltig |grundlich |genau )(?:uberlegte?|durchdachte?|begrundete?|abgewogene?)n? (?:antwort|losung|einschatzung|meinung)${whole}|(?:durchdachte|wohluberlegte|fundierte|uberlegte) antwort${whole}`,
      `(?:prufe|prufen sie|uberprufe|uberprufen sie|kontrolliere|check)(?: bitte| noch einmal| nochmal| genau| doppelt)* (?:deine|ihre|die|das|dein|jeden|alle)(?: eigenen?)? (?:uberlegung(?:en)?|rechnung(?:en)?|antwort|ergebnis|logik|schritte?|argumentation|gedankengang|herleitung)(?: (?:doppelt|noch einmal|nochmal|genau|grundlich|sorgfaltig))*${whole}`,
      `(?:schritt fur schritt|streng dich an|strengen sie sich an|gib dir (?:richtig |besonders )?muhe|geh in dich|kopf einschalten|mit kopfchen)(?:(?=\\s*(?:$|[.,;:!?]))| und| bitte| denken| durchdenken| uberlegen| durchgehen| vorgehen)`,
      `(?:wag|wage|wagen sie|berucksichtige|bedenke|betrachte|bedenken sie|beleuchte)(?: bitte| genau| gut)* (?:alle|jeden|samtliche|jede)(?: (?:moglichen|denkbaren|relevanten))? (?:moglichkeiten|falle|fall|aspekte|seiten|optionen|argumente|faktoren|szenarien|folgen)${whole}`,
      `(?:dass|wenn) (?:du|sie) (?:dir |sich )?(?:das |es |daruber |hier )*(?:wirklich |ganz |sehr )*(?:grundlich|gut|genau|in ruhe|sorgfaltig|scharf) (?:nachdenkst|uberlegst|uberlegen|nachdenken|durchdenkst)${whole}`,
    ),
    quick: words(
      `(?:ganz |sehr |moglichst |super )?(?:kurze?|schnelle?|knappe?|prazise|rasche?|zugige?|einfache?|direkte|spontane|flotte?)n? ?(?:antwort|ruckmeldung|info|version|auskunft)${whole}`,
      `(?:antworte|antworten sie|antwort|sag|sage|sagen sie|sags|nenn|nenne|nennen sie|erklar|erklare|erklaren sie|erklars|beantworte|gib)(?: (?:mir|bitte|nur|mal|ganz|sehr|es|das|so|moglichst|kurz und|einfach|doch))* (?:kurz|schnell|knapp|fix|rasch|zugig|bundig|spontan|auf die schnelle|kurz wie moglich|knapp wie moglich|mal eben|eben)(?: und (?:knapp|bundig|schmerzlos))?${whole}`,
      `(?:nur|blo(?:ss|ß)|lediglich|einfach nur|einfach)(?: (?:bitte|mir|kurz|schnell|mit|sag|nenn|gib|in|das|die))* ${thing}(?: bitte| reicht| genugt)?${whole}|${thing} (?:reicht|genugt|genugen|reichen)(?: (?:mir|vollig|vollkommen|schon))?${whole}`,
      `(?:fass dich|fassen sie sich|fasse dich|halt dich|halte dich|halten sie sich|halt es|halte es|halt's|mach es|mach's|machs|mach|machen sie es)(?: bitte| ganz| so)* (?:schnell|fix|rasch)${whole}`,
      `(?:ganz |nur |mal |bitte |mal eben |eben )?(?:schnell|fix|auf die schnelle)(?:,? bitte| gefragt)?(?=\\s*(?:[,:!.]|$))`,
      `(?:denk|denke|denken sie|uberleg|uberlege|uberlegen sie|grubel|grubele)(?: bitte| daruber| da| dir| das)* nicht (?:so |zu |allzu |erst |gross |weiter |ewig )*(?:lange?|viel|grundlich|genau|herum|nach|daruber|sehr)?(?: daruber)?(?: nach| rum)?`,
      `(?:ohne|keine?|keinen|spar dir|sparen sie sich|lass|verzichte auf|nicht)(?: (?:langes|lange|lang|gro(?:ss|ß)\\p{L}*|viel|viele|weitere|gross|unnotige|unnotiges|jede|jegliche|die|das|den|alle|ausfuhrlichen?|erst|ewig))* ${talk}(?: (?:notig|bitte|erforderlich|weg|dabei|und|oder|notwendig|noch|${talk}))*${whole}`,
      `(?:nicht|ohne|brauchst nicht|musst nicht|musst nichts|musst es nicht|nichts)(?: (?:lange|lang|gro(?:ss|ß)|viel|erst|ewig|weiter|zu|mir|etwas|es|ausfuhrlich))* (?:nachzudenken|nachdenken|uberlegen|zu uberlegen|grubeln|erklaren|zu erklaren|begrunden|zu begrunden|ausholen|ausfuhren|rumreden|herumreden|ausschweifen|ins detail gehen)${whole}`,
      `(?:erklar|erklare|begrunde|erlauter|erlautere|rechne)(?: mir| es| das| bitte)* (?:nichts|nicht)(?: (?:weiter|lange|vor|gross))?${whole}|(?:zerbrich|zerbrechen) (?:dir|sie sich) nicht den kopf|schwafel nicht|kein roman${whole}`,
      `(?:(?:ich )?(?:hab|habe|hab's|habe es|bin)(?: (?:es|gerade|leider|grad|sehr|ziemlich|echt|nur))* (?:eilig|keine zeit|wenig zeit|kaum zeit|in eile|\\p{L}+ minuten? zeit)|keine zeit|es eilt|beeil dich|beeilung|(?:muss|soll) schnell gehen|dringend|zack zack|hopp hopp)${whole}`,
      `(?:aus dem (?:bauch|stegreif|kopf)(?: heraus)?|bauchgefuhl|spontan|uber den daumen(?: gepeilt)?|pi mal daumen|grob geschatzt|grobe schatzung|(?:schatz|rate) einfach(?: mal)?|das erste,? was dir einfallt)${whole}|(?:direkt )?auf den punkt${whole}`,
    ),
    brood: words(`(?:lange |viel |gross )?(?:nachdenken|uberlegen|grubeln)${whole}`),
    lead: atEnd(
      'bitte|gib mir|geben sie mir|gebt mir|gib|ich (?:brauche?|will|mochte|hatte gern|hatte gerne|wunsche mir|bitte um|bitte dich|erwarte|suche)(?: (?:nur|bitte|hier|eine|gern|gerne|blo(?:ss|ß)|hier nur))*|eine|einen|ein|nur|und|aber|dann|also|jetzt|mal|erst|zuerst|kannst du|konntest du|konnen sie|konnten sie|wurdest du|kannst|du (?:sollst|musst|darfst|kannst)|sie sollen|sie konnen|hey|hallo|hi|ok|okay|so|ganz|sehr|hier|dazu|diesmal|dafur|bei dieser frage|dein|deine|versuch|versuche|mir|mich|reicht|mit|doch|lieber|wirklich|einfach|am besten|genau|dass du|du|gern|gerne|danke|nein|ja|nee|noch einmal|nochmal|hast du|dir|sich',
    ),
    not: atEnd(
      'keine|kein|keinen|nicht|ohne|nie|(?:du )?(?:musst|brauchst)(?: dir)?(?: daruber| das)? nicht|statt|anstatt',
    ),
  })),
};
