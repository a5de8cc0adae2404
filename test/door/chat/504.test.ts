import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('504 provider_timeout', () => {
  for (const stream of [false, true]) {
    it(`when the only candidate never answers, ${stream ? 'streamed' : 'whole'}`, async () => {
      const { chat } = await givenTenant({ instant: ['stall'], timeouts: { firstByteMs: 200 } });
      const response = await chat({ stream });
      expect(response.status).toBe(504);
      expect(await response.json()).toMatchObject({
        error: { code: 'provider_timeout', message: expect.stringContaining('200 ms') },
      });
      expect(response.headers.get('x-signalbox-model')).toBe('stall');
    });
  }

  it('when the headers come and nothing after them', async () => {
    const { chat } = await givenTenant({ instant: ['stall-after-headers'], timeouts: { firstByteMs: 200 } });
    expect((await chat({ stream: true })).status).toBe(504);
  });

  it('when all of them together take longer than the total', async () => {
    const { chat } = await givenTenant({
      instant: ['stall', 'stall-too'],
      timeouts: { firstByteMs: 5000, totalMs: 300 },
    });
    expect((await chat({ stream: true })).status).toBe(504);
  });

  it('told in the stream when it falls silent half way, as an error the client raises', async () => {
    const { client } = await givenTenant({ instant: ['stall-mid'], timeouts: { idleMs: 200 } });
    const stream = await client.chat.completions.create({
      model: 'auto',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    let text = '';
    const reading = (async () => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    })();
    await expect(reading).rejects.toThrow(/fell silent for 200 ms/);
    expect(text).not.toBe('');
  });
});
