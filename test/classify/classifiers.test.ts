import { afterEach, describe, expect, it, vi } from 'vitest';
import { classifiersOf } from '../../src/classify/classifiers.ts';
import app, * as local from '../../src/dev.ts';
import shipped, * as ships from '../../src/index.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { givenTenant } from '../support/tenant.ts';
import { depsOf, EMBEDDING_MODEL, fakeAi, LANGUAGE_MODEL, policyOf, REMOTE_URL } from './asking.ts';

const BOTH = { workersAi: { model: LANGUAGE_MODEL }, remote: { url: REMOTE_URL, model: 'arch' } };
const { ai } = fakeAi(() => undefined);
const names = (policy: Policy, given: Parameters<typeof depsOf>[0]) =>
  classifiersOf(policy, depsOf(given)).map(({ name }) => name);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the classifiers of a policy', () => {
  it.each([[['embedded']], [['embedded', 'workers-ai', 'remote']], [['remote', 'embedded']], [['workers-ai']]])(
    'are those of its order, %j',
    (order) => {
      expect(names(policyOf({ order, ...BOTH }), { ai })).toEqual(order);
    },
  );

  it('are the embedded one alone when the caller has named a route or a model', () => {
    expect(names(policyOf({ order: ['remote', 'workers-ai'], ...BOTH }), { ai, pinned: true })).toEqual(['embedded']);
  });

  it('leave out Workers AI where there is no binding, and one warning tells of it', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
    const policy = policyOf({ order: ['workers-ai', 'remote'], ...BOTH });
    expect([names(policy, {}), names(policy, {})]).toEqual([['remote'], ['remote']]);
    expect(warn.mock.calls.flat().map((line) => JSON.parse(String(line)))).toEqual([
      {
        event: 'classifier_passed_over',
        tenant: policy.tenant,
        message: 'The binding AI is missing, so the classifier workers-ai is passed over: add it to wrangler.toml.',
      },
    ]);
  });

  it('are the embedded one when nothing else is left', () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    expect(names(policyOf({ order: ['workers-ai'], ...BOTH }), {})).toEqual(['embedded']);
  });

  it('compile the routes once for a policy', () => {
    const policy = policyOf({ order: ['embedded'] });
    expect(classifiersOf(policy, depsOf())[0]).toBe(classifiersOf(policy, depsOf())[0]);
  });
});

describe('a request', () => {
  const policy = {
    classifier: { order: ['workers-ai'], deadlineMs: 10_000, workersAi: { model: EMBEDDING_MODEL } },
  };
  const route = async (body: object) => {
    const { fetch } = await givenTenant({ policy });
    const response = await fetch('/v1/route', { method: 'POST', body: JSON.stringify(body) });
    return response.json();
  };
  const messages = [{ role: 'user', content: 'anything at all' }];

  it('is classified by the model that the policy names', async () => {
    expect(await route({ messages })).toMatchObject({ classifier: { source: 'workers-ai', asked: ['workers-ai'] } });
  });

  it('that asks for an effort is classified all the same', async () => {
    expect(await route({ model: 'auto:thinking', messages })).toMatchObject({ classifier: { source: 'workers-ai' } });
  });

  it.each(['route:general', 'ok'])('that asks for %s waits for no model', async (model) => {
    expect(await route({ model, messages })).toMatchObject({ classifier: { source: 'embedded', asked: ['embedded'] } });
  });
});

it('the Worker of npm start is the one that is deployed, and a stand-in for Workers AI beside it', () => {
  expect(app).toBe(shipped);
  const { LocalAi, ...rest } = local;
  expect(rest).toEqual({ ...ships });
  expect(LocalAi).toBeTypeOf('function');
});
