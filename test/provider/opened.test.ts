import { describe, expect, it } from 'vitest';
import { chatDialect } from '../../src/provider/openai-chat/dialect.ts';
import { COMPATIBLE } from '../../src/provider/openai-chat/rows.ts';
import { Opened } from '../../src/provider/opened.ts';
import { Patience } from '../../src/provider/patience.ts';
import { framerOf } from '../../src/stream/framings.ts';
import { milliseconds, unixMs } from '../../src/unit.ts';
import { orderOf, targetOf } from '../support/order.ts';

const event = (delta: object) => `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta }] })}\n\n`;
const ROLE = event({ role: 'assistant', content: '' });
const HELLO = event({ content: 'Hello' });
const ERROR = 'data: {"error":{"message":"overloaded"}}\n\n';
const DONE = 'data: [DONE]\n\n';

/** A stream of these chunks; `after` is what becomes of it when they are read. */
function open(
  chunks: readonly Uint8Array[],
  after: 'end' | 'break' | 'silence' = 'end',
  gone = new AbortController(),
  cancel = (): void => undefined,
) {
  const waiting = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    cancel,
    pull: (controller) => {
      const next = waiting.shift();
      if (next !== undefined) controller.enqueue(next);
      else if (after === 'end') controller.close();
      else if (after === 'break') controller.error(new Error('socket closed'));
      else return Promise.withResolvers<void>().promise;
      return undefined;
    },
  });
  const times = { firstByteMs: milliseconds(30), idleMs: milliseconds(30), totalAt: unixMs(10_000) };
  const patience = new Patience({ model: 'm', abandoned: gone.signal, clock: () => unixMs(0), ...times });
  return new Opened({
    ...{ target: targetOf('openai-compatible'), dialect: chatDialect(COMPATIBLE), patience, dropped: [] },
    ...{ order: orderOf({ ask: { stream: true } }), response: new Response(body) },
  });
}

const bytes = (...texts: string[]) => texts.map((text) => new TextEncoder().encode(text));

/** What is read of it once it was looked into; null where reading fails. */
async function rest(opened: Opened): Promise<string | null> {
  const reader = opened.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await opened.patient(reader.read());
      if (done) return text;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return null;
  }
}

const begins = (opened: Opened) => opened.begins(framerOf(opened.framing));

describe('a stream that is looked into', () => {
  it.each([
    ['begins with its first content', [ROLE, HELLO], true],
    ['begins where it ends empty, but properly', [ROLE, DONE], true],
    ['does not begin with an error', [ROLE, ERROR, HELLO], false],
    ['does not begin with what cannot be read', ['data: oops\n\n', HELLO], false],
    ['does not begin where it ends before', [ROLE], false],
  ])('%s, and is read from its first byte all the same', async (_, texts, answer) => {
    for (const chunks of [
      bytes(...texts),
      bytes(texts.join('')),
      [...(bytes(texts.join(''))[0] ?? [])].map((byte) => Uint8Array.of(byte)),
    ]) {
      const opened = open(chunks);
      expect(await begins(opened)).toBe(answer);
      expect(await rest(opened)).toBe(texts.join(''));
    }
  });

  it.each(['break', 'silence'] as const)(
    'does not begin where nothing but a %s comes, which is come upon again',
    async (after) => {
      const opened = open(bytes(ROLE), after);
      expect(await begins(opened)).toBe(false);
      expect(await rest(opened)).toBeNull();
      const kind = after === 'silence' ? 'idle_timeout' : 'cut';
      expect(opened.failureFrom(new Error('?'), 'broke off')).toMatchObject({ kind });
    },
  );

  it('is let go of when nobody reads it on, whether it was looked into or not', async () => {
    for (const isLookedInto of [true, false]) {
      let isCancelled = false;
      const cancelled = () => {
        isCancelled = true;
      };
      const opened = open(bytes(ROLE, HELLO), 'silence', new AbortController(), cancelled);
      if (isLookedInto) await begins(opened);
      await opened.cancel();
      expect(isCancelled).toBe(true);
    }
  });

  it('rejects when the client has gone', async () => {
    const gone = new AbortController();
    const looking = begins(open(bytes(ROLE), 'silence', gone));
    gone.abort();
    await expect(looking).rejects.toThrow();
  });

  it('as no answer after so many bytes without one, and is read no further', async () => {
    let read = 0;
    const endless = Array.from({ length: 40 }, () => bytes(`: ${'x'.repeat(1024 * 1024)}\n\n`)[0] ?? new Uint8Array());
    const opened = open(endless);
    const framer = framerOf('sse');
    expect(
      await opened.begins({
        push: (chunk) => {
          read += chunk.length;
          return framer.push(chunk);
        },
      }),
    ).toBe(false);
    expect(read).toBeLessThan(18 * 1024 * 1024);
  });
});
