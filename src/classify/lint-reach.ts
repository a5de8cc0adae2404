/**
 * Routes that answer too little or too much: one that its own words do not find, and one that wins what others describe
 * as theirs, or what is about nothing in particular. Part of lint.
 */

import type { Route } from '../tenant/policy.ts';
import type { Verdict } from './contract.ts';
import type { Finding, Tried } from './lint.ts';

/** A route that wins the own texts of so many others, or so many of the probes, takes what is not its own. */
const CATCHES_ROUTES = 3;
const CATCHES_PROBES = 4;
/** Requests that no one kind of route is for. A route may well be for one or two of them. */
export const PROBES = [
  'hello, how are you today?',
  'what is the capital of australia',
  'why is the sky blue',
  'my shoes hurt when I walk',
  'who was the first person on the moon',
  'it was raining all weekend and we stayed inside',
  'is a tomato a fruit or a vegetable',
  'how many legs does a spider have',
  'I think my neighbour moved away',
  'what does the word serendipity mean',
  '今天晚上我们去哪里',
  'wie alt wird eine schildkröte',
] as const;

/** By the place of the route. */
export function findUnreachable(
  routes: readonly Route[],
  defaultRoute: string,
  tried: readonly Tried[],
): Map<number, Finding> {
  const found = new Map<number, Finding>();
  for (const [index, { name }] of routes.entries()) {
    const own = tried.filter(({ route }) => route === index);
    if (name === defaultRoute || own.length === 0 || own.some(({ won }) => won === 'own')) continue;
    const winners = new Set(own.flatMap(({ won, other }) => (won === 'other' && other !== null ? [other.route] : [])));
    const instead =
      winners.size === 0
        ? 'match no route'
        : `are taken for ${[...winners].map((winner) => `"${winner}"`).join(', ')} or match nothing`;
    found.set(index, {
      path: `routes[${index}]`,
      rule: 'unreachable',
      severity: 'error',
      message: `Nothing reaches the route "${name}": its own description and examples ${instead}. Describe it in the words its users use, and give it examples of its own.`,
    });
  }
  return found;
}

/** By the name of the route. `probed` are the verdicts on `PROBES`. */
export function findCatchAlls(
  routes: readonly Route[],
  defaultRoute: string,
  tried: readonly Tried[],
  probed: readonly Verdict[],
): Map<string, Finding> {
  const found = new Map<string, Finding>();
  for (const [index, { name }] of routes.entries()) {
    const robbed = new Set(
      tried.flatMap(({ route, won, other }) => (won === 'other' && other?.route === name ? [route] : [])),
    );
    const probes = probed.filter(({ routes: [best], nothing }) => best?.route === name && best.probability >= nothing);
    // The default gets what nothing matches anyway, so that it matches the probes by its words changes nothing.
    const catchesProbes = probes.length >= CATCHES_PROBES && name !== defaultRoute;
    if (robbed.size < CATCHES_ROUTES && !catchesProbes) continue;
    const names = [...robbed].flatMap((route) => (routes[route] === undefined ? [] : [`"${routes[route].name}"`]));
    const evidence = [
      ...(names.length === 0 ? [] : [`wins what ${listed(names)} describe as theirs`]),
      ...(probes.length === 0
        ? []
        : [`matches ${probes.length} of ${PROBES.length} requests about nothing in particular`]),
    ];
    const mend =
      name === defaultRoute
        ? 'It is the default and gets what nothing matches: a short description will do, and it needs no examples.'
        : 'Name what belongs to it and to no other route; leave the rest to the default.';
    const severity = robbed.size >= CATCHES_ROUTES ? 'error' : 'warning';
    const message = `The route "${name}" matches nearly everything: it ${evidence.join(' and ')}. ${mend}`;
    found.set(name, { path: `routes[${index}].description`, rule: 'catch-all', severity, message });
  }
  return found;
}

/** The first of many names, as a message can bear them. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
