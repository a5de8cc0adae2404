import { once } from '../../once.ts';
import { atEnd, type Idiom, whole, words } from './idiom.ts';

const think =
  '(?:reflechis|reflechissez|reflechir|reflechisses|pense|pensez|penses|penser|raisonne|raisonnez|raisonner|raisonnes|medite|meditez|analyse|analysez|considere|considerez|examine|examinez|etudie|etudiez|procede|procedez|creuse|creusez|concentre-toi|concentrez-vous|avance|avancez|resous|resolvez|vas-y|allez-y|pese|pesez|verifie|verifiez)';
const object =
  "(?:[ -](?:y|le|la|les|moi|vraiment|tres|bien|plus|cela|ca|ceci|a (?:ca|cela|ceci|cette question|la question|ce probleme|tout)|sur (?:ca|cela|ce point|la question)|(?:cette|la|ma|ta) (?:question|reponse)|(?:ce|le|mon) (?:probleme|sujet|cas|point)|donc|un peu|encore|d'abord|tout|chaque|question))*";
const manner =
  "(?:bien|mieux|longuement|soigneusement|attentivement|profondement|etape par etape|pas a pas|par etapes|serieusement|en profondeur|a fond|posement|calmement|lentement|rigoureusement|methodiquement|murement|minutieusement|logiquement|deux fois|deux secondes|plus longtemps|avec (?:soin|attention|rigueur|methode)|a tete reposee|avant de (?:me |nous |te )?(?:repondre|donner|dire|ecrire|trancher|conclure|decider|parler|lancer)\\p{L}*|d'abord|le pour et le contre|longtemps|tous les (?:cas|angles|aspects|scenarios|details)|toutes les (?:options|possibilites|hypotheses)|les choses|fort)";
const talk =
  "(?:explications?|expliquer|details?|detail|blabla|bla-bla|developper|developpement|justification|justifier|fioritures|detours?|raisonnement|demonstration|calculs?|introduction|chichis|bavardage|phrases inutiles|philosopher|(?:y |trop |trop y |y trop )*reflechir|entrer dans les details?|t'etendre|etapes|argumenter|tourner autour du pot|discours|roman|pave|preambule|commentaires?)";
const thing =
  "(?:la (?:reponse|solution|conclusion|valeur|date|formule)|le (?:resultat|chiffre|nom|nombre|total|mot|code|montant|prix)|l'(?:annee|essentiel|info|heure)|oui ou non|un (?:mot|chiffre|oui ou un non|nombre|nom)|une (?:reponse|phrase)|par oui ou non)";

export const french: Idiom = {
  trigger:
    /reflech|reflex|pens|raison|medit|cogit|analys|consider|examin|etudi|creus|concentr|temps|press|precipit|urg|reponse|reponds|repondez|repond|vite|rapid|bref|breve|concis|court|juste|seulement|uniquement|rien que|simplement|suffit|suffira|explic|expliqu|detail|blabla|develop|justif|calcul|etape|pas a pas|pif|louche|vue de nez|spontan|tete|cerveau|verifi|revois|relis|control|instinct|feeling|premiere|droit au but|que (?:la|le|l')|c'est tout|sans |pas besoin|inutile|epargne|evite|passe|oublie|chaud|grosso|depech|grouill|bourre|retard|soin|fond|feu|posement|peser|pese|procede|avance|vas-y|resou|devin|argument/,
  patterns: once(() => ({
    think: words(
      `${think}${object}[ -]${manner}${whole}`,
      `(?:bien|longuement|murement|vraiment|serieusement) (?:y )?(?:reflechir|reflechi|reflechisses|penser|penses|peser)${whole}`,
      `(?:prends|prenez|prendre|prennes|preniez)(?: bien| tout| vraiment)* (?:ton|votre|le|du|un peu de|plus de) temps(?: (?:de|d'|pour|qu'il|que|necessaire|dont|bien|y|reflechir|repondre|faut|te faut|vous faut|tu veux|analyser|penser|n'est pas)[\\p{L}']*)*`,
      `(?:rien ne presse|(?:il n'y a |y a |ya )?(?:pas|aucune) (?:d')?(?:urgence|le feu)|ca ne presse pas|pas de precipitation|sans (?:te|vous) (?:presser|precipiter|depecher)|sans (?:precipitation|hate)|ne (?:te|vous) (?:presse|precipite|pressez|precipitez|depeche)z? pas|ne (?:reponds|repondez) pas (?:trop vite|a la legere|tout de suite|immediatement|sans reflechir|a la hate)|ne (?:devine|devinez) pas|je ne suis pas presse\\p{L}*|j'ai (?:tout )?(?:mon|le) temps)${whole}`,
      `reponse (?:bien |murement |vraiment |tres )?(?:reflechie|murie|pesee|raisonnee|argumentee et reflechie)${whole}`,
      `(?:verifie|verifiez|revois|relis|revérifie|controle|contrôle)(?: bien| deux fois)? (?:ton|votre|tes|vos|chaque|ta|le) (?:raisonnement|calculs?|reponse|etape|logique|etapes)(?: deux fois)?${whole}`,
      `(?:reflechis|reflechissez|pense|pensez)(?:[ -]y)? (?:a deux fois|a tete reposee|vraiment)${whole}|creuse-toi (?:bien )?(?:la tete|les meninges)|fais marcher tes meninges|mets-y (?:toute ta |du )?(?:reflexion|cerveau|soin)|concentre-toi${whole}`,
      `(?:reflechis|reflechissez|pense|pensez)${object} avant|(?:reflechis|reflechissez)(?:[ -]y)?(?: (?:d'abord|vraiment))?(?=\\s*(?:$|[.,;:!]))`,
      `(?:etape par etape|pas a pas)(?=\\s*(?:$|[.,;:!]))`,
    ),
    quick: words(
      `(?:reponse|version) (?:tres |super |la plus |vraiment |ultra )?(?:rapide|courte|breve|concise|directe|simple|express|immediate|eclair)${whole}|(?:courte|breve|rapide) reponse${whole}`,
      `(?:reponds|repondez|repond|dis|dites|explique|expliquez|donne|definis|resume)(?:[ -](?:moi|nous|y|le|la|ca|cela|juste|tres|le plus|simplement|seulement|stp|svp|rien que|plus|aussi))* (?:vite|rapidement|brievement|court|bref|simplement|en bref|en resume|rapide|vite fait|brievement possible|vite possible|rapidement possible|en vitesse|succinctement|de facon (?:breve|concise|courte)|sans detour)${whole}`,
      `(?:juste|seulement|uniquement|rien que|simplement)(?: (?:donne[sz]?[- ]moi|donne|dis[- ]moi|je veux|moi|reponds|par|il me faut|besoin de|pour))* ${thing}${whole}|${thing} (?:suffit|suffira|me suffit|seulement|uniquement|et c'est tout|c'est tout|et rien d'autre|stp)${whole}|donne-moi juste ${thing}|ne (?:me )?(?:donne|dis|donnez|dites)(?:s|z)?(?:-moi)? que ${thing}`,
      `(?:sois|soyez|fais|faites)(?: (?:le plus|tres|aussi|plus))* (?:rapide|vite)(?: possible)?${whole}`,
      `(?:rapidement|vite fait|vite|rapido|en vitesse|rapide)(?:,? (?:stp|svp|s'il te plait|s'il vous plait))?(?=\\s*(?:[,:!.?]|$))`,
      "(?:ne |n')?(?:reflechis|reflechissez|pense|pensez|cherche|cherchez|cogite|cogitez)(?:[ -]y)? pas (?:trop|longtemps|des heures|plus loin|mille ans|midi)(?: [\\p{L}]+)?",
      "(?:ne |n'|m'|ne m'|ne me |n'y )*(?:explique|expliquez|developpe|developpez|detaille|detaillez|justifie|justifiez|argumente|argumentez|t'etends|etends)(?:[ -](?:moi|le))? (?:pas|rien)(?: (?:trop|tout|pourquoi))?" +
        whole,
      `(?:pas besoin|inutile|sans|pas|aucune?|epargne[- ]moi|epargnez[- ]moi|evite|passe|laisse tomber|oublie|je ne veux pas|je veux pas|j'ai pas besoin|je n'ai pas besoin|nul besoin)(?: (?:de|d'|la|les|le|des|du|trop|longue?s?|grande?s?|faire|me|m'|en|toute|autre|donner|trop de|une?))*[ ']?${talk}(?:(?: ni|,) ${talk})*(?: (?:necessaire|requise|stp|svp|pour rien|inutiles?|longues?|pendant des heures|des heures))*${whole}`,
      `(?:(?:je suis|suis|on est) (?:(?:tres|assez|super|un peu|vraiment|hyper) )?(?:presse|pressee|a la bourre|en retard)|(?:j'ai |je n'ai |on a |ai )?(?:pas|peu|plus)(?: (?:beaucoup|trop))?(?: (?:le|de))? temps|c'est urgent|urgent|depeche-toi|depechez-vous|grouille)${whole}`,
      `(?:au pif(?:ometre)?|a la louche|a vue de nez|spontanement|a chaud|de tete|grosso modo|la premiere (?:chose|idee) qui te vient)(?: [\\p{L}']+){0,2}?(?=\\s*(?:$|[,:.!?]))|(?:ne )?te prends? pas la tete|te casse pas la tete|va droit au but|droit au but`,
    ),
    brood: words(
      `(?:y )?(?:reflechir|reflechis|penser|pense|cogiter)(?: (?:trop|longtemps|beaucoup|des heures))*${whole}`,
    ),
    lead: atEnd(
      "donnez?[- ]moi|fais[- ]moi|faites[- ]moi|je (?:veux|voudrais|prefere|souhaite|demande|cherche|prefererais)(?: (?:juste|que tu|que vous|seulement))?|j'aimerais(?: (?:juste|que tu|que vous|avoir))?|j'ai (?:juste )?besoin(?: (?:d'une|que tu|de|d'))?|il me faut|il faut(?: que tu)?|une|un|juste|seulement|s'il (?:te|vous) plait|svp|stp|et|mais|alors|d'abord|donc|peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|tu (?:peux|dois|devrais|pourrais)|vous (?:pouvez|devez)|merci de|veuillez|essaie de|tache de|pense a|la|le|ta|votre|de|que tu|bonjour|salut|hey|ok|bon|allez|cette fois|ici|pour (?:ca|cela|cette question|celle-ci)|avec|en|tres|plus|vraiment|et puis|puis|avant de repondre|n'hesite pas a|assure-toi de|moi|par|non|oui|surtout|simplement|tout|bien|ca|c'est|est",
    ),
    not: atEnd(
      "pas(?: besoin)?(?: d'une| de| d')?|sans|ne (?:veux|me donne|donne|reponds|faites|fais) pas(?: (?:d'une|de|d'|une))?|aucune|jamais|inutile de|n'a pas besoin de|ni|plutot que(?: de)?|au lieu de",
    ),
  })),
};
