/**
 * A little of what `npm run eval:http` measures: prompts go to both models by name, through HTTP and the whole service, and
 * what is said of the answers becomes beliefs that rank other prompts, of this tenant alone.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Recorded, ranked, readRecorded, shuffled, teach } from '../../src/cli/evaluation/http/learning.ts';
import { type OwnService, startOwnService } from '../../src/cli/evaluation/http/own-service.ts';
import { untilPublished } from '../../src/cli/evaluation/http/published.ts';
import { teachTenant } from '../../src/cli/evaluation/http/taught-tenant.ts';
import { recoveredGap } from '../../src/cli/evaluation/statistics.ts';

const PUBLIC = join(import.meta.dirname, '../../../shared/data');
const FED = 60;
const RANKED = 200;
/** Kept wide: what is asserted is that it comes, and CONTRACT §6 is measured by `npm run eval:http`. */
const PUBLISHED_WITHIN_MS = 90_000;

const measured = () => {
  let service: OwnService;
  let fed: readonly Recorded[];
  let rest: readonly Recorded[];
  beforeAll(async () => {
    service = await startOwnService();
    const rows = shuffled(readRecorded(PUBLIC, 'mmlu'), 1);
    [fed, rest] = [rows.slice(0, FED), rows.slice(FED, FED + RANKED)];
  });
  afterAll(() => service.stop());

  it('ranks by difficulty before it was taught, by what it was taught after it, and no other tenant does', async () => {
    const [tenant, other] = [await teachTenant(service, 'taught'), await teachTenant(service, 'other')];
    const [before, others] = [await ranked(tenant, rest), await ranked(other, rest)];
    expect(others).toEqual(before);
    expect(recoveredGap(before)).toBeGreaterThan(0.5);

    await teach(tenant, fed);
    await untilPublished(tenant, PUBLISHED_WITHIN_MS);

    const after = await ranked(tenant, rest);
    expect(after.map(({ score }) => score)).not.toEqual(before.map(({ score }) => score));
    expect(recoveredGap(after)).toBeGreaterThan(recoveredGap(before) - 0.05);
    expect(await ranked(other, rest)).toEqual(others);
    expect(await other.gain('anything')).toMatchObject({ version: 0 });
    expect(service.complaints).toEqual([]);
  }, 150_000);
};

if (existsSync(PUBLIC)) describe('learning through HTTP', measured);
else {
  console.warn(`${PUBLIC} is not there: what is learned through HTTP is not measured.`);
  it('learning through HTTP is measured on ../shared/data, which is not there', () => {
    expect(existsSync(PUBLIC)).toBe(false);
  });
}
