/** Routes as tests of lint write them, and a classifier that anyone can predict. */

import type { Classifier } from '../../src/classify/contract.ts';
import { type Finding, lintRoutes, MAX_TEXTS } from '../../src/classify/lint.ts';
import type { Route } from '../../src/tenant/policy.ts';

export type Written = Pick<Route, 'name' | 'description'> & { readonly examples?: readonly string[] };

export const route = (written: Written): Route => ({
  domain: null,
  action: null,
  examples: [],
  effort: 'auto',
  models: { thinking: ['m'], instant: ['m'], mini: ['m'] },
  timeouts: {},
  ...written,
});

const words = (text: string): string[] => text.split(/[^\p{L}]+/u).filter((word) => word.length > 3);

/** A classifier that anyone can predict: the more words of its description a route shares with the text, the likelier. */
export const byDescription = (routes: readonly Route[]): Classifier => ({
  name: 'embedded',
  classify: ([turn]) => {
    const said = words(turn?.text ?? '');
    const hits = routes.map(({ description }) => said.filter((word) => words(description).includes(word)));
    const total = hits.reduce((sum, { length }) => sum + length, 0.5);
    const ranked = routes
      .map(({ name }, at) => ({ route: name, probability: (hits[at]?.length ?? 0) / total, because: hits[at] ?? [] }))
      .sort((a, b) => b.probability - a.probability);
    return { routes: ranked, nothing: 0.5 / total, because: ranked[0]?.because ?? [] };
  },
});

export const GENERAL: Written = { name: 'general', description: 'anything else' };

export const WHOLE = { defaultRoute: 'general', mostTexts: MAX_TEXTS, pause: null };

export async function lint(routes: readonly Written[], compile = byDescription): Promise<readonly Finding[]> {
  const report = await lintRoutes({ ...WHOLE, routes: [...routes, GENERAL].map(route), compile });
  return report.findings;
}

export const brief = (findings: readonly Finding[]) =>
  findings.map(({ path, rule, severity }) => `${severity} ${rule} ${path}`);
