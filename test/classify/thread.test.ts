import { describe, expect, it } from 'vitest';
import { follow, type HeardTurn } from '../../src/classify/thread.ts';

/** A turn whose words speak for one of three routes, or for none. */
function turn(route: number | null, { role = 'user', leans = 0, asks = false }: Partial<HeardTurn> = {}): HeardTurn {
  const routes = Float64Array.from([0, 1, 2], (at) => (at === route ? 0.8 : 0.05));
  const sum = routes.reduce((total, probability) => total + probability, 0);
  const nothing = route === null ? 0.85 : 0.1;
  const reading = { routes: routes.map((p) => (p / sum) * (1 - nothing)), nothing };
  return { role, leans, asks, reading, evidence: reading };
}

const best = ({ routes }: { routes: Float64Array }) => routes.indexOf(Math.max(...routes));

describe('a conversation', () => {
  it('of one turn is what that turn says', () => {
    const { routes, nothing } = follow([turn(1)], 3);
    expect([...routes, nothing]).toEqual([
      expect.closeTo(0.05),
      expect.closeTo(0.8),
      expect.closeTo(0.05),
      expect.closeTo(0.1),
    ]);
  });

  it('goes on through turns that say nothing by themselves', () => {
    const after = follow([turn(2), turn(null, { leans: 3 }), turn(null, { leans: 3 })], 3);
    expect(best(after)).toBe(2);
    expect(after.nothing).toBeLessThan(0.3);
  });

  it('switches when a turn speaks for another route', () => {
    expect(best(follow([turn(0), turn(0), turn(2, { leans: -3 })], 3))).toBe(2);
  });

  it('is left for a turn of its own that matches nothing', () => {
    const after = follow([turn(0), turn(null, { leans: -4 })], 3);
    expect(after.nothing).toBeGreaterThan(Math.max(...after.routes));
  });

  it('hears the assistant, and a system prompt less', () => {
    const assistant = follow([turn(null), turn(1, { role: 'assistant' }), turn(null, { leans: 3 })], 3);
    const system = follow([turn(1, { role: 'system' }), turn(null)], 3);
    expect(best(assistant)).toBe(1);
    expect(best(system)).toBe(1);
    expect(Math.max(...system.routes)).toBeLessThan(Math.max(...assistant.routes));
  });

  it('always adds up to one, without turns as well', () => {
    for (const turns of [[], [turn(0)], [turn(0), turn(null), turn(1, { role: 'assistant' }), turn(2)]]) {
      const { routes, nothing } = follow(turns, 3);
      expect(routes.reduce((sum, probability) => sum + probability, nothing)).toBeCloseTo(1, 10);
    }
  });
});
