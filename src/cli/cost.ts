/**
 * `npm run cost`: what a month on Cloudflare costs, from what one request was measured to use, and what breaks first.
 *
 *   npm run cost                            1 M, 100 M and 10 B requests, side by side
 *   npm run cost -- --requests 1e9          one month, meter by meter
 *   npm run cost -- --placement             hot tenants: the load on each object, with slices and batches and without
 *   npm run cost -- --limits                what breaks first at 10 k, 100 k and 1 M requests a second
 *   npm run cost -- --readme                writes the section of the README
 *
 * `--profile chat` (as it is unless given) or `agent`, `--tenants`, `--logged 0.1` for what Workers Logs keeps, `--json`.
 * The exit code is 2 when it is called wrongly.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ceilingsAt, ceilingsTable, SCALES } from './cost/ceilings.ts';
import { MONTHS, type Month, PROFILES, type Profile, tenantsFor } from './cost/month.ts';
import { placements, placementTable } from './cost/placement-report.ts';
import { withCost } from './cost/readme.ts';
import { billTable, costTable, dominating, priced } from './cost/report.ts';
import { Misused } from './outcome.ts';

const OPTIONS = {
  requests: { type: 'string' },
  profile: { type: 'string', default: 'chat' },
  tenants: { type: 'string' },
  logged: { type: 'string', default: '1' },
  placement: { type: 'boolean', default: false },
  limits: { type: 'boolean', default: false },
  readme: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const README = join(import.meta.dirname, '../../README.md');

/** What is printed. Throws Misused. */
export function cost(args: readonly string[]): string {
  const { values } = read(args);
  const { profile, json } = values;
  if (!isProfile(profile)) throw new Misused(`--profile is ${Object.keys(PROFILES).join(' or ')}.`);
  const tenants = values.tenants === undefined ? null : number('--tenants', values.tenants, 1, 1e6);
  const logged = number('--logged', values.logged, 0, 1);
  const month = (requests: number): Month => ({
    ...{ requests, profile, logged, tenants: Math.round(tenants ?? tenantsFor(requests)) },
  });
  if (values.placement) return json ? inJson(placements()) : placementTable(placements());
  if (values.limits) return json ? inJson(SCALES.map((rate) => ceilingsAt(rate, profile))) : ceilingsTable(profile);
  if (values.requests === undefined) {
    const months = MONTHS.map((requests) => priced(month(requests)));
    return json ? inJson(months) : [costTable(months), '', ...months.map(dominating)].join('\n');
  }
  const one = priced(month(number('--requests', values.requests, 1, 1e15)));
  return json ? inJson(one) : [billTable(one), '', dominating(one)].join('\n');
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS });
  } catch (cause) {
    throw new Misused(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

const isProfile = (name: string): name is Profile => Object.hasOwn(PROFILES, name);

/** As people write them: 1e9, 1000000000, 1_000_000_000. */
function number(option: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text.replaceAll('_', ''));
  if (value >= least && value <= most) return value;
  throw new Misused(`${option} is a number from ${least} to ${most}, and ${JSON.stringify(text)} is none.`);
}

const inJson = (value: unknown): string => JSON.stringify(value, null, 2);

if (import.meta.main) {
  try {
    const args = process.argv.slice(2);
    if (args.includes('--readme')) writeFileSync(README, withCost(readFileSync(README, 'utf8')));
    else console.log(cost(args));
  } catch (error) {
    if (!(error instanceof Misused)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
