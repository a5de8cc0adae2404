import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('400 invalid_request', () => {
  const bodies: [string, string, string | null][] = [
    ['a body that is no JSON', '{"messages": [', null],
    ['an empty body', '', null],
    ['a body without messages', '{"model":"auto"}', 'messages'],
    ['messages that are no messages', '{"messages":[{"content":"hi"}]}', 'messages.0.role'],
    ['a cap below one token', '{"messages":[{"role":"user","content":"hi"}],"max_tokens":0}', 'max_tokens'],
  ];
  for (const [name, body, param] of bodies) {
    it(`for ${name}`, async () => {
      const { fetch } = await givenTenant();
      const response = await fetch('/v1/chat/completions', { method: 'POST', body });
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({
        error: { message: expect.stringMatching(/\w/), type: 'invalid_request_error', code: 'invalid_request', param },
      });
      expect(response.headers.has('x-signalbox-decision')).toBe(false);
    });
  }

  it('for an effort that does not exist, naming the header', async () => {
    const { chat } = await givenTenant();
    const response = await chat({}, { headers: { 'x-signalbox-effort': 'enormous' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param: 'x-signalbox-effort' } });
  });

  it('with the provider’s own message, when the provider finds fault with the request: nobody else is tried', async () => {
    const { chat } = await givenTenant({ instant: ['status-400', 'ok'] });
    for (const stream of [false, true]) {
      const response = await chat({ stream });
      expect(response.status).toBe(400);
      expect(response.headers.get('x-signalbox-model')).toBe('status-400');
      expect(await response.json()).toMatchObject({
        error: { code: 'invalid_request', message: expect.stringContaining('status-400') },
      });
    }
  });

  it('is raised by the official client as an error that names the field', async () => {
    const { client } = await givenTenant();
    await expect(client.chat.completions.create({ model: 'auto', messages: [] })).rejects.toThrow(/messages/);
  });
});
