import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

const MEGABYTE = 1024 * 1024;

describe('413 too_large', () => {
  it('for a body over 20 MB that says so', async () => {
    const { fetch } = await givenTenant();
    const response = await fetch('/v1/chat/completions', { method: 'POST', body: 'x'.repeat(20 * MEGABYTE + 1) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { type: 'request_too_large', code: 'too_large' } });
  });

  it('for a body over 20 MB that does not say how long it is, before it is all in memory', async () => {
    const { fetch } = await givenTenant();
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += MEGABYTE;
        controller.enqueue(new Uint8Array(MEGABYTE).fill(32));
      },
    });
    const response = await fetch('/v1/chat/completions', { method: 'POST', body: endless });
    expect(response.status).toBe(413);
    expect(sent).toBeLessThan(40 * MEGABYTE);
  });
});
