import { describe, expect, it } from 'vitest';
import type { Classifier } from '../../src/classify/contract.ts';
import { compileRoutes } from '../../src/classify/embedded.ts';
import type { Route } from '../../src/tenant/policy.ts';
import { brief, lint, type Written } from './linting.ts';

describe('an overlap', () => {
  it('is an error where another route wins a text, with the words that collide and both probabilities', async () => {
    const findings = await lint([
      { name: 'refund', description: 'money back after purchase', examples: ['money back'] },
      { name: 'parcel', description: 'tracking parcel deliveries', examples: ['money back parcel'] },
    ]);
    expect(findings).toEqual([
      {
        path: 'routes[1].examples[0]',
        rule: 'overlap',
        severity: 'error',
        message:
          'This example of "parcel" is taken for "refund" (0.57 against 0.29), by the words money, back. Say in both what tells them apart, or make them one route.',
      },
    ]);
  });

  it('is a warning where another route comes close, from 0.6 of the own probability on', async () => {
    const near = (description: string) =>
      lint([
        { name: 'cards', description: 'payment cards lost stolen blocked' },
        { name: 'phones', description },
      ]);
    expect(brief(await near('phones lost stolen blocked'))).toEqual([
      'warning overlap routes[0].description',
      'warning overlap routes[1].description',
    ]);
    expect((await near('phones lost stolen blocked'))[0]?.message).toContain('by the words lost, stolen, blocked.');
    expect(brief(await near('phones lost without chargers'))).toEqual([]);
  });

  it('is told once for two routes, at the text where it shows most', async () => {
    const findings = await lint([
      { name: 'refund', description: 'money back after purchase' },
      {
        name: 'parcel',
        description: 'tracking parcel deliveries',
        examples: ['money back parcel', 'money back purchase parcel'],
      },
    ]);
    expect(brief(findings)).toEqual(['error overlap routes[1].examples[1]']);
    expect(findings[0]?.message).toContain('So it is with 2 of its texts.');
  });

  /** Says of a text that it is the first route's with the one probability, and the second's with the other. */
  const saying =
    (said: Readonly<Record<string, readonly [first: number, second: number]>>) =>
    (routes: readonly Route[]): Classifier => ({
      name: 'embedded',
      classify: ([turn]) => {
        const [first, second] = said[turn?.text ?? ''] ?? [0, 0];
        const ranked = [
          { route: routes[0]?.name ?? '', probability: first },
          { route: routes[1]?.name ?? '', probability: second },
        ].sort((a, b) => b.probability - a.probability);
        return { routes: ranked, nothing: 1 - first - second, because: ['these', turn?.text ?? ''] };
      },
    });
  const two: Written[] = [
    { name: 'refunds', description: 'refunds, returns and cancelled orders' },
    { name: 'orders', description: 'orders' },
  ];

  it('is a warning where another route wins a part of a description, which is named', async () => {
    const said = { refunds: [1, 0], returns: [0.9, 0.1], 'cancelled orders': [0.2, 0.6], orders: [0, 1] } as const;
    const findings = await lint(two, saying(said));
    expect(brief(findings)).toEqual(['warning overlap routes[0].description']);
    expect(findings[0]?.message).toBe(
      'The part "cancelled orders" of the description of "refunds" is taken for "orders" (0.60 against 0.20), by the words these, cancelled orders. Say in both what tells them apart, or make them one route.',
    );
  });

  it('is a warning where a part lies between two routes, and none where it may be for others as well', async () => {
    const said = (first: number, second: number) =>
      saying({ refunds: [first, second], returns: [1, 0], 'cancelled orders': [1, 0], orders: [0, 1] });
    const between = await lint(two, said(0.45, 0.4));
    expect(brief(between)).toEqual(['warning overlap routes[0].description']);
    expect(between[0]?.message).toContain('may as well be taken for "orders" (0.40 against 0.45)');
    expect(brief(await lint(two, said(0.4, 0.35)))).toEqual([]);
    expect(brief(await lint(two, said(0.1, 0.59)))).toEqual([]);
  });

  it('is told of a hundred pairs, the worst, and of the rest how many there are', async () => {
    // Every second one is lost to the route before it, every other one nearly so.
    const routes = Array.from({ length: 120 }, (_, at): Written[] => {
      const own = String.fromCodePoint(0x4e00 + at).repeat(4);
      const shared = `${own}a ${own}b`;
      return [
        { name: `one-${at}`, description: shared },
        {
          name: `two-${at}`,
          description: `${own}x`,
          examples: at % 2 === 0 ? [`${shared} ${own}x`] : [`${own}a ${own}x`],
        },
      ];
    }).flat();
    const findings = (await lint(routes)).filter(({ rule }) => rule === 'overlap');
    expect(findings).toHaveLength(101);
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(60);
    expect(findings.at(-1)).toMatchObject({ path: 'routes', severity: 'warning' });
    expect(findings.at(-1)?.message).toMatch(/^Another 20 pairs of routes overlap/);
    const paths = findings.slice(0, -1).map(({ path }) => Number(/\d+/.exec(path)?.[0]));
    expect(paths).toEqual(paths.toSorted((a, b) => a - b));
  });

  it('is found by the classifier that requests meet', async () => {
    const findings = await lint(
      [
        { name: 'refunds', description: 'money back for an order', examples: ['cancel my order', 'undo the purchase'] },
        { name: 'cancel', description: 'cancellations', examples: ['stop it', 'cancel my order now'] },
        { name: 'orders', description: 'buying', examples: ['cancel an order'] },
      ],
      compileRoutes,
    );
    expect(brief(findings)).toEqual(expect.arrayContaining([expect.stringMatching(/overlap/)]));
    expect(findings.find(({ rule }) => rule === 'overlap')?.message).toMatch(/by the words .*(cancel|order)/);
  });
});
