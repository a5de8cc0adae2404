import { describe, expect, it } from 'vitest';
import { givenAdmin } from '../../support/admin.ts';

const MEGABYTE = 1024 * 1024;

describe('413 too_large', () => {
  it('for a document over 1 MB, and not for one of just that', async () => {
    const { document, put } = givenAdmin();
    const json = JSON.stringify(document());
    const padded = (bytes: number) => `${json}${' '.repeat(bytes - json.length)}`;
    expect((await put(padded(MEGABYTE))).status).toBe(200);
    const response = await put(padded(MEGABYTE + 1));
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { error: { type: 'request_too_large', code: 'too_large', message: expect.stringContaining('1 MB') } },
    ]);
  });
});
