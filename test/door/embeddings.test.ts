import { describe, expect, it } from 'vitest';
import { givenTenant } from '../support/tenant.ts';

describe('POST /v1/embeddings', () => {
  it('answers the official client, and is charged for what was read', async () => {
    const tenant = await givenTenant({
      instant: ['embedder'],
      limits: [{ id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' }],
    });
    const answer = await tenant.client.embeddings.create({
      model: 'embedder',
      input: ['a', 'b'],
      encoding_format: 'float',
    });
    expect(answer.data[0]?.embedding).toEqual([0.25, -0.5]);
    await expect
      .poll(async () => (await (await tenant.fetch('/v1/usage')).json<{ limits: object[] }>()).limits[0])
      .toMatchObject({ used: 0.000008, held: 0 });
  });

  it('is counted against its limits before anybody is called', async () => {
    const tenant = await givenTenant({
      instant: ['embedder'],
      limits: [{ id: 'day', of: 'requests', max: 1, per: '1d', then: 'refuse' }],
    });
    const embed = () => tenant.client.embeddings.create({ model: 'embedder', input: 'a', encoding_format: 'float' });
    await embed();
    await expect(embed()).rejects.toMatchObject({ status: 429, code: 'limit_reached' });
  });

  const post = async (body: object, policy: Record<string, unknown> = {}) => {
    const tenant = await givenTenant({ instant: ['embedder'], policy });
    const response = await tenant.fetch('/v1/embeddings', { method: 'POST', body: JSON.stringify(body) });
    return {
      status: response.status,
      ...(await response.json<{ error: { code: string; param: string; message: string } }>()),
    };
  };

  it.each([
    [{ model: 'auto', input: 'a' }, 'model'],
    [{ input: 'a' }, 'model'],
    [{ model: 'embedder' }, 'input'],
    [{ model: 'embedder', input: [] }, 'input'],
    [{ model: 'embedder', input: [[1], ['a']] }, 'input'],
  ])('refuses %j', async (body, param) => {
    expect(await post(body)).toMatchObject({ status: 400, error: { code: 'invalid_request', param } });
  });

  it('refuses a model whose provider has none', async () => {
    const policy = { providers: { mock: { kind: 'loopback' } } };
    expect(await post({ model: 'embedder', input: 'a' }, policy)).toMatchObject({
      status: 422,
      error: { code: 'no_model_fits', message: expect.stringContaining('embeddings') },
    });
  });
});
