/**
 * A little of what `npm run eval:http` measures: prompts go to both models by name, through HTTP and the whole service, and
 * what is said of the answers becomes beliefs that rank other prompts.
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
const FED = 150;
const RANKED = 400;
/** CONTRACT §6. */
const PUBLISHED_WITHIN_MS = 30_000;

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

  it('ranks by difficulty before it was taught, and no worse by what it was taught', async () => {
    const tenant = await teachTenant(service, 'taught');
    const before = await ranked(tenant, rest);
    expect(recoveredGap(before)).toBeGreaterThan(0.58);

    await teach(tenant, fed);
    expect(await untilPublished(tenant, PUBLISHED_WITHIN_MS)).toBeLessThan(PUBLISHED_WITHIN_MS);

    const after = await ranked(tenant, rest);
    expect(after.map(({ score }) => score)).not.toEqual(before.map(({ score }) => score));
    expect(recoveredGap(after)).toBeGreaterThan(recoveredGap(before) - 0.01);
    expect(service.complaints).toEqual([]);
  });

  it('tells nobody but who made a decision that there is such a thing', async () => {
    const [prompt] = fed;
    const owner = await teachTenant(service, 'owner');
    const other = await teachTenant(service, 'other');
    const before = await other.gain(prompt?.prompt ?? '');
    await owner.rate(prompt?.prompt ?? '', 'strong', true);
    expect(await other.gain(prompt?.prompt ?? '')).toEqual(before);
  });
};

if (existsSync(PUBLIC)) describe('learning through HTTP', measured);
else {
  console.warn(`${PUBLIC} is not there: what is learned through HTTP is not measured.`);
  it('learning through HTTP is measured on ../shared/data, which is not there', () => {
    expect(existsSync(PUBLIC)).toBe(false);
  });
}
