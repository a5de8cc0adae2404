/**
 * `npm run soak`: what load, time and numbers do to Signalbox. `--minutes 10` of mixed traffic; `--quick` for a minute of it
 * and less of all the rest; `--only soak,streams`; `--out findings.json`. Ends with 1 when a bar is not held.
 */

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { flood } from './flood.ts';
import { largePolicy } from './large-policy.ts';
import { manyTenants } from './many-tenants.ts';
import { manyUsers } from './many-users.ts';
import { type Finding, isBroken, markdown } from './report.ts';
import { type Workplace, workplace } from './service.ts';
import { slowBodies } from './slow-bodies.ts';
import { soak } from './steady.ts';
import { streams } from './streams.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    out: { type: 'string' },
  },
});
const minutes = Number(values.minutes ?? (values.quick ? 1 : 10));
if (!(minutes > 0)) throw new RangeError('--minutes is a number above 0.');

const SCENARIOS: Readonly<Record<string, (place: Workplace) => Promise<Finding>>> = {
  soak: (place) => soak(place, minutes),
  streams: (place) => streams(place, 1000, values.quick ? 20 : 40),
  flood: (place) => flood(place, 500, values.quick ? 5 : 20),
  'slow-loris': (place) => slowBodies(place, 500),
  users: (place) => manyUsers(place, values.quick ? 1000 : 10_000),
  tenants: (place) => manyTenants(place, values.quick ? 200 : 1000),
  policy: (place) => largePolicy(place, 200),
};

const wanted = values.only?.split(',') ?? Object.keys(SCENARIOS);
const unknown = wanted.find((name) => !Object.hasOwn(SCENARIOS, name));
if (unknown !== undefined) {
  throw new RangeError(`--only knows ${Object.keys(SCENARIOS).join(', ')}, and not ${unknown}.`);
}

const place = await workplace();
const findings: Finding[] = [];
try {
  for (const name of wanted) {
    console.error(`${new Date().toISOString()} ${name}`);
    const finding = await SCENARIOS[name]?.(place);
    if (finding === undefined) continue;
    findings.push(finding);
  }
} finally {
  place.provider.stop();
}
console.log(markdown(findings));
if (values.out !== undefined) await writeFile(values.out, `${JSON.stringify(findings, null, 2)}\n`);
process.exitCode = isBroken(findings) ? 1 : 0;
