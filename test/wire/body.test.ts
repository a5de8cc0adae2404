import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/error.ts';
import { type Every, readBody } from '../../src/wire/body.ts';

const asBytes = new TextEncoder();

const requestWith = (body: ReadableStream<Uint8Array>) =>
  new Request('https://signalbox.test/v1/chat/completions', { method: 'POST', body });

/** Ticks when the test says so. */
function byHand() {
  let ticking: (() => void) | null = null;
  const every: Every = (_, tick) => {
    ticking = tick;
    return () => {
      ticking = null;
    };
  };
  return { every, tick: () => ticking?.(), isRunning: () => ticking !== null };
}

/** A body whose pieces the test sends. */
function bodyByHand() {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  return { request: requestWith(readable), writer };
}

describe('a body', () => {
  it('in pieces of a byte each is read whole', async () => {
    const text = JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'déjà vu '.repeat(100) }] });
    const bytes = asBytes.encode(text);
    const { request, writer } = bodyByHand();
    const sent = (async () => {
      for (const byte of bytes) await writer.write(Uint8Array.of(byte));
      await writer.close();
    })();
    expect(await readBody(request)).toEqual({ json: JSON.parse(text), bytes: bytes.byteLength });
    await sent;
  });

  it('that nobody ends is refused once too little of it has come for so long', async () => {
    const { every, tick, isRunning } = byHand();
    const { request, writer } = bodyByHand();
    const refusing = readBody(request, undefined, every).catch((error: unknown) => error);
    await writer.write(asBytes.encode('{"model":'));
    tick();
    const refused = await refusing;
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ why: { code: 'invalid_request', message: expect.stringContaining('too slowly') } });
    expect(isRunning()).toBe(false);
  });

  it('that is long is waited for as long as it goes on coming', async () => {
    const { every, tick, isRunning } = byHand();
    const { request, writer } = bodyByHand();
    const reading = readBody(request, undefined, every);
    const step = 300 * 1024;
    const text = `"${'x'.repeat(3 * step - 2)}"`;
    for (let at = 0; at < text.length; at += step) {
      await writer.write(asBytes.encode(text.slice(at, at + step)));
      tick();
    }
    await writer.close();
    expect((await reading).bytes).toBe(text.length);
    expect(isRunning()).toBe(false);
  });

  it('that came at once is refused for its JSON and leaves no timer behind', async () => {
    const { every, isRunning } = byHand();
    const { request, writer } = bodyByHand();
    // Heard from the start: it is refused while its sender still waits for the end.
    const refusing = readBody(request, undefined, every).catch((error: unknown) => error);
    await writer.write(asBytes.encode('{'));
    await writer.close();
    expect(await refusing).toMatchObject({ why: { message: expect.stringContaining('not valid JSON') } });
    expect(isRunning()).toBe(false);
  });
});
