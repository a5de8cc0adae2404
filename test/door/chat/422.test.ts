import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

const IMAGE = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/cat.png' } }] }];

describe('422 no_model_fits', () => {
  it('when no model of the route can do what the request requires', async () => {
    const { chat } = await givenTenant();
    const response = await chat({ messages: IMAGE });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'no_model_fits', message: expect.stringContaining('vision') },
    });
  });

  it('when the model asked for by name cannot: another is not put in its place', async () => {
    const { chat } = await givenTenant();
    expect((await chat({ model: 'ok', messages: IMAGE })).status).toBe(422);
  });

  it('when the prompt is longer than any context', async () => {
    const { chat } = await givenTenant({ model: { context: 50 } });
    expect((await chat({ messages: [{ role: 'user', content: 'word '.repeat(500) }] })).status).toBe(422);
  });
});
