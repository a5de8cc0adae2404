import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { signalbox } from '../../../src/cli/signalbox.ts';
import { costOf } from '../../../src/quota/price.ts';
import { tokens } from '../../../src/unit.ts';
import { type Given, loggedDecision, POLICY_DOCUMENT, policyOf } from '../../replay/logged-decision.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-replay-'));
  await write('same.yaml', stringify(POLICY_DOCUMENT));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const nobody = () => Promise.reject(new Error('Files are read, and nobody is asked.'));
const run = (...args: string[]) =>
  signalbox(['replay', ...args], { from: folder, root: folder, env: {}, fetch: nobody, progress: () => undefined });

const USAGE = { input: tokens(1000), cachedInput: tokens(0), output: tokens(200), estimated: false };

function line(given: Given, more: object = {}): string {
  const decision = loggedDecision(given);
  const price = policyOf(POLICY_DOCUMENT).models.get(decision.model)?.price;
  const cost = price == null ? 0 : costOf(USAGE, price);
  const request = { event: 'request', v: 1, keyId: 'k', ending: 'complete', usage: USAGE, cost, shares: [] };
  return JSON.stringify({ ...request, firstContentMs: 100, decision, ...more });
}

const LINES = [
  line({ id: 'dec_1', difficulty: 0.2 }),
  line({ id: 'dec_2', difficulty: 0.9 }),
  line({ id: 'dec_3', difficulty: 0.2, route: 'refunds' }),
  JSON.stringify({ event: 'feedback', decision: 'dec_1', rating: 1 }),
  JSON.stringify({ event: 'feedback', decision: 'dec_2', correct: false }),
];

describe('npm run replay', () => {
  it('of the policy that was in force changes nothing, costs what was paid, and exits with 0', async () => {
    await write('log.jsonl', LINES.join('\n'));
    const { code, stdout, stderr } = await run('--log', 'log.jsonl', '--policy', 'same.yaml', '--json');
    const paid = LINES.slice(0, 3).reduce((sum, text) => sum + JSON.parse(text).cost, 0) / 1e6;
    expect([code, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout);
    expect(found).toMatchObject({
      decisions: 3,
      changed: 0,
      moves: [],
      rated: 2,
      unreadable: { lines: 0, first: null },
    });
    expect(found.cost.before).toBeCloseTo(paid, 9);
    expect(found.latencyMs).toMatchObject({ before: 100, decisions: 3 });
    expect(found.quality).toMatchObject({ decisions: 2 });
    for (const { before, after } of [found.cost, found.latencyMs, found.quality]) {
      expect(after).toEqual({ value: before, low: before, high: before });
    }
  });

  it('of another says what changes, and what that costs, in words and with exit code 1', async () => {
    const cheaper = { ...POLICY_DOCUMENT.models.fast, price: { input: 0.5, output: 2 } };
    const without = POLICY_DOCUMENT.routes.filter(({ name }) => name !== 'refunds');
    const changed = { ...POLICY_DOCUMENT, routes: without, models: { ...POLICY_DOCUMENT.models, fast: cheaper } };
    await write('changed.yaml', stringify(changed));
    await write('log.jsonl', LINES.join('\n'));
    const { code, stdout } = await run('--log', 'log.jsonl', '--policy', 'changed.yaml');
    expect(code).toBe(1);
    expect(stdout).toContain('1 of 3 change');
    expect(stdout).toContain('route  refunds -> general: 1 (dec_3)');
    expect(stdout).toContain('1 were of a route that is gone');
    expect(stdout).toMatch(/cost: \$0\.0\d+ -> \$0\.0\d+ \(95 %: /);
  });

  it('classifies anew what carries its words, and takes bare decisions at an estimate', async () => {
    const bare = JSON.stringify(loggedDecision({ id: 'dec_4', difficulty: 0.2 }));
    const words = line({ id: 'dec_5', difficulty: 0.2 }, { input: 'please refund this order' });
    await write('log.jsonl', [bare, words].join('\n'));
    const { stdout } = await run('--log', 'log.jsonl', '--policy', 'same.yaml', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ decisions: 2, changed: 1, classifiedAnew: 1, costEstimated: 1, cost: { decisions: 2 }, quality: null },
      moves: [{ of: 'route', from: 'general', to: 'refunds', decisions: 1, examples: ['dec_5'] }],
    });
  });

  it('counts what it cannot read and names the first; without any decision it declines', async () => {
    await write('log.jsonl', ['{"event":"tenant_unreachable"}', 'nonsense', '{"id":"dec_x"}', LINES[0]].join('\n'));
    const { stdout } = await run('--log', 'log.jsonl', '--policy', 'same.yaml');
    expect(stdout).toContain('2 lines could not be read; the first is line 2: it is no JSON');
    await write('empty.jsonl', 'nonsense\n');
    const none = await run('--log', 'empty.jsonl', '--policy', 'same.yaml');
    expect(none.code).toBe(1);
    expect(none.stderr).toContain('empty.jsonl holds no decision. Of 1 unreadable lines the first is line 1');
  });

  it.each([
    [['--policy', 'same.yaml'], 2, 'needs --log'],
    [['--log', 'log.jsonl'], 2, 'needs --policy'],
    [['--log', 'nowhere.jsonl', '--policy', 'same.yaml'], 2, 'nowhere.jsonl cannot be read'],
    [['--log', 'log.jsonl', '--policy', 'broken.yaml'], 1, 'broken.yaml is no valid policy'],
    [['--log', 'log.jsonl', '--policy', 'same.yaml', '--beliefs', 'broken.yaml'], 1, 'holds no beliefs'],
  ])('%j is refused', async (args, code, message) => {
    await write('broken.yaml', 'tenant: shop');
    await write('log.jsonl', LINES.join('\n'));
    const ran = await run(...args);
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(message)]);
  });
});
