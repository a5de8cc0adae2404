import { describe, expect, it, vi } from 'vitest';
import { FIRST_WAIT_MS, MAX_FAILURES } from '../../src/breaker.ts';
import { ask, remotePolicy } from './asking.ts';
import { answers, chat, endpoint, fakeEndpoint, late, named, never } from './endpoint.ts';

fakeEndpoint();

/** A wait may be a quarter longer than it is meant. */
const PAST_THE_WAIT_MS = 1.25 * FIRST_WAIT_MS;

describe('the breaker', () => {
  /** Asks anew each time, so that no answer comes from memory. */
  let said = 0;
  const again = (policy: ReturnType<typeof remotePolicy>) => ask(policy, {}, `hmm ${++said}`);

  async function broken() {
    const policy = remotePolicy();
    answers(() => new Response(null, { status: 500 }));
    await again(policy);
    endpoint().mockClear();
    return policy;
  }

  it('stops asking after the first failure, and says so', async () => {
    const result = await again(await broken());
    expect(endpoint()).not.toHaveBeenCalled();
    expect(result).toMatchObject({ source: 'embedded', asked: ['embedded', 'remote'], tookMs: 0 });
    expect(result.failures).toEqual([
      { classifier: 'remote', why: expect.stringMatching(/^It failed and is not asked again/), tookMs: 0 },
    ]);
  });

  it('asks once after a while, and again for good when that succeeds', async () => {
    const policy = await broken();
    await vi.advanceTimersByTimeAsync(PAST_THE_WAIT_MS);
    answers(() => named('zebra_care'));
    expect(await again(policy)).toMatchObject({ route: 'zebra_care', failures: [] });
    expect(await again(policy)).toMatchObject({ route: 'zebra_care', failures: [] });
    expect(endpoint()).toHaveBeenCalledTimes(2);
  });

  it('stays open when the one that was let through fails', async () => {
    const policy = await broken();
    await vi.advanceTimersByTimeAsync(PAST_THE_WAIT_MS);
    await again(policy);
    await again(policy);
    expect(endpoint()).toHaveBeenCalledTimes(1);
  });

  it('asks on after a stray failure of one that works, and counts what is late and what is malformed', async () => {
    const policy = remotePolicy();
    answers(() => named('zebra_care'));
    await again(policy);
    answers(never);
    await late(again(policy));
    answers(() => chat('?'));
    await again(policy);
    answers(never);
    await late(again(policy));
    expect(endpoint()).toHaveBeenCalledTimes(4);
    expect((await again(policy)).failures[0]?.why).toMatch(/^It failed 3 times/);
  });

  it('of one tenant is none of another tenant', async () => {
    await broken();
    answers(() => named('zebra_care'));
    expect(await again(remotePolicy())).toMatchObject({ route: 'zebra_care' });
  });

  it('does not hear of a conversation in which nobody has said anything', async () => {
    const policy = remotePolicy();
    const silent = [{ role: 'system', text: 'be brief' }] as const;
    for (let count = 0; count <= MAX_FAILURES; count++) {
      expect((await ask(policy, {}, silent)).failures[0]?.why).toMatch(/^Neither user nor assistant/);
    }
    answers(() => named('zebra_care'));
    expect(await again(policy)).toMatchObject({ route: 'zebra_care' });
  });
});

describe('the memory', () => {
  it('answers a question that was asked before, whatever its case and spacing', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy, {}, 'Is it fed?');
    expect(await ask(policy, {}, '  is it\nFED? ')).toMatchObject({ route: 'zebra_care', source: 'remote' });
    expect(endpoint()).toHaveBeenCalledTimes(1);
  });

  it('tells by whom a thing was said, and what was said before', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy, {}, [{ role: 'user', text: 'any?' }]);
    await ask(policy, {}, [{ role: 'assistant', text: 'any?' }]);
    await ask(policy, {}, [
      { role: 'user', text: 'oil' },
      { role: 'user', text: 'any?' },
    ]);
    expect(endpoint()).toHaveBeenCalledTimes(3);
  });

  it('holds for one tenant and one revision of its policy', async () => {
    answers(() => named('zebra_care'));
    const mine = remotePolicy();
    await ask(mine);
    await ask(remotePolicy({}, {}, { tenant: mine.tenant, revision: 'r2' }));
    await ask(remotePolicy());
    expect(endpoint()).toHaveBeenCalledTimes(3);
    await ask(remotePolicy({}, {}, { tenant: mine.tenant }));
    expect(endpoint()).toHaveBeenCalledTimes(3);
  });

  it('does not outlive ten minutes', async () => {
    answers(() => named('zebra_care'));
    const policy = remotePolicy();
    await ask(policy);
    await vi.advanceTimersByTimeAsync(600_000);
    await ask(policy);
    expect(endpoint()).toHaveBeenCalledTimes(2);
  });

  it('keeps no failure', async () => {
    const policy = remotePolicy();
    answers(() => new Response(null, { status: 500 }));
    await ask(policy);
    answers(() => named('zebra_care'));
    await vi.advanceTimersByTimeAsync(PAST_THE_WAIT_MS);
    expect(await ask(policy)).toMatchObject({ route: 'zebra_care' });
  });
});
