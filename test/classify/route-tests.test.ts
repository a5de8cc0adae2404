import { expect, it } from 'vitest';
import type { Classifier } from '../../src/classify/contract.ts';
import { type ChooseEffort, runRouteTests } from '../../src/classify/route-tests.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';

function givenPolicy(tests: readonly object[]): Policy {
  const models = { mini: ['m'] };
  const document = {
    tenant: 'shop',
    default: 'general',
    routes: ['refunds', 'parcels', 'general'].map((name) => ({ name, description: `about ${name}`, models })),
    models: { m: { provider: 'l', id: 'x' } },
    providers: { l: { kind: 'loopback' } },
    plans: { free: { limits: [] } },
    tests,
  };
  const read = readPolicy(document, { tenant: null, version: 1, allowLocalUpstreams: false });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

/** Matches the route that the last user message names, and nothing without one. */
const byName: Classifier = {
  name: 'embedded',
  classify: (turns) => {
    const said = turns.findLast(({ role }) => role === 'user')?.text ?? '';
    const routes = ['refunds', 'parcels', 'general'].sort(
      (a, b) => Number(said.includes(b)) - Number(said.includes(a)),
    );
    const found = said.includes(routes[0] ?? '');
    const [first, second, third] = found ? [0.7, 0.15, 0.05] : [0.08, 0.02, 0];
    return {
      routes: [first, second, third].map((probability = 0, at) => ({ route: routes[at] ?? '', probability })),
      nothing: found ? 0.1 : 0.9,
      because: found ? [routes[0] ?? ''] : [],
    };
  },
};

const instant: ChooseEffort = () => ({ effort: 'instant', why: 'difficulty: 0.22 < 0.60' });

const run = (tests: readonly object[], chooseEffort = instant) =>
  runRouteTests({ policy: givenPolicy(tests), classifiers: [byName], chooseEffort, pause: null });

it('passes where the route and the effort are those expected, and says what was got', async () => {
  expect(await run([{ say: 'refunds please', expect: 'refunds', effort: 'instant' }])).toEqual([
    {
      path: 'tests[0]',
      said: 'refunds please',
      expected: { expect: 'refunds', effort: 'instant' },
      passed: true,
      got: {
        route: 'refunds',
        matched: true,
        because: ['refunds'],
        confidence: 0.7,
        runnerUp: { route: 'parcels', confidence: 0.15 },
        effort: 'instant',
      },
      message: null,
    },
  ]);
});

it('fails where another route was taken, with the runner-up and the words that decided', async () => {
  const [result] = await run([{ say: 'my parcels', expect: 'refunds' }]);
  expect(result?.passed).toBe(false);
  expect(result?.message).toBe(
    'Expected the route "refunds", got "parcels" (0.70); next is "refunds" (0.15). Words that decided: parcels. Give "refunds" an example in such words, or expect another.',
  );
});

it('takes what nothing matches for the default route, and tells it from a match where nothing is expected', async () => {
  const results = await run([
    { say: 'hello', expect: 'general' },
    { say: 'hello', expect: 'nothing' },
    { say: 'in general', expect: 'general' },
    { say: 'in general', expect: 'nothing' },
    { say: 'hello', expect: 'refunds' },
  ]);
  expect(results.map(({ passed }) => passed)).toEqual([true, true, true, false, false]);
  expect(results[3]?.message).toMatch(
    /^Expected no route to match, got "general" \(0\.70\).* Say of "general" more narrowly/,
  );
  expect(results[4]?.message).toBe(
    'Expected the route "refunds", got no match and so the default "general" (0.90); next is "refunds" (0.08). Give "refunds" an example in such words, or expect another.',
  );
});

it('fails where the effort is another, with the rule that chose it, and checks none that the test leaves out', async () => {
  const results = await run([
    { say: 'refunds', expect: 'refunds', effort: 'thinking' },
    { say: 'refunds', expect: 'refunds' },
  ]);
  expect(results.map(({ passed }) => passed)).toEqual([false, true]);
  expect(results[0]?.message).toBe(
    'Expected the effort thinking, got instant: difficulty: 0.22 < 0.60. Expect that, or give the route the effort: it holds wherever the words ask for none.',
  );
});

it('says both where both differ, and why a request would be refused', async () => {
  const refused: ChooseEffort = () => ({ effort: null, why: 'Every model lacks a context of 9 tokens.' });
  const [result] = await run([{ say: 'parcels', expect: 'refunds', effort: 'instant' }], refused);
  expect(result?.message).toMatch(
    /^Expected the route "refunds", .* Expected the effort instant, the request would be /,
  );
  expect(result?.message).toContain('refused: Every model lacks a context of 9 tokens.');
});

it('hands a conversation over as it was written, and names the test by its last message', async () => {
  const seen: unknown[] = [];
  const turns = [
    { role: 'user', content: 'refunds' },
    { role: 'assistant', content: 'of what?' },
    { role: 'user', content: 'of parcels' },
  ];
  const watching: ChooseEffort = (given, classification) => {
    seen.push(given, classification.route);
    return { effort: 'instant', why: '' };
  };
  const [result] = await run([{ turns, expect: 'parcels' }], watching);
  expect(result).toMatchObject({ said: 'of parcels', passed: true });
  expect(seen).toEqual([turns.map(({ role, content }) => ({ role, text: content })), 'parcels']);
});
