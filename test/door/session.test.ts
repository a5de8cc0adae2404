import { describe, expect, it } from 'vitest';
import { givenTenant, seenBy, type TestTenant } from '../support/tenant.ts';

const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

const CODE = user('write a python function that reverses a list');
const AND_NOW = [CODE, assistant('def reverse(items): return items[::-1]')];
const TRAVEL = user('book a flight to Lisbon for two people next Friday');
const TOOLS = { tools: [{ type: 'function', function: { name: 'f' } }] };
const CALL = { role: 'assistant', content: null, tool_calls: [{ id: '1', type: 'function', function: { name: 'f' } }] };
const RESULT = { role: 'tool', tool_call_id: '1', content: '7' };

/** Routes with models of their own, whose names are new for every test, so that the provider's log is the test's alone. */
async function given() {
  const of = crypto.randomUUID().slice(0, 8);
  const [code, deep, trip] = [`ok-code-${of}`, `ok-deep-${of}`, `ok-trip-${of}`];
  const tenant = await givenTenant({
    ...{ instant: [code, trip], thinking: [deep], mini: [] },
    policy: {
      routes: [
        {
          name: 'code',
          description: 'writing new code from a specification',
          models: { instant: [code], thinking: [deep] },
        },
        { name: 'travel', description: 'booking flights, trains and hotels', models: { instant: [trip] } },
        { name: 'general', description: 'anything else', models: { instant: [code] } },
      ],
    },
  });
  return { tenant, code, deep, trip };
}

/** One request of the conversation `s1`, and what the headers of its answer say. */
async function say({ chat }: TestTenant, messages: readonly object[], more: object = {}) {
  const response = await chat({ messages, ...more }, { headers: { 'x-signalbox-session': 's1' } });
  await response.text();
  const [route, effort, model, reason] = ['route', 'effort', 'model', 'reason'].map((name) =>
    response.headers.get(`x-signalbox-${name}`),
  );
  return { route, effort, model, reason };
}

/** What would be decided for it, the account's own steps of `why` included. */
async function explain({ fetch }: TestTenant, messages: readonly object[], more: object = {}) {
  const response = await fetch('/v1/route', {
    method: 'POST',
    headers: { 'x-signalbox-session': 's1' },
    body: JSON.stringify({ messages, ...more }),
  });
  return response.json<Record<string, unknown>>();
}

describe('a conversation', () => {
  it('keeps its model while its intent stays, and switches when the intent has clearly changed', async () => {
    const { tenant, code, trip } = await given();
    expect(await say(tenant, [CODE])).toMatchObject({ route: 'code', model: code });
    const more = [...AND_NOW, user('and now in rust please')];
    expect(await explain(tenant, more)).toMatchObject({ session: { sticky: true, switched: false } });
    expect(await say(tenant, more)).toMatchObject({ route: 'code', model: code });
    expect(await explain(tenant, [...AND_NOW, TRAVEL])).toMatchObject({
      session: { sticky: false, switched: true },
      why: expect.arrayContaining([
        {
          rule: 'switch',
          detail: expect.stringMatching(`leaves ${code} of code for ${trip} of travel .travel is likelier`),
        },
      ]),
    });
    expect(await say(tenant, [...AND_NOW, TRAVEL])).toMatchObject({ route: 'travel', model: trip });
    expect([await seenBy(code), await seenBy(trip)].map(({ length }) => length)).toEqual([2, 1]);
  });

  it('thinks when it is asked to, and comes back down to its model with the next easy ask', async () => {
    const { tenant, code, deep } = await given();
    await say(tenant, [CODE]);
    const hard = [...AND_NOW, user('Think hard about this function: can it be faster?')];
    expect(await say(tenant, hard)).toMatchObject({ effort: 'thinking', model: deep, reason: 'asked_think' });
    const easy = [...hard, assistant('Hardly.'), user('ok, rename the function to flip')];
    expect(await explain(tenant, easy)).toMatchObject({
      session: { sticky: false, switched: true },
      why: expect.arrayContaining([
        { rule: 'switch', detail: expect.stringContaining(`leaves ${deep} for ${code} (thinking -> instant)`) },
      ]),
    });
    expect(await say(tenant, easy)).toMatchObject({ effort: 'instant', model: code });
    expect([await seenBy(code), await seenBy(deep)].map(({ length }) => length)).toEqual([2, 1]);
  });

  it.each<[string, object[], object[]]>([
    ['inside a tool loop', [TRAVEL, CALL, RESULT], [TRAVEL, CALL, RESULT, assistant('7'), TRAVEL]],
    ['with a tool call pending', [CODE, CALL, TRAVEL], [CODE, CALL, RESULT, TRAVEL]],
    [
      'while a thought is signed',
      [CODE, { ...assistant('so'), thinking_blocks: [{ type: 'thinking', signature: 's' }] }, TRAVEL],
      [CODE, { ...assistant('so'), thinking_blocks: [{ type: 'thinking' }] }, TRAVEL],
    ],
  ])('does not switch %s, however clear the intent', async (_, held, free) => {
    const { tenant, code, trip } = await given();
    await say(tenant, [CODE], TOOLS);
    expect(await explain(tenant, free, TOOLS)).toMatchObject({ route: 'travel', model: trip });
    expect(await explain(tenant, held, TOOLS)).toMatchObject({
      ...{ route: 'code', model: code, reason: 'session', session: { sticky: true, switched: false } },
      alternatives: [{ route: 'travel' }, {}],
      why: expect.arrayContaining([
        { rule: 'session', detail: expect.stringContaining(`stays with ${code} of code, not travel, instant: `) },
      ]),
    });
    expect(await say(tenant, held, TOOLS)).toMatchObject({ route: 'code', model: code, reason: 'session' });
    expect(await seenBy(trip)).toEqual([]);
  });

  it('takes the route that the client names, even in a tool loop', async () => {
    const { tenant, trip } = await given();
    await say(tenant, [CODE], TOOLS);
    const named = { ...TOOLS, model: 'route:travel' };
    expect(await say(tenant, [TRAVEL, CALL, RESULT], named)).toMatchObject({ model: trip, reason: 'pinned' });
  });
});
