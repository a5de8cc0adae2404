import { describe, expect, it } from 'vitest';
import type { Classifier } from '../../src/classify/contract.ts';
import { compileRoutes } from '../../src/classify/embedded.ts';
import { lintRoutes, MAX_TEXTS } from '../../src/classify/lint.ts';
import { PROBES } from '../../src/classify/lint-reach.ts';
import type { Route } from '../../src/tenant/policy.ts';
import { byDescription, GENERAL, lint, route, WHOLE } from './linting.ts';

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
