/** Routing measured: single requests (CLINC150's form) and conversations (SGD's), by routes that are only described. */

import { compileRoutes } from '../../classify/embedded.ts';
import type { Route } from '../../tenant/policy.ts';
import type { Turn } from '../../wire/ask.ts';
import { areaUnderCurve, calibrationError, type Share, share } from './statistics.ts';

export interface RouteText {
  readonly name: string;
  readonly description: string;
  readonly examples?: readonly string[];
}

/** `route` is null for a request that no route is for. */
export interface Request {
  readonly text: string;
  readonly route: string | null;
}

export interface RequestFigures {
  /** Of those that have a route: the best real route is theirs. */
  readonly accuracy: Share;
  /** How well "nothing matches" tells those that have none from those that have; null where all have one. */
  readonly outOfScope: number | null;
  readonly calibrationError: number;
}

export function measureRequests(routes: readonly RouteText[], requests: readonly Request[]): RequestFigures {
  const classify = classifierOf(routes);
  const read = requests.map(({ text, route }) => {
    const { best, probability, nothing } = classify([{ role: 'user', text }]);
    const matched = nothing <= probability;
    const right = matched ? best === route : route === null;
    return { route, best, nothing, confidence: matched ? probability : nothing, right };
  });
  const inScope = read.filter(({ route }) => route !== null);
  const outside = read.filter(({ route }) => route === null);
  const nothings = (rows: typeof read) => rows.map(({ nothing }) => nothing);
  return {
    accuracy: share(inScope.filter(({ best, route }) => best === route).length, inScope.length),
    outOfScope: outside.length === 0 ? null : areaUnderCurve(nothings(outside), nothings(inScope)),
    calibrationError: calibrationError(read),
  };
}

/** A turn of a dialogue; `route` is null where nothing is asked of it. */
export interface DialogueTurn {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly route: string | null;
}

interface Span {
  readonly route: string;
  right: boolean;
}

export interface DialogueFigures {
  readonly turns: Share;
  /** Runs of turns with one route, right from the first to the last. */
  readonly spans: Share;
  readonly conversations: Share;
}

export function measureDialogues(
  routes: readonly RouteText[],
  dialogues: readonly (readonly DialogueTurn[])[],
): DialogueFigures {
  const classify = classifierOf(routes);
  const turns: boolean[] = [];
  const spans: boolean[] = [];
  const conversations: boolean[] = [];
  for (const dialogue of dialogues) {
    const said: Turn[] = [];
    let span = null as Span | null;
    let allRight = true;
    for (const { role, content, route } of dialogue) {
      said.push({ role, text: content });
      if (role !== 'user' || route === null) continue;
      const right = classify(said).best === route;
      turns.push(right);
      allRight &&= right;
      if (span?.route === route) span.right &&= right;
      else {
        if (span !== null) spans.push(span.right);
        span = { route, right };
      }
    }
    if (span !== null) spans.push(span.right);
    conversations.push(allRight);
  }
  const of = (list: readonly boolean[]): Share => share(list.filter(Boolean).length, list.length);
  return { turns: of(turns), spans: of(spans), conversations: of(conversations) };
}

function classifierOf(routes: readonly RouteText[]) {
  const compiled = compileRoutes(routes.map(routeOf));
  const { signal } = new AbortController();
  return (turns: readonly Turn[]) => {
    const verdict = compiled.classify(turns, signal);
    if (verdict instanceof Promise) throw new Error('The embedded classifier answers at once.');
    const [best] = verdict.routes;
    return { best: best?.route ?? '', probability: best?.probability ?? 0, nothing: verdict.nothing };
  };
}

function routeOf({ name, description, examples = [] }: RouteText): Route {
  const models = { thinking: ['any'], instant: ['any'], mini: ['any'] } as const;
  return { name, description, examples, models, domain: null, action: null, effort: 'auto', timeouts: {} };
}
