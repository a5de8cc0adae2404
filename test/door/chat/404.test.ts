import { describe, expect, it } from 'vitest';
import { givenTenant } from '../../support/tenant.ts';

describe('404 not_found', () => {
  for (const model of ['gpt-9', 'route:nowhere', 'auto:fastest', 'mock/none']) {
    it(`for the model ${model}, naming what there is`, async () => {
      const { chat } = await givenTenant();
      const response = await chat({ model });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({
        error: { type: 'not_found_error', code: 'not_found', param: 'model' },
      });
    });
  }

  it('for a path that is not served', async () => {
    const { fetch } = await givenTenant();
    const response = await fetch('/v1/fine_tuning/jobs');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not_found' } });
  });
});
