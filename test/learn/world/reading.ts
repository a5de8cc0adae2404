/** What the product reads of a request before anybody answers it: signals, features and the route. Each text is read once. */

import { classify } from '../../../src/classify/cascade.ts';
import type { Classification, Signals } from '../../../src/classify/contract.ts';
import { compileRoutes } from '../../../src/classify/embedded.ts';
import type { Features } from '../../../src/classify/features.ts';
import { readRequest } from '../../../src/classify/signals.ts';
import type { Policy } from '../../../src/tenant/policy.ts';
import { unixMs } from '../../../src/unit.ts';
import type { Ask } from '../../../src/wire/ask.ts';
import { askOf } from '../../support/ask.ts';

export interface Reading {
  readonly ask: Ask;
  readonly signals: Signals;
  readonly features: Features;
  readonly classification: Classification;
}

export function reader({ routes, classifier, default: defaultRoute }: Policy): (text: string) => Promise<Reading> {
  const embedded = compileRoutes([...routes.values()]);
  const { confidence, deadlineMs } = classifier;
  const known = new Map<string, Reading>();
  return async (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const ask = askOf(text);
    const clock = () => unixMs(0);
    const [classifiers, { turns }] = [[embedded] as const, ask];
    const classification = await classify({ classifiers, turns, defaultRoute, confidence, deadlineMs, clock });
    const read = { ask, ...readRequest(ask), classification };
    known.set(text, read);
    return read;
  };
}
