/**
 * The name that a model answered as a verdict over all routes. The models name a route and not how sure they are, so the
 * probability is a constant, set below their published accuracy. Pure.
 */

import type { NamedRoute } from './arch-prompt.ts';
import type { Verdict } from './contract.ts';

/**
 * That a named route is right. Published for Arch-Router: 96 % of turns, 97 % on CLINC150; a tenant's own routes are
 * worded less carefully than a benchmark's, and another model may be asked.
 */
export const NAMED_PROBABILITY = 0.9;
/** That "other" is right. Published for irrelevant requests: 95 %; models take this way out too readily. */
export const OTHER_PROBABILITY = 0.85;

/** What is left is spread evenly over the other routes and "nothing". Throws what is malformed. */
export function verdictOfName(named: NamedRoute, routes: readonly string[]): Verdict {
  switch (named.kind) {
    case 'malformed':
      throw new Error(named.why);
    case 'other': {
      const probability = (1 - OTHER_PROBABILITY) / routes.length;
      return { routes: routes.map((route) => ({ route, probability })), nothing: OTHER_PROBABILITY, because: [] };
    }
    case 'route': {
      const probability = (1 - NAMED_PROBABILITY) / routes.length;
      const rest = routes.filter((route) => route !== named.route).map((route) => ({ route, probability }));
      const best = { route: named.route, probability: NAMED_PROBABILITY };
      return { routes: [best, ...rest], nothing: probability, because: [] };
    }
  }
}
