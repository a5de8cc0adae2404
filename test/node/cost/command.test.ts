import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withCost } from '../../../src/cli/cost/readme.ts';
import { cost } from '../../../src/cli/cost.ts';

it('the README says what the command prints: `npm run cost -- --readme` writes it', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  expect(readme).toBe(withCost(readme));
});

it('prices any number of requests, in a table or as data', () => {
  expect(cost(['--requests', '1e9'])).toContain('SQL rows written');
  const { month, bill } = JSON.parse(cost(['--requests', '1_000_000', '--profile', 'agent', '--json']));
  expect(month).toEqual({ requests: 1e6, profile: 'agent', tenants: 10, logged: 1 });
  expect(bill).toMatchObject({ requests: 1e6, planUsd: 5, dominant: { meter: expect.any(String) } });
  expect(JSON.parse(cost(['--json']))).toHaveLength(3);
  expect(JSON.parse(cost(['--limits', '--json']))).toHaveLength(3);
});

it.each([
  [['--requests', 'many'], '--requests is a number from 1'],
  [['--requests', ''], '--requests is a number from 1'],
  [['--profile', 'toString'], '--profile is chat or agent'],
  [['--logged', '2'], '--logged is a number from 0 to 1'],
  [['--request', '1'], "Unknown option '--request'"],
])('refuses %j', (args, message) => {
  expect(() => cost(args)).toThrow(message);
});
