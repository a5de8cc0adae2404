/**
 * Descriptions without a subject: one that takes in everything ("all user questions"), and one that says nothing ("do it
 * please"). The embedded classifier finds no words in them to go by, and a model that is asked sends anything there, so
 * this looks at the words alone. Part of lint.
 */

import type { Route } from '../tenant/policy.ts';
import type { Finding } from './lint.ts';
import { partsOf, wordsOf } from './phrases.ts';
import { isFunctionWord } from './words.ts';

/** Words that leave nothing out, as `fold` leaves them. */
const UNIVERSAL = new Set(
  (
    'all any every everything anything whatever whatsoever various general misc miscellaneous anybody everybody anyone everyone ' +
    'todo toda todos todas cualquier cualquiera alle alles allen jede jeder jedes jeden beliebige irgendetwas samtliche ' +
    'tout toute tous toutes quelconque qualquer quaisquer tudo tutto tutti tutte qualsiasi alles elke'
  ).split(' '),
);

/** Words that name no subject, beside the function words: requests, and those who make them. */
const GENERIC = new Set(
  (
    'kind kinds type types sort sorts thing things stuff matter matters subject subjects task tasks prompt prompts query queries ' +
    'inquiry inquiries message messages chat chats conversation conversations input inputs customer customers client clients people ' +
    'person case cases purpose purposes need needs problem problems issue issues anybody everybody anyone everyone possible ' +
    'pregunta preguntas solicitud solicitudes peticion peticiones tema temas cosa cosas tipo tipos usuario usuarios consulta ' +
    'frage fragen anfrage anfragen thema themen ding dinge art arten nutzer benutzer anliegen ' +
    'demande demandes requete requetes sujet sujets chose choses genre genres utilisateur utilisateurs ' +
    'pergunta perguntas pedido pedidos topico topicos assunto assuntos coisa coisas usuarios ' +
    'domanda domande richiesta richieste argomento argomenti utente utenti vraag vragen verzoek verzoeken onderwerp onderwerpen'
  ).split(' '),
);

/** Chinese and Japanese, which have no spaces: everything, and then nothing but requests. */
const UNIVERSAL_UNSPACED =
  /^(?:用户|使用者|客户)?(?:的)?(?:所有|任何|一切|各种|各類|各类|全部|任意|すべて|全て|あらゆる|何でも)(?:的|の)?(?:其他|用户|その他)?(?:的|の)?(?:问题|問題|请求|請求|事情|内容|话题|話題|需求|东西|質問|リクエスト|こと|もの|問い合わせ)?$/u;

interface Vague {
  /** By the name of the route. */
  readonly catchAlls: ReadonlyMap<string, Finding>;
  /** By the place of the route. */
  readonly unreachable: ReadonlyMap<number, Finding>;
}

/** The default route may be as vague as it likes: it gets what nothing matches. */
export function findVague(routes: readonly Route[], defaultRoute: string): Vague {
  const catchAlls = new Map<string, Finding>();
  const unreachable = new Map<number, Finding>();
  for (const [index, { name, description, examples }] of routes.entries()) {
    if (name === defaultRoute) continue;
    const parts = partsOf(description);
    const vague = parts.filter(hasNoSubject);
    const everything = vague.filter(leavesNothingOut);
    const nothingElse = vague.length === parts.length;
    if (everything.length > 0) {
      const severity = nothingElse ? 'error' : 'warning';
      catchAlls.set(name, {
        path: `routes[${index}].description`,
        rule: 'catch-all',
        severity,
        message: `The description of "${name}" takes in everything: ${everything.map((part) => `"${part}"`).join(', ')}. Name what belongs to it and to no other route; leave the rest to the default.`,
      });
    } else if (nothingElse && examples.length === 0) {
      unreachable.set(index, {
        path: `routes[${index}].description`,
        rule: 'unreachable',
        // A greeting is such a route too, and is found well enough.
        severity: 'warning',
        message: `Hardly anything may reach the route "${name}": its description has only words that any request may hold, and it has no examples. Give it some.`,
      });
    }
  }
  return { catchAlls, unreachable };
}

function hasNoSubject(part: string): boolean {
  if (UNIVERSAL_UNSPACED.test(part)) return true;
  return wordsOf(part).every((word) => isFunctionWord(word) || GENERIC.has(word) || UNIVERSAL.has(word));
}

/** "And related questions" only rounds off what the other parts say. */
function leavesNothingOut(part: string): boolean {
  const words = wordsOf(part);
  return UNIVERSAL_UNSPACED.test(part) || (words.some((word) => UNIVERSAL.has(word)) && !words.includes('related'));
}
