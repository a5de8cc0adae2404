import { describe, expect, inject, it } from 'vitest';
import { givenTenant, seenBy } from '../../support/tenant.ts';

const SAID = [{ role: 'user' as const, content: 'hello there' }];

describe('200: a whole answer', () => {
  it('is what the provider said, byte by byte, under the headers of its decision', async () => {
    const tenant = await givenTenant();
    const response = await tenant.chat({ model: 'auto' });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'x-signalbox-decision': expect.stringMatching(/^dec_[0-9A-HJKMNP-TV-Z]{26}$/),
      'x-signalbox-route': 'general',
      'x-signalbox-effort': 'instant',
      'x-signalbox-model': 'ok',
      'x-signalbox-reason': 'difficulty',
      'x-signalbox-confidence': expect.stringMatching(/^[01]\.\d\d$/),
      'x-signalbox-policy': `${tenant.id}@1`,
    });
    expect(response.headers.has('x-signalbox-degraded')).toBe(false);
  });

  it('is read by the official client', async () => {
    const { client } = await givenTenant();
    const answer = await client.chat.completions.create({ model: 'auto', messages: SAID });
    expect(answer.choices[0]?.message.content).toBeTruthy();
    expect(answer.choices[0]?.finish_reason).toBe('stop');
    expect(answer.usage?.total_tokens).toBe(
      (answer.usage?.prompt_tokens ?? 0) + (answer.usage?.completion_tokens ?? 0),
    );
  });

  it.each([
    ['is down', 'status-503'],
    ['refuses the key of its operator', 'status-401'],
  ])('comes from the next candidate when the first %s', async (_, first) => {
    const { client } = await givenTenant({ instant: [first, 'ok'] });
    const { data, response } = await client.chat.completions.create({ model: 'auto', messages: SAID }).withResponse();
    expect(data.choices[0]?.message.content).toBeTruthy();
    expect(response.headers.get('x-signalbox-model')).toBe('ok');
    expect(response.headers.get('x-signalbox-reason')).toBe('failover');
  });
});

describe('200: the reason', () => {
  for (const model of ['route:general', 'auto:instant']) {
    it(`is failover when a later candidate answered, though ${model} was asked for`, async () => {
      const { chat } = await givenTenant({ instant: ['status-503', 'ok'] });
      const { headers } = await chat({ model });
      expect(headers.get('x-signalbox-model')).toBe('ok');
      expect(headers.get('x-signalbox-reason')).toBe('failover');
    });
  }
});

describe('200: a streamed answer', () => {
  it('is read by the official client, without a usage chunk it did not ask for', async () => {
    const { client } = await givenTenant();
    const stream = await client.chat.completions.create({ model: 'auto', messages: SAID, stream: true });
    let text = '';
    for await (const chunk of stream) {
      expect(chunk.choices).not.toEqual([]);
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(text).toBeTruthy();
  });

  it('has the usage chunk when the client asked for it', async () => {
    const { client } = await givenTenant();
    const stream = await client.chat.completions.create({
      ...{ model: 'auto', messages: SAID, stream: true },
      stream_options: { include_usage: true },
    });
    const usages: unknown[] = [];
    for await (const chunk of stream) if (chunk.usage) usages.push(chunk.usage);
    expect(usages).toEqual([
      expect.objectContaining({ prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) }),
    ]);
  });

  for (const fault of [
    'status-503',
    'status-429-retry-after',
    'error-first',
    'role-then-error',
    'role-then-cut',
    'garbage',
    'html',
    'stall',
  ]) {
    it(`comes from the next candidate after ${fault}`, async () => {
      const { client } = await givenTenant({ instant: [fault, 'ok'], timeouts: { firstByteMs: 300 } });
      const { data, response } = await client.chat.completions
        .create({ model: 'auto', messages: SAID, stream: true })
        .withResponse();
      let text = '';
      for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
      expect(text).toBeTruthy();
      expect(response.headers.get('x-signalbox-model')).toBe('ok');
      expect(response.headers.get('x-signalbox-reason')).toBe('failover');
    });
  }
});

describe('200: the request', () => {
  it('reaches the provider with its own key, the model it was mapped to, and every field the router does not know', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const tenant = await givenTenant({ instant: [model] });
    await tenant.chat(
      { model: 'auto', seed: 7, brand_new: { deep: [1] } },
      { headers: { 'x-custom': 'private', cookie: 'a=b' } },
    );
    const [seen, ...more] = await seenBy(model);
    expect(more).toEqual([]);
    expect(seen?.body).toEqual({ messages: SAID, model, seed: 7, brand_new: { deep: [1] } });
    expect(seen?.headers).toMatchObject({ authorization: 'Bearer sk-test-openai' });
    const told = JSON.stringify(seen?.headers);
    for (const secret of [tenant.key, 'private', 'a=b', 'signalbox']) expect(told).not.toContain(secret);
  });

  it('asks for the usage of a stream, whatever else the client says of the stream', async () => {
    const model = `ok-${crypto.randomUUID()}`;
    const { chat } = await givenTenant({ instant: [model] });
    await (await chat({ stream: true, stream_options: { include_obfuscation: false } })).text();
    const [seen] = await seenBy(model);
    expect(seen?.body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true, include_obfuscation: false },
    });
  });

  it('is not sent on to where a redirect points', async () => {
    const model = `redirect-${crypto.randomUUID()}`;
    const { chat } = await givenTenant({ instant: [model] });
    expect((await chat({})).status).toBe(502);
    expect(await seenBy(model)).toHaveLength(1);
  });
});

describe('200: streams of all makes', () => {
  for (const scenario of [
    'crlf',
    'multi-byte',
    'azure-prefix',
    'tool-call',
    'no-usage',
    'usage-in-last-chunk',
    'finish-no-done',
  ]) {
    it(`${scenario} reaches the client as it would without a router`, async () => {
      const { chat } = await givenTenant({ instant: [scenario] });
      const body = { model: scenario, stream: true, stream_options: { include_usage: true } };
      const routed = await (await chat(body)).text();
      const direct = await fetch(`${inject('providerUrl')}/v1/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ messages: SAID, ...body }),
      });
      expect(routed).toBe(await direct.text());
    });
  }
});
