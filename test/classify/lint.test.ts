import { describe, expect, it } from 'vitest';
import type { Classifier } from '../../src/classify/contract.ts';
import { compileRoutes } from '../../src/classify/embedded.ts';
import { lintRoutes, MAX_TEXTS } from '../../src/classify/lint.ts';
import { PROBES } from '../../src/classify/lint-reach.ts';
import type { Route } from '../../src/tenant/policy.ts';
import { brief, byDescription, GENERAL, lint, route, WHOLE, type Written } from './linting.ts';

describe('routes that are told apart', () => {
  it('give rise to no finding, with the classifier that requests meet', async () => {
    const findings = await lint(
      [
        { name: 'billing', description: 'invoices, refunds and payments', examples: ['I was charged twice'] },
        { name: 'travel', description: 'planning trips, flights and hotels', examples: ['a flight to Rome'] },
      ],
      compileRoutes,
    );
    expect(findings).toEqual([]);
  });

  it('may be a default alone', async () => expect(await lint([])).toEqual([]));
});

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

describe('a duplicate', () => {
  it('is an error when a description says the same, whatever its capitals and marks', async () => {
    const findings = await lint([
      { name: 'one', description: 'Refunds and returns of orders.' },
      { name: 'two', description: 'refunds and returns -- of orders' },
    ]);
    expect(brief(findings)).toEqual(['error duplicate routes[1].description']);
    expect(findings[0]?.message).toContain('says the same as that of "one" (routes[0])');
  });

  it('is a warning when it says nearly the same, with what tells the two apart', async () => {
    const same = 'questions about invoices, refunds, payments, reminders, discounts and all other fees of customers';
    const findings = await lint([
      { name: 'de', description: `${same} in Germany` },
      { name: 'fr', description: `${same} in Spain` },
    ]);
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'duplicate', severity: 'warning' }));
    expect(findings[0]?.message).toContain('only spain, germany tells them apart');
  });

  it('is seen through endings and the order of words', async () => {
    const findings = await lint([
      { name: 'refunds', description: 'refunds, returns and money back for orders' },
      { name: 'returns', description: 'return, refund and money back for an order' },
    ]);
    expect(brief(findings)).toEqual(['warning duplicate routes[1].description']);
    expect(findings[0]?.message).toContain('only an tells them apart');
  });

  it('is found in text without spaces', async () => {
    const findings = await lint([
      { name: 'one', description: '天气查询和温度' },
      { name: 'two', description: '天气查询和温度。' },
    ]);
    expect(brief(findings)).toContain('error duplicate routes[1].description');
  });

  it('is an error when an example stands in two routes, and none when one route has it twice', async () => {
    const findings = await lint([
      { name: 'one', description: 'parcels travelling', examples: ['where is it?', 'Where is it'] },
      { name: 'two', description: 'letters travelling slowly', examples: ['where IS it'] },
    ]);
    expect(brief(findings)).toContain('error duplicate routes[1].examples[0]');
    expect(findings.filter(({ rule }) => rule === 'duplicate')).toHaveLength(1);
  });
});

describe('the work', () => {
  it('is bounded for the largest policy: a sample is classified, and the report says of how many', async () => {
    let asked = 0;
    const counting = (routes: readonly Route[]): Classifier => ({
      name: 'embedded',
      classify: ([turn]) => {
        asked++;
        const name = /^r\d+/.exec(turn?.text ?? '')?.[0] ?? '';
        const known = routes.some((each) => each.name === name);
        return { routes: known ? [{ route: name, probability: 1 }] : [], nothing: known ? 0 : 1, because: [] };
      },
    });
    const routes = Array.from({ length: 500 }, (_, r) =>
      route({
        name: `r${r}`,
        description: `r${r} words of its own`,
        examples: Array.from({ length: 100 }, (_, e) => `r${r} case${e}`),
      }),
    );
    const report = await lintRoutes({ ...WHOLE, routes, defaultRoute: 'r0', compile: counting });
    expect(report.findings).toEqual([]);
    expect(report.sampled).toEqual({ read: 2000, of: 50_499 });
    expect(asked).toBeLessThanOrEqual(MAX_TEXTS + PROBES.length);
  });

  it('is bounded by as many texts as its caller has time for', async () => {
    const examples = Array.from({ length: 100 }, (_, at) => `invoices refunds ${at}`);
    const routes = [route({ name: 'billing', description: 'invoices and refunds', examples }), route(GENERAL)];
    const report = await lintRoutes({ ...WHOLE, routes, compile: byDescription, mostTexts: 40 });
    expect(report.sampled).toEqual({ read: 20, of: 102 });
  });

  it('pauses every twenty texts, where others are waiting, and finds the same', async () => {
    const examples = Array.from({ length: 50 }, (_, at) => `money back ${at}`);
    const routes = [
      route({ name: 'refund', description: 'money back after purchase' }),
      route({ name: 'parcel', description: 'tracking parcel deliveries', examples }),
    ];
    const log: string[] = [];
    const logging = (some: readonly Route[]): Classifier => {
      const { classify, ...rest } = byDescription(some);
      const logged: Classifier['classify'] = (turns, signal) => {
        log.push('asked');
        return classify(turns, signal);
      };
      return { ...rest, classify: logged };
    };
    const pause = async () => void log.push('paused');
    const report = await lintRoutes({ ...WHOLE, routes, compile: logging, pause });
    const pauses = log.flatMap((each, at) => (each === 'paused' ? [at] : []));
    expect(pauses.slice(0, 3)).toEqual([19, 40, 61]);
    expect(pauses).toHaveLength(Math.floor(log.filter((each) => each === 'asked').length / 20));
    expect(report.findings).toEqual(await lint(routes.slice(0, 2)));
  });

  it('leaves no example out of a policy of ordinary size', async () => {
    const examples = Array.from({ length: 100 }, (_, at) => `invoices refunds ${at}`);
    const routes = [route({ name: 'billing', description: 'invoices and refunds', examples }), route(GENERAL)];
    const report = await lintRoutes({ ...WHOLE, routes, compile: byDescription });
    expect(report.sampled).toEqual({ read: 102, of: 102 });
  });
});
