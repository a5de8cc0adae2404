/** What one hostile user can do to a tenant that has learned, and what he can do to another tenant: next to nothing, and nothing. */

import type { Figure, Group } from '../figure.ts';
import { recoveredGap } from '../statistics.ts';
import { beside } from './beside.ts';
import { changedFields } from './changed-fields.ts';
import { type Recorded, ranked, type Taught } from './learning.ts';
import type { OwnService } from './own-service.ts';
import { untilLearned } from './published.ts';
import { type TaughtTenant, teachTenant } from './taught-tenant.ts';

const RATINGS = 1000;
const WATCHED = 200;
const TAUGHT_BESIDE = 200;

const ATTACKS: readonly {
  readonly name: string;
  readonly promptAt: (rows: readonly Recorded[], at: number) => string;
}[] = [
  { name: 'one prompt again and again', promptAt: ([first]) => first?.prompt ?? '' },
  { name: 'a prompt each', promptAt: (rows, at) => rows[at % rows.length]?.prompt ?? '' },
];

/** The table, and of each of the other tenant's decisions that changed the fields in which it did. */
export async function hostileOverHttp(
  service: OwnService,
  { tenant, fed, rest }: Taught,
): Promise<{ readonly group: Group; readonly changed: readonly string[] }> {
  const neighbour = await teachTenant(service, 'neighbour');
  await beside(rest.slice(0, TAUGHT_BESIDE), ({ prompt, weak }) => neighbour.rate(prompt, 'weak', weak));
  await untilLearned([neighbour]);
  const watched = rest.slice(0, WATCHED);
  const before = await decisions(neighbour, watched);

  const figures: Figure[] = [];
  let gap = recoveredGap(await ranked(tenant, rest));
  for (const [at, { name, promptAt }] of ATTACKS.entries()) {
    const user = `mallory-${at}`;
    await beside(Array.from({ length: RATINGS }), (_, nth) => tenant.rate(promptAt(fed, nth), 'strong', false, user));
    await untilLearned([tenant]);
    const moved = recoveredGap(await ranked(tenant, rest));
    figures.push(plain(`APGR moved by ${RATINGS} ratings of one user, ${name}`, Math.abs(moved - gap), rest.length));
    gap = moved;
  }
  const after = await decisions(neighbour, watched);
  const changed = after.flatMap((decision, at) => {
    const earlier = before[at];
    return earlier === undefined || decision === earlier ? [] : [changedFields(earlier, decision)];
  });
  figures.push(plain("another tenant's decisions that changed by a bit", changed.length, watched.length));
  return { group: { title: 'Hostile ratings, through HTTP', figures }, changed };
}

/** As JSON text, without what no two decisions share: the id is left out, and the time that it took is 0. */
async function decisions(tenant: TaughtTenant, rows: readonly Recorded[]): Promise<string[]> {
  const texts = await beside(rows, ({ prompt }) => tenant.decide(prompt));
  return texts.map((text) => text.replace(/"id":"dec_\w+",/, '').replace(/"tookMs":[\d.]+/g, '"tookMs":0'));
}

const plain = (measure: string, value: number, rows: number): Figure => ({
  ...{ measure, value, rows },
  interval: null,
  unit: null,
  baselines: {},
});
