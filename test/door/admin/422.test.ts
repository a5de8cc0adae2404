import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { givenAdmin, REFUNDS } from '../../support/admin.ts';

interface Refused {
  readonly error: { readonly problems: readonly { readonly path: string; readonly message: string }[] };
}

describe('422 invalid_policy', () => {
  it('for a document that is invalid, with every problem, its path and how to mend it, and nothing is written', async () => {
    const { tenant, document, put } = givenAdmin();
    const faulty = document({
      default: 'genral',
      routes: [REFUNDS, { ...REFUNDS, models: { instant: ['n'] } }],
      budjet: 1,
    });
    for (const query of ['', 'force=1', 'dry_run=1']) {
      const response = await put(faulty, { query });
      expect([response.status, await response.json()]).toEqual([
        422,
        {
          error: {
            message: expect.stringMatching(
              /^The policy is invalid: budjet: The key "budjet" .* \(and 3 more, see problems\)/,
            ),
            type: 'invalid_request_error',
            code: 'invalid_policy',
            param: null,
            problems: [
              { path: 'budjet', message: expect.stringContaining('Did you mean "budget"?') },
              { path: 'routes[1].models.instant[0]', message: expect.stringContaining('No model is named "n"') },
              { path: 'routes[1].name', message: expect.stringContaining('is also routes[0]') },
              { path: 'default', message: expect.stringContaining('No route is named "genral"') },
            ],
          },
        },
      ]);
    }
    expect(await env.POLICIES.get(`tenant:${tenant}`)).toBeNull();
  });

  it('for a limit on cost beside a model whose price nobody knows, and not where the price book knows it', async () => {
    const { document, put } = givenAdmin();
    const limit = { id: 'day', of: 'cost', max: 1, per: '1d', then: 'refuse' };
    const limited = (id: string) =>
      document({
        ...{ models: { m: { provider: 'l', id } }, providers: { l: { kind: 'openai', key: 'OPENAI_API_KEY' } } },
        plans: { free: { limits: [limit] } },
      });
    const response = await put(limited('of-my-own'), { query: 'force=1' });
    expect(response.status).toBe(422);
    expect((await response.json<Refused>()).error.problems).toEqual([
      {
        path: 'models.m.price',
        message: expect.stringMatching(
          /^No price is known of the model "m", and the limit "day" of plan "free" counts cost\. Write price: .*, or name a model that the price book of .* has\.$/,
        ),
      },
    ]);
    expect((await put(limited('gpt-5-mini'))).status).toBe(200);
  });

  it('for the document of another tenant', async () => {
    const [mine, yours] = [givenAdmin(), givenAdmin()];
    const response = await mine.put(yours.document());
    expect(response.status).toBe(422);
    const { error } = await response.json<Refused>();
    expect(error.problems).toEqual([{ path: 'tenant', message: expect.stringContaining(yours.tenant) }]);
  });

  it('for what is no document at all', async () => {
    const response = await givenAdmin().put('[]');
    expect(response.status).toBe(422);
  });

  it('for a policy whose own tests fail, with all that fail: what was expected and got, how sure, by which words, and how to mend it', async () => {
    const { tenant, document, put } = givenAdmin();
    const tests = [
      { say: 'please refund this order', expect: 'refunds' },
      { say: 'please refund this order', expect: 'travel' },
      { say: 'book a flight', expect: 'travel', effort: 'thinking' },
      { say: 'a flight to Rome', expect: 'nothing' },
    ];
    for (const query of ['', 'dry_run=1', 'force=0']) {
      const response = await put(document({ tests }), { query });
      expect(response.status).toBe(422);
      const { error } = await response.json<Refused>();
      expect(error).toMatchObject({
        code: 'invalid_policy',
        message: expect.stringMatching(
          /^Of the policy's 4 tests 3 failed: tests\[1\]: .*\?force=1 puts the policy as it is\.$/,
        ),
      });
      expect(error.problems).toEqual([
        {
          path: 'tests[1]',
          message: expect.stringMatching(
            /^"please refund this order": Expected the route "travel", got "refunds" \(\d\.\d\d\); next is .* Words that decided: .*refund.*\. Give "travel" an example in such words, or expect another\.$/,
          ),
        },
        {
          path: 'tests[2]',
          message: expect.stringContaining('Expected the effort thinking, got instant: difficulty: '),
        },
        {
          path: 'tests[3]',
          message: expect.stringMatching(/Expected no route to match, got "travel" .* more narrowly/),
        },
      ]);
    }
    expect(await env.POLICIES.get(`tenant:${tenant}`)).toBeNull();
  });

  it('and not for what lint finds, errors included', async () => {
    const { document, put } = givenAdmin();
    const twins = [...document().routes, { ...REFUNDS, name: 'again' }];
    expect((await put(document({ routes: twins }))).status).toBe(200);
  });
});
