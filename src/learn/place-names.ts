/** The places of the two tables in words (`inputs.ts`). Pure. */

import { ARM_PLACES, EFFORT_PLACES, hashOf } from './inputs.ts';

/** The classifier's domains in its order, and the tenant's routes: what a place is called by. */
export interface PlaceNames {
  readonly domains: readonly string[];
  readonly routes: readonly string[];
}

type Places = typeof ARM_PLACES | typeof EFFORT_PLACES;

const SHAPES = ['every request', 'difficulty', 'length', 'another language than English'] as const;

export const effortPlaceName = (place: number, names: PlaceNames): string => nameOf(place, EFFORT_PLACES, names);
export const armPlaceName = (place: number, names: PlaceNames): string => nameOf(place, ARM_PLACES, names);

function nameOf(place: number, { text, domains, routes }: Places, names: PlaceNames): string {
  if (place < text) return `words of place ${place}`;
  const domain = place - text;
  if (domain < domains) return `domain ${listed(names.domains, (_, at) => at % domains === domain)}`;
  const route = domain - domains;
  if (route < routes) return `route ${listed(names.routes, (name) => hashOf(name) % routes === route)}`;
  return SHAPES[route - routes] ?? `place ${place}`;
}

/** Several share a place of a narrow table. */
const listed = (names: readonly string[], isIt: (name: string, at: number) => boolean): string =>
  names.filter(isIt).join(' or ') || 'unknown';
