import { expect, it } from 'vitest';
import { type Cancellation, Cancelling } from '../src/cancellation.ts';

/** What is heard of a cancellation, step by step. */
function heard(of: Cancellation, abort: () => void): unknown[] {
  const said: unknown[] = [of.aborted];
  const twice = () => said.push('twice');
  of.addEventListener('abort', () => said.push(`first, ${of.aborted}`), { once: true });
  of.addEventListener('abort', twice, { once: true });
  of.addEventListener('abort', twice, { once: true });
  const letGo = () => said.push('let go of');
  of.addEventListener('abort', letGo, { once: true });
  of.removeEventListener('abort', letGo);
  // One that is added by a listener comes too late for this time, and there is no other.
  of.addEventListener('abort', () => of.addEventListener('abort', () => said.push('too late'), { once: true }), {
    once: true,
  });
  abort();
  abort();
  of.addEventListener('abort', () => said.push('after it'), { once: true });
  return [...said, of.aborted];
}

it('is heard as an AbortSignal is', () => {
  const ours = new Cancelling();
  const runtimes = new AbortController();
  const expected = heard(runtimes.signal, () => runtimes.abort());
  expect(heard(ours, () => ours.abort())).toEqual(expected);
  expect(expected).toEqual([false, 'first, true', 'twice', true]);
});
