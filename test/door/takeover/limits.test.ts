/**
 * Limits under takeovers, many at once and at their worst: every first model counts as much as its cap leaves room for a
 * second, every second one as much as it may, each by its own price, and what is held is held to the last token.
 */

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { chat } from './lines.ts';
import { givenStage, type Stage } from './stage.ts';

afterEach(() => vi.restoreAllMocks());

const REQUESTS = 70;
const ADMITTED = 60;
const MESSAGES = [{ role: 'user', content: 'x'.repeat(26) }];
/** No tokenizer makes more of a prompt than this: the bytes of the request. */
const BOUND = 100;
const CAP = 300;
/** The first writes dearer, the second reads dearer. USD per million tokens are micro-dollars per token. */
const [FIRST, SECOND] = [
  { input: 1, output: 10 },
  { input: 9, output: 5 },
];
const TEXT = 'The river rises';
/** By its own count, thoughts that it does not show included. */
const WRITTEN = 190;
/** The text so far in bytes, and word to go on. */
const ADDED = TEXT.length + 80;
const LEFT = CAP - WRITTEN - ADDED;

const HELD = { tokens: 2 * BOUND + CAP, cost: 2 * BOUND * SECOND.input + CAP * FIRST.output + 1 };
const limitsOf = (most: { readonly tokens: number; readonly cost: number }) => [
  { id: 'tokens', of: 'tokens', max: most.tokens, per: '1d', then: 'refuse' },
  { id: 'usd', of: 'cost', max: most.cost / 1e6, per: '1d', then: 'refuse' },
];
const LIMITS = limitsOf({ tokens: ADMITTED * HELD.tokens, cost: ADMITTED * HELD.cost });
/** Whoever is given up for being late is not charged, and who answers instead gives back what was held for two. */
const PATIENT = { firstByteMs: 60_000, idleMs: 60_000, totalMs: 120_000 };

const running = `data: ${JSON.stringify({
  choices: [{ index: 0, delta: { content: '' }, finish_reason: null }],
  usage: { prompt_tokens: BOUND, completion_tokens: WRITTEN },
})}\n\n`;

interface Scene {
  readonly stage: Stage;
  /** Lets the first models break off, all of them. */
  readonly breakOff: () => void;
  /** Lets those that go on come to their end. */
  readonly finish: () => void;
}

async function given(): Promise<Scene> {
  const { promise: breaks, resolve: breakOff } = Promise.withResolvers<void>();
  const { promise: ends, resolve: finish } = Promise.withResolvers<void>();
  const kind = 'openai-compatible';
  const stage = await givenStage(
    [
      {
        ...{ kind, then: 'cut', waits: breaks, model: { price: FIRST } },
        says: [chat.role, chat.text(TEXT), running],
      },
      {
        ...{ kind, waits: ends, model: { price: SECOND } },
        says: (sent) => {
          // The cap that it was sent, to the last token.
          const { max_tokens: most } = JSON.parse(sent);
          const [stop, usage, done] = chat.end(BOUND + ADDED, most);
          return [chat.role, chat.text(' in the hills.'), stop + usage + done];
        },
      },
    ],
    { limits: LIMITS, timeouts: PATIENT },
  );
  return { stage, breakOff, finish };
}

interface Balance {
  readonly used: number;
  readonly held: number;
}

async function balances({ tenant }: Stage): Promise<readonly Balance[]> {
  const { limits } = await (await tenant.fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
  const [tokens, usd] = limits;
  const micro = (value = 0) => Math.round(value * 1e6);
  return [
    { used: tokens?.used ?? 0, held: tokens?.held ?? 0 },
    { used: micro(usd?.used), held: micro(usd?.held) },
  ];
}

/** Reads the balances over and over until it is told to stop: never is more used and held than there may be. */
function watch(stage: Stage) {
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const seen: (readonly Balance[])[] = [];
  const watching = (async () => {
    while (!isOver) {
      const now = await balances(stage);
      seen.push(now);
      await new Promise((resolve) => setTimeout(resolve, 25));
      const [tokens, cost] = now.map(({ used, held }) => used + held);
      expect(tokens).toBeLessThanOrEqual(ADMITTED * HELD.tokens);
      expect(cost).toBeLessThanOrEqual(ADMITTED * HELD.cost);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return seen;
  };
}

type LogLine = {
  readonly ending: string;
  readonly cost: number;
  readonly shares: readonly { readonly usage: { readonly input: number; readonly output: number }; cost: number }[];
  readonly usage: { readonly input: number; readonly output: number };
};

function records(log: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }): readonly LogLine[] {
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as LogLine);
  return lines.filter(({ ending }) => ending !== 'refused' && ending !== undefined);
}

const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0);

/** The cost of each share by hand, and the account's balance to the last token and micro-dollar. */
async function expectCharged(stage: Stage, lines: readonly LogLine[]): Promise<void> {
  for (const { shares, cost, usage } of lines) {
    if (shares.length === 0) continue;
    const [first, second] = shares;
    expect(first?.cost).toBe((first?.usage.input ?? 0) * FIRST.input + (first?.usage.output ?? 0) * FIRST.output);
    expect(second?.cost).toBe((second?.usage.input ?? 0) * SECOND.input + (second?.usage.output ?? 0) * SECOND.output);
    expect(cost).toBe(sum(shares.map((share) => share.cost)));
    expect(usage.output).toBe(sum(shares.map((share) => share.usage.output)));
  }
  expect(await balances(stage)).toEqual([
    { used: sum(lines.map(({ usage }) => usage.input + usage.output)), held: 0 },
    { used: sum(lines.map(({ cost }) => cost)), held: 0 },
  ]);
}

describe(`${REQUESTS} requests at once, of which the limits afford ${ADMITTED}, each taken over`, () => {
  it('never use and hold more than there may be, and are charged what both models counted', async () => {
    const { stage, breakOff, finish } = await given();
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const stop = watch(stage);
    // A client that does not read would hold its provider up.
    const asking = Array.from({ length: REQUESTS }, async () => {
      const response = await stage.tenant.chat({ stream: true, max_tokens: CAP, messages: MESSAGES });
      return { status: response.status, text: await response.text() };
    });
    await vi.waitFor(() => expect(stage.sent(0)).toHaveLength(ADMITTED), 25_000);
    breakOff();
    await vi.waitFor(() => expect(stage.sent(1)).toHaveLength(ADMITTED), 25_000);
    finish();
    const answers = await Promise.all(asking);
    await vi.waitFor(() => expect(records(log)).toHaveLength(ADMITTED), 25_000);
    const seen = await stop();
    const whole = answers.filter(({ text }) => text.includes('[DONE]'));
    expect([whole.length, answers.filter(({ status }) => status === 429).length]).toEqual([
      ADMITTED,
      REQUESTS - ADMITTED,
    ]);
    // All were held at once, to the last token; a run that never saw that would prove little.
    expect(seen).toContainEqual([
      { used: 0, held: ADMITTED * HELD.tokens },
      { used: 0, held: ADMITTED * HELD.cost },
    ]);
    for (const { shares } of records(log)) {
      expect(shares).toMatchObject([
        { usage: { input: BOUND, output: WRITTEN } },
        { usage: { input: BOUND + ADDED, output: LEFT } },
      ]);
    }
    await expectCharged(stage, records(log));
    expect((await balances(stage)).map(({ used }) => used / ADMITTED)).toEqual([
      BOUND + WRITTEN + BOUND + ADDED + LEFT,
      BOUND * FIRST.input + WRITTEN * FIRST.output + (BOUND + ADDED) * SECOND.input + LEFT * SECOND.output,
    ]);
  }, 60_000);

  it('and the same when half of the clients hang up, before the takeover and during it', async () => {
    const { stage, breakOff, finish } = await given();
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const stop = watch(stage);
    const clients = Array.from({ length: ADMITTED }, (_, at) => {
      const leave = new AbortController();
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const body = { stream: true, max_tokens: CAP, messages: MESSAGES };
      const read = async () => {
        const reader = (await stage.tenant.chat(body, { signal: leave.signal })).body?.getReader();
        leave.signal.addEventListener('abort', () => void reader?.cancel().catch(() => undefined));
        for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) resolve();
      };
      // Whoever has left reads no more, and misses nothing.
      return { at, leave, begun, over: read().catch(() => undefined) };
    });
    const hangUp = (which: number) => {
      for (const { at, leave } of clients) if (at % 4 === which) leave.abort();
    };
    await Promise.all(clients.map(({ begun }) => begun));
    hangUp(0);
    await vi.waitFor(() => expect(records(log)).toHaveLength(ADMITTED / 4), 25_000);
    breakOff();
    await vi.waitFor(() => expect(stage.sent(1)).toHaveLength((ADMITTED * 3) / 4), 25_000);
    hangUp(1);
    await vi.waitFor(() => expect(records(log)).toHaveLength(ADMITTED / 2), 25_000);
    finish();
    await Promise.all(clients.map(({ over }) => over));
    await vi.waitFor(() => expect(records(log)).toHaveLength(ADMITTED), 25_000);
    await stop();
    const lines = records(log);
    expect(['complete', 'hung_up'].map((how) => lines.filter(({ ending }) => ending === how).length)).toEqual([
      ADMITTED / 2,
      ADMITTED / 2,
    ]);
    expect(lines.filter(({ shares }) => shares.length === 2)).toHaveLength((ADMITTED * 3) / 4);
    await expectCharged(stage, lines);
  }, 60_000);
});

it('what was held for a model that was late, and is not charged, affords another answer: never more than there may be', async () => {
  const { promise: ends, resolve: finish } = Promise.withResolvers<void>();
  const kind = 'openai-compatible';
  const alone = { tokens: BOUND + CAP, cost: BOUND * SECOND.input + CAP * SECOND.output };
  const most = { tokens: HELD.tokens + alone.tokens, cost: HELD.cost + alone.cost };
  const stage = await givenStage(
    [
      { kind, says: [], then: 'silent', model: { price: FIRST, timeouts: { firstByteMs: 50 } } },
      {
        ...{ kind, waits: ends, model: { price: SECOND, timeouts: PATIENT } },
        says: [chat.role, chat.text(TEXT), chat.end(BOUND, CAP).join('')],
      },
    ],
    { limits: limitsOf(most) },
  );
  const ask = async () => {
    const response = await stage.tenant.chat({ stream: true, max_tokens: CAP, messages: MESSAGES });
    return { status: response.status, isWhole: (await response.text()).includes('[DONE]') };
  };
  const first = ask();
  await vi.waitFor(() => expect(stage.sent(1)).toHaveLength(1), 25_000);
  expect(await balances(stage)).toEqual([
    { used: 0, held: HELD.tokens },
    { used: 0, held: HELD.cost },
  ]);
  expect(await ask()).toMatchObject({ status: 429 });
  finish();
  expect(await first).toEqual({ status: 200, isWhole: true });
  const used = (answers: number) => [
    { used: answers * alone.tokens, held: 0 },
    { used: answers * alone.cost, held: 0 },
  ];
  await vi.waitFor(async () => expect(await balances(stage)).toEqual(used(1)), 25_000);
  expect(await ask()).toEqual({ status: 200, isWhole: true });
  await vi.waitFor(async () => expect(await balances(stage)).toEqual(used(2)), 25_000);
  expect(await ask()).toMatchObject({ status: 429 });
}, 60_000);
