/**
 * The fault wall of one kind of provider in front of one wire: whatever the provider does, its client gets an answer or an
 * error in its own wire and in good time, what was held is settled once, and nothing leaks: no key, no header, no word of
 * the prompt into the log, no call that nobody ends. What a provider says amid a stream that is handed on goes out as it was sent.
 */

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TEXT } from '../openai-wire.ts';
import { type Client, eventsOf } from './clients.ts';
import { EXPECTED, type Expected } from './expected.ts';
import type { Kind } from './kinds.ts';
import { type Cell, cellsOf, givenWall, nameOf, type Wall } from './tenant.ts';
import { OVERLOADED, PROMPTED } from './words.ts';

const SECRETS = ['sk-test', 'AKIATEST', 'pair-secret', 'inner-'];
const FIRST_WORD = 'Merge';
/** A provider's message is cut, and ours come around it. */
const LONGEST_ERROR = 3000;
const SETTLED_WITHIN_MS = 30_000;
/** A fault that is not seen costs a minute (`PATIENT` in tenant.ts): the test is over before it. */
const TOLD_WITHIN_MS = 50_000;

export function wall(title: string, kind: Kind, client: Client, faults = EXPECTED): void {
  describe(title, () => {
    const logged: string[] = [];
    let given: Wall;
    beforeAll(async () => {
      vi.spyOn(console, 'log').mockImplementation((line) => void logged.push(String(line)));
      given = await givenWall(kind, client, faults);
    }, TOLD_WITHIN_MS);
    afterAll(() => vi.restoreAllMocks());

    const cells = cellsOf(faults);
    describe.concurrent('whatever it does', { timeout: TOLD_WITHIN_MS }, () => {
      for (const cell of cells) {
        const expected = faults[cell.fault];
        if (expected === undefined) throw new Error(`Nothing is expected of ${cell.fault}.`);
        const way = `${cell.fault}, ${cell.stream ? 'streamed' : 'whole'}`;
        if (cell.candidates === 'alone') {
          it(`${way}: the client is told, and the hold is settled`, () => isTold(given, cell, client, expected, kind));
        } else {
          it(`${way}: the next candidate ${expected.stands ? 'is not tried' : 'answers'}`, () =>
            isTakenOver(given, cell, client, expected));
        }
      }
    });

    it(
      'settles every request once, tells the log nothing that it should not, and leaves no call open',
      async () => {
        const own = () => logged.filter((line) => line.includes(given.tenant.id)).map((line) => JSON.parse(line));
        await vi.waitFor(() => expect(own()).toHaveLength(given.asked()), { timeout: SETTLED_WITHIN_MS });
        expect(own()).toMatchObject(own().map(() => ({ event: 'request', settled: true })));
        expect(new Set(own().map(({ decision }) => decision.id)).size).toBe(given.asked());
        const all = logged.join('\n');
        for (const word of [...SECRETS, PROMPTED, OVERLOADED]) expect(all).not.toContain(word);
        await vi.waitFor(async () => expect(await given.account()).toMatchObject({ open: [], followed: 0 }), {
          timeout: SETTLED_WITHIN_MS,
        });
      },
      TOLD_WITHIN_MS,
    );
  });
}

async function isTold(given: Wall, cell: Cell, client: Client, expected: Expected, kind: Kind): Promise<void> {
  const seen = cell.stream ? expected.streamed : expected.whole;
  const response = await given.ask(cell);
  const text = await response.text().catch((cause: unknown) => {
    if (expected.maySnap !== true) throw cause;
    return null;
  });
  if (text === null) {
    expect((await settled(given, cell))[0]).toBe(1);
    return;
  }
  expect(response.status).toBe(seen?.status);
  if (expected.asSent !== true) expectNoLeak(text, response);
  const isBroken = seen?.status === 200;
  const events = isBroken ? eventsOf(text) : [];
  if (isBroken) {
    expect(client.said(events)).toMatch(new RegExp(`^${FIRST_WORD}`));
    expect(client.said(events)).not.toBe(TEXT);
  }
  expect(text).not.toContain(client.endMark);
  const told = isBroken ? client.brokenBy(events) : client.refusedBy(JSON.parse(text));
  if (told.code !== undefined) expect(told.code).toBe(seen?.code);
  expect(told.message).toContain(`The model "${nameOf(cell)}"`);
  expectNoLeak(told.message, response);
  if (expected.inItsWords === true) {
    expect(told.message).toContain(OVERLOADED);
    if (kind.binding !== true) expect(told.message).toContain('[secret]');
  }
  expect(response.headers.get('retry-after')).toBe(expected.retryAfter ?? null);
  const [requests, tokens, usd] = await settled(given, cell);
  // Who answered in part is charged in part, and who did not, is not.
  expect(requests).toBe(isBroken ? 1 : 0);
  for (const used of [tokens, usd]) expect((used ?? 0) > 0).toBe(isBroken);
}

async function isTakenOver(given: Wall, cell: Cell, client: Client, { stands, ...expected }: Expected): Promise<void> {
  const response = await given.ask(cell);
  const text = await response.text();
  expectNoLeak(text, response);
  expect(response.headers.get('x-signalbox-reason')).toBe('failover');
  if (stands === true) {
    expect(response.status).toBe((cell.stream ? expected.streamed : expected.whole)?.status);
    expect(response.headers.get('x-signalbox-model')).toBe(nameOf(cell));
    expect((await settled(given, cell))[0]).toBe(0);
    return;
  }
  expect(response.status).toBe(200);
  expect(response.headers.get('x-signalbox-model')).toBe('ok');
  if (cell.stream) expect(text).toContain(client.endMark);
  // Of the one that failed nothing has come before it.
  expect(cell.stream ? client.said(eventsOf(text)) : client.answered(JSON.parse(text))).toBe(TEXT);
  expect((await settled(given, cell))[0]).toBe(1);
}

/** What the account has used, by limit, once it holds nothing any more. */
async function settled(given: Wall, cell: Cell): Promise<readonly number[]> {
  return vi.waitFor(
    async () => {
      const limits = await given.limits(cell);
      expect(limits.map(({ held }) => held)).toEqual([0, 0, 0]);
      return limits.map(({ used }) => used);
    },
    { timeout: SETTLED_WITHIN_MS },
  );
}

function expectNoLeak(text: string, { headers }: Response): void {
  const all = `${text} ${JSON.stringify([...headers])}`;
  for (const secret of [...SECRETS, 'set-cookie', 'x-inner', 'x-request-id', '127.0.0.1']) {
    expect(all).not.toContain(secret);
  }
  if (headers.get('content-type') === 'application/json' && headers.get('x-signalbox-model') !== 'ok') {
    expect(text.length).toBeLessThan(LONGEST_ERROR);
  }
}
