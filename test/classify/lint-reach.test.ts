import { describe, expect, it } from 'vitest';
import { lintRoutes } from '../../src/classify/lint.ts';
import { PROBES } from '../../src/classify/lint-reach.ts';
import { brief, byDescription, lint, route, WHOLE, type Written } from './linting.ts';

describe('a route that nothing reaches', () => {
  it('is an error that names who answers in its place, and is not told as an overlap as well', async () => {
    const findings = await lint([
      { name: 'refund', description: 'money back after purchase' },
      { name: 'cash', description: 'me', examples: ['money back', 'so it is'] },
    ]);
    expect(brief(findings)).toEqual(['error unreachable routes[1]']);
    expect(findings[0]?.message).toContain('taken for "refund" or match nothing');
  });

  it('may be lost to no other route at all', async () => {
    const [finding] = await lint([{ name: 'lost', description: 'do it' }]);
    expect(finding?.message).toContain('its own description and examples match no route.');
  });

  it('may be the default, which is taken when nothing matches', async () => {
    expect(await lint([{ name: 'refund', description: 'money back after purchase' }])).toEqual([]);
  });
});

describe('a route that matches everything', () => {
  const others: Written[] = ['trains', 'planes', 'horses'].map((name) => ({
    name,
    description: `${name} tickets`,
    examples: [`${name} from some town where they leave`],
  }));
  const greedy = 'from some town where they leave';

  it('is an error when it wins texts of three others, told once and not as three overlaps', async () => {
    const findings = await lint([...others, { name: 'greedy', description: greedy }]);
    expect(brief(findings)).toEqual(['error catch-all routes[3].description']);
    expect(findings[0]?.message).toContain('wins what "trains", "planes", "horses" describe as theirs');
  });

  it('is a warning when it matches what is about nothing in particular', async () => {
    const everything = PROBES.slice(0, 4).join(' ');
    const findings = await lint([{ name: 'chat', description: everything }]);
    expect(brief(findings)).toEqual(['warning catch-all routes[0].description']);
    expect(findings[0]?.message).toMatch(/matches \d of 12 requests about nothing in particular/);
  });

  it('may be the default as far as nobody else wants it, and is told to be brief where it takes from others', async () => {
    const lintDefault = async (routes: Written[], description: string) => {
      const all = [...routes, { name: 'general', description }].map(route);
      return (await lintRoutes({ ...WHOLE, routes: all, compile: byDescription })).findings;
    };
    expect(await lintDefault([], PROBES.join(' '))).toEqual([]);
    const findings = await lintDefault(others, greedy);
    expect(brief(findings)).toEqual(['error catch-all routes[3].description']);
    expect(findings[0]?.message).toContain('It is the default and gets what nothing matches');
  });
});
