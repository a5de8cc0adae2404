/**
 * The words a language cannot do without, and which therefore say little about a subject: `language.ts` knows a text by
 * them, `words.ts` gives them next to no weight. Written by hand, lower case, accents kept.
 */

/** Languages told apart by their function words; the others are told by their script alone. */
export type SpokenLanguage = 'en' | 'es' | 'de' | 'fr' | 'pt' | 'it' | 'nl';

export const FUNCTION_WORDS: Readonly<Record<SpokenLanguage, string>> = {
  en:
    'the a an of to in on at by for from with without about into over under between through during before after and or ' +
    'but nor so if then than that this these those there here it its is are was were be been being am do does did done ' +
    'doing have has had having will would can could should shall may might must not no yes i me my mine myself you your ' +
    'yours he him his she her hers we us our ours they them their theirs who whom whose which what when where why how ' +
    'all any both each few more most other others some such only own same too very just also as up down out off again',
  es:
    'el la los las un una unos unas de del al a en con sin por para sobre entre hasta desde y e o u pero ni que qué como ' +
    'cómo cuando cuándo donde dónde quien quién cual cuál cuánto cuántos es son era fue ser está están estoy estar hay ' +
    'he ha han no sí se me te le les lo nos mi mis tu tus su sus este esta estos estas ese esa eso esto yo él ella ' +
    'ellos usted ustedes muy más menos también ya si porque puedo puede puedes quiero bien',
  de:
    'der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine ist sind war waren sein bin ' +
    'bist hat haben habe hatte wird werden wurde kann kannst können muss müssen soll ich du er sie es wir ihr mich mir ' +
    'dich dir ihm ihn uns mein meine meinen dein deine ihre zu zum zur in im an am auf aus bei mit nach von vom vor für ' +
    'über unter um durch gegen ohne wie was wer wo wann warum welche welcher welches wenn dass daß ob als auch noch nur ' +
    'schon sehr so dann da hier bitte mal dies diese diesen dieser dieses',
  fr:
    'le la les un une des du de au aux à en dans sur sous avec sans pour par entre et ou mais ni que qui quoi dont où ' +
    'est sont était être suis ont avoir avez il elle on nous vous ils elles je tu me te se bien moi toi lui leur ' +
    'mon ma mes ton ta tes son sa ses notre nos votre vos ce cet cette ces ça ne pas plus très aussi comme comment quand ' +
    "pourquoi quel quelle quels quelles si peux peut pouvez c'est qu'est l'on s'il j'ai d'un d'une n'est",
  pt:
    'o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre entre até e ou mas nem ' +
    'que como quando onde quem qual quais quanto é são era foi ser está estão estou estar há tem têm não sim se me te ' +
    'lhe eu você vocês ele ela eles elas nós meu minha meus minhas seu sua seus suas este esta esse essa isso isto muito ' +
    'mais menos também já porque posso pode quero ao à aos às num numa',
  it:
    'il lo la i gli le un uno una di del della dei delle a al alla in nel nella con su sul per tra fra e o ma che chi ' +
    'come quando dove perché quale quanto è sono era essere sei ho hai ha hanno non sì si mi ti ci vi io tu lui lei noi ' +
    'voi loro mio mia tuo tua suo sua questo questa quello quella molto più meno anche già se puoi posso vorrei cosa',
  nl:
    'de het een en of maar niet geen is zijn was waren ben bent heeft hebben had wordt worden kan kun kunnen moet moeten ' +
    'ik jij je hij zij ze wij we jullie u mij me hem haar ons mijn jouw uw te in op aan uit bij met naar van voor over ' +
    'onder om door tegen zonder hoe wat wie waar wanneer waarom welke als dat dit deze die er ook nog al zeer dan',
};

/** Politeness and request words that turn up in asks for anything at all. English. */
export const FILLER_WORDS =
  'please thanks thank hi hello hey ok okay well let get got give tell show make want wanted need needed like know help ' +
  'find look looking use using try go going say said see thing things something anything everything nothing someone ' +
  "else way ways lot sort really now right much many one ones able ever back don't i'm i'd i'll i've it's that's " +
  "what's can't won't let's you're doesn't didn't isn't general misc miscellaneous topic topics question questions " +
  'ask asks request requests user users assistant every covers related etc using various including';

/** Function words of one language that name things in English. */
export const ENGLISH_NAMES = 'war die hat son ton bin mine van door sin comment plus dove den kind';
