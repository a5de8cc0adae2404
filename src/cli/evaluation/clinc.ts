/** CLINC150: requests to an assistant, by its 10 domains and by its 150 intents, the latter with examples and without. */

import * as z from 'zod';
import type { Figure, Group } from './figure.ts';
import type { RouteText } from './judge.ts';
import { accuracyFigure, calibrationFigures, outOfScopeFigure, type Request, readTasks } from './requests.ts';
import { readRows } from './rows.ts';

const ROUTES = 'routing/clinc_routes.jsonl';
const REQUESTS = 'routing/clinc_dev.jsonl';
const EXAMPLES = 'routing/clinc_examples.jsonl';
export const CLINC_FILES = [ROUTES, REQUESTS, EXAMPLES];

const routeSchema = z.object({ set: z.string(), name: z.string(), description: z.string() });
const rowSchema = z.object({ text: z.string(), intent: z.string(), domain: z.string() });

/** Rows without a route are of this domain. */
const NO_DOMAIN = 'other';

export interface Clinc {
  readonly domains: readonly RouteText[];
  readonly byDomain: readonly Request[];
  readonly byIntent: readonly Request[];
  /** The 150 intents with so many examples each. */
  readonly intents: (examples: number) => readonly RouteText[];
}

export function readClinc(folder: string): Clinc {
  const routes = readRows(folder, ROUTES, routeSchema);
  const requests = readRows(folder, REQUESTS, rowSchema);
  const written = readRows(folder, EXAMPLES, rowSchema);
  const inSet = (wanted: string) => routes.filter(({ set }) => set === wanted);
  return {
    domains: inSet('clinc'),
    byDomain: requests.map(({ text, domain }) => ({ text, route: domain === NO_DOMAIN ? null : domain })),
    byIntent: requests.map(({ text, intent, domain }) => ({ text, route: domain === NO_DOMAIN ? null : intent })),
    intents: (count) =>
      inSet('clinc_intents').map((route) => {
        const own = written.filter(({ intent }) => intent === route.name).slice(0, count);
        return { ...route, examples: own.map(({ text }) => text) };
      }),
  };
}

export function clincGroup({ domains, byDomain, byIntent, intents }: Clinc): Group {
  return {
    title: 'Requests of CLINC150',
    figures: [
      ...figuresOf('10 routes', domains, byDomain),
      ...figuresOf('150 routes', intents(0), byIntent),
      ...figuresOf('150 routes, 5 examples', intents(5), byIntent),
      ...figuresOf('150 routes, 20 examples', intents(20), byIntent),
    ],
  };
}

function figuresOf(name: string, routes: readonly RouteText[], requests: readonly Request[]): Figure[] {
  const readings = readTasks([{ routes, requests }]);
  return [accuracyFigure(name, readings), outOfScopeFigure(name, readings), ...calibrationFigures(name, readings)];
}
