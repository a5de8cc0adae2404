import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('502 provider_failed', () => {
  const faults = [
    'status-503',
    'status-429-retry-after',
    'error-first',
    'role-then-error',
    'role-then-cut',
    'eof-no-done',
    'garbage',
    'html',
    'redirect',
    'status-401',
    'big-error',
  ];
  for (const fault of faults) {
    for (const stream of fault.startsWith('role') || fault === 'eof-no-done' ? [true] : [true, false]) {
      it(`when the only candidate gives ${fault}, ${stream ? 'streamed' : 'whole'}`, async () => {
        const tenant = await givenTenant({ instant: [fault] });
        const response = await tenant.chat({ stream });
        if (fault === 'eof-no-done') {
          // Its content had begun: the head has gone out, and the error is in the stream.
          expect(await response.text()).toContain('"code":"provider_failed"');
          return;
        }
        expect(response.status).toBe(502);
        const text = await response.text();
        const type =
          fault.startsWith('status-503') || fault.startsWith('status-429') ? 'overloaded_error' : 'api_error';
        expect(JSON.parse(text)).toMatchObject({
          error: { type, code: 'provider_failed', message: expect.stringContaining(fault) },
        });
        expect(text).not.toContain('sk-test-openai');
        expect(text.length).toBeLessThan(2000);
        expect(response.headers.get('x-signalbox-model')).toBe(fault);
        expect(response.headers.get('x-signalbox-reason')).toBe('failover');
      });
    }
  }

  for (const fault of ['echo-key', 'echo-key-first']) {
    it(`repeats no key that a provider repeats, nor an endless message (${fault})`, async () => {
      const { chat } = await givenTenant({ instant: [fault] });
      for (const stream of [true, false]) {
        const text = await (await chat({ stream })).text();
        expect(text).toContain('Bad key: Bearer [secret]');
        expect(text).not.toContain('sk-test-openai');
        expect(text.length).toBeLessThan(1000);
      }
    });
  }

  it('says on the wire of Anthropic as well that all are busy, and when to try again', async () => {
    const { fetch } = await givenTenant({ instant: ['status-429-retry-after'] });
    for (const stream of [true, false]) {
      const body = { max_tokens: 9, stream, messages: [{ role: 'user', content: 'hi' }] };
      const response = await fetch('/v1/messages', { method: 'POST', body: JSON.stringify(body) });
      expect([response.status, response.headers.get('retry-after')]).toEqual([502, '7']);
      expect(await response.json()).toMatchObject({ type: 'error', error: { type: 'overloaded_error' } });
    }
  });

  it('says of a refused key only that it was refused', async () => {
    const { chat } = await givenTenant({ instant: ['status-401'] });
    const { error } = await (await chat({})).json<{ error: { message: string } }>();
    expect(error.message).toBe('The model "status-401" answered 401: its key was not accepted.');
  });

  it('tells of every candidate that was tried', async () => {
    const { chat } = await givenTenant({ instant: ['status-503', 'error-first'] });
    const { error } = await (await chat({ stream: true })).json<{ error: { message: string } }>();
    expect(error.message).toContain('"status-503"');
    expect(error.message).toContain('"error-first"');
  });

  it('leaves nothing counted: nobody answered', async () => {
    const { chat, fetch } = await givenTenant({
      instant: ['status-503'],
      limits: [
        { id: 'all', of: 'requests', max: 5, per: '1d', then: 'refuse' },
        { id: 'usd', of: 'cost', max: 1, per: '1d', then: 'refuse' },
      ],
    });
    for (let tried = 0; tried < 7; tried++) expect((await chat({})).status).toBe(502);
    const { limits } = await (await fetch('/v1/usage')).json<{ limits: { used: number; held: number }[] }>();
    expect(limits).toMatchObject([
      { used: 0, held: 0 },
      { used: 0, held: 0 },
    ]);
  });

  it('stays "pinned" for a model by name, and nobody takes its place', async () => {
    const { chat } = await givenTenant({ instant: ['status-503', 'ok'] });
    const response = await chat({ model: 'status-503' });
    expect(response.status).toBe(502);
    expect(response.headers.get('x-signalbox-reason')).toBe('pinned');
  });
});
