import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf } from '../../bench/soak/client.ts';
import { audit } from '../../bench/soak/ledger.ts';
import { openLoop } from '../../bench/soak/loads.ts';
import { arrivals } from '../../bench/soak/schedule.ts';
import { startSignalbox, type Workplace, workplace } from '../../bench/soak/service.ts';
import { Tally } from '../../bench/soak/steady.ts';
import { traffic } from '../../bench/soak/traffic.ts';
import type { Running } from '../../bench/workerd.ts';
import { seededRandom } from '../../support/random.ts';

let place: Workplace;
let running: Running;

beforeAll(async () => {
  place = await workplace();
  running = await startSignalbox(place);
});

afterAll(async () => {
  await running?.stop();
  place?.provider.stop();
});

it('mixed traffic of some fifty requests leaves a ledger that is exact for every user and the tenant', async () => {
  const { next: random } = seededRandom(7);
  const client = clientOf(running.url, 32);
  const tally = new Tally();
  await openLoop(client, [...arrivals(1000, 10, random)].slice(0, 60), traffic(8, random), tally.hear);
  await client.close();
  expect(tally.errors).toEqual([]);
  expect(tally.count).toBe(60);
  expect(tally.left).toBeGreaterThan(0);
  const { users, used, differences } = await audit(running.url, tally.books.users);
  expect(differences).toEqual([]);
  expect(users).toBeGreaterThan(4);
  expect(used.requests).toBeGreaterThan(30);
  expect(running.complaints()).toBe('');
});
