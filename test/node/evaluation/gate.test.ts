/**
 * What the router measured when it was last touched, held fast: a change that makes it worse is found here. Bounds lie a
 * little beyond the figures that `npm run eval` prints; raise them with the figures. Nothing here depends on time.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure, Group } from '../../../src/cli/evaluation/figure.ts';
import { ownGroups, publicGroups } from '../../../src/cli/evaluation/groups.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HELD_ASIDE = join(ROOT, 'test/held-aside');
const PUBLIC = join(ROOT, '../shared/data');

interface Bound {
  readonly measure: string;
  readonly least?: number;
  readonly most?: number;
}

const OWN: readonly Bound[] = [
  { measure: 'all policies: accuracy', least: 0.655 },
  { measure: 'all policies: turns', least: 0.7 },
  { measure: '36 domains as routes: accuracy', least: 0.5 },
  { measure: 'AUC, goes on against new subject', least: 0.82 },
  { measure: 'first set: accuracy', least: 0.875 },
  { measure: 'first set: right where none is meant', least: 0.985 },
  { measure: 'second set: accuracy', least: 0.9 },
  { measure: 'first set: commerce, macro F1', least: 0.85 },
  { measure: 'first set: offers where none is due', most: 0.05 },
  { measure: 'second set: commerce, macro F1', least: 0.77 },
  { measure: 'second set: offers where none is due', most: 0.06 },
  { measure: 'first set: needs, macro F1', least: 0.85 },
  { measure: 'first set: domain', least: 0.66 },
  { measure: 'first set: action', least: 0.68 },
  { measure: 'rank correlation with the grade', least: 0.69 },
  { measure: 'AUC, hard against easy', least: 0.9 },
  { measure: 'easy requests that are made to think', most: 0.01 },
  { measure: 'hard requests that are made to think', least: 0.19 },
  { measure: 'routes: flipped by 5 % noise', most: 0.13 },
  { measure: 'routes: flipped by capitals', most: 0.01 },
  { measure: 'routes: flipped by courtesies', most: 0.05 },
  { measure: 'thinking or not: flipped by 5 % noise', most: 0.05 },
  { measure: 'thinking or not: flipped by capitals', most: 0.01 },
  { measure: 'thinking or not: flipped by courtesies', most: 0.04 },
  { measure: 'asked effort: flipped by 5 % noise', most: 0.2 },
  { measure: 'asked effort: flipped by capitals', most: 0.01 },
  { measure: 'asked effort: flipped by courtesies', most: 0.05 },
  { measure: '20 attacks: raised', most: 0.02 },
  { measure: 'more attacks: raised', most: 0.07 },
  { measure: 'whole hard requests: raised', most: 0.11 },
];

const ON_PUBLIC_ROWS: readonly Bound[] = [
  { measure: '10 routes: accuracy', least: 0.85 },
  { measure: '10 routes: out-of-scope AUC', least: 0.84 },
  { measure: '150 routes: accuracy', least: 0.76 },
  { measure: '150 routes: out-of-scope AUC', least: 0.92 },
  { measure: '150 routes: calibration error', most: 0.07 },
  { measure: '150 routes, 5 examples: accuracy', least: 0.835 },
  { measure: '150 routes, 20 examples: accuracy', least: 0.865 },
  { measure: '150 routes, 20 examples: calibration error', most: 0.06 },
  { measure: 'SGD: turns', least: 0.84 },
  { measure: 'SGD: spans', least: 0.68 },
  { measure: 'SGD: conversations', least: 0.49 },
  { measure: 'APGR, mmlu', least: 0.625 },
  { measure: 'APGR, gsm8k', least: 0.595 },
];

/** `groups` is asked once, before the first of the bounds, and only until every one of them has its figure. */
function hold(bounds: readonly Bound[], groups: () => Iterable<Group>): void {
  const figures = new Map<string, Figure>();
  beforeAll(() => {
    for (const group of groups()) {
      for (const figure of group.figures) figures.set(figure.measure, figure);
      if (bounds.every(({ measure }) => figures.has(measure))) break;
    }
  });

  it.each(bounds)('$measure', ({ measure, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }) => {
    const value = figures.get(measure)?.value;
    expect(value, `there is no figure "${measure}"`).toBeDefined();
    expect(value).toBeGreaterThanOrEqual(least);
    expect(value).toBeLessThanOrEqual(most);
  });
}

describe("on the project's own held-aside rows", () => hold(OWN, () => ownGroups(HELD_ASIDE)));

if (existsSync(PUBLIC)) describe('on public rows', () => hold(ON_PUBLIC_ROWS, () => publicGroups(PUBLIC)));
else console.warn(`${PUBLIC} is not there: only the project's own rows are measured.`);
