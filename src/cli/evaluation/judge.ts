/** Who says which route a conversation takes: the classifier itself, and the baselines that stand in its place. */

import { compileRoutes } from '../../classify/embedded.ts';
import type { Route } from '../../tenant/policy.ts';
import type { Turn } from '../../wire/ask.ts';

export interface RouteText {
  readonly name: string;
  readonly description: string;
  readonly examples?: readonly string[] | undefined;
}

export interface Judgement {
  /** The best real route, also where nothing matches. */
  readonly best: string;
  readonly probability: number;
  /** That no route matches. */
  readonly nothing: number;
}

export type Judge = (turns: readonly Turn[]) => Judgement;

/** The embedded classifier over routes that are only described. */
export function embeddedJudge(routes: readonly RouteText[]): Judge {
  const compiled = compileRoutes(routes.map(routeOf));
  const { signal } = new AbortController();
  return (turns) => {
    const verdict = compiled.classify(turns, signal);
    if (verdict instanceof Promise) throw new Error('The embedded classifier answers at once.');
    const [best] = verdict.routes;
    return { best: best?.route ?? '', probability: best?.probability ?? 0, nothing: verdict.nothing };
  };
}

/** Says the same of everything. */
export const constantJudge = (route: string): Judge => {
  const judgement = { best: route, probability: 1, nothing: 0 };
  return () => judgement;
};

/** What is decided: the route, or null for "nothing matches". */
export const decisionOf = ({ best, probability, nothing }: Judgement): string | null =>
  nothing <= probability ? best : null;

export const said = (text: string): readonly Turn[] => [{ role: 'user', text }];

/** The value that most of the list have; of several the first. */
export function mostFrequent(list: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

export function routeOf({ name, description, examples = [] }: RouteText): Route {
  const models = { thinking: ['any'], instant: ['any'], mini: ['any'] } as const;
  return { name, description, examples, models, domain: null, action: null, effort: 'auto', timeouts: {} };
}
