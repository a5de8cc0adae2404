/** Policies and deployments for tests of the classifiers that ask a model, each policy of a tenant of its own. */

import { env } from 'cloudflare:workers';
import { classify } from '../../src/classify/cascade.ts';
import { type ClassifierDeps, classifiersOf } from '../../src/classify/classifiers.ts';
import type { Classification } from '../../src/classify/contract.ts';
import type { AiRunner } from '../../src/classify/workers-ai.ts';
import { readPolicy } from '../../src/tenant/normalise.ts';
import type { Policy } from '../../src/tenant/policy.ts';
import { unixMs } from '../../src/unit.ts';
import type { Turn } from '../../src/wire/ask.ts';
import { smallDocument, tenantId } from '../tenant/document.ts';

export const REMOTE_URL = 'https://router.example/v1/chat/completions';
export const LANGUAGE_MODEL = '@cf/meta/llama-3.2-3b-instruct';
export const EMBEDDING_MODEL = '@cf/baai/bge-m3';

const ROUTES = [
  { name: 'zebra_care', description: 'feeding and keeping a zebra' },
  { name: 'oil_painting', description: 'painting pictures with oil colours' },
  { name: 'general', description: 'anything else at all' },
];

let made = 0;

/** Of a new tenant unless one is named. `classifier` is laid over what asks the embedded one first and never believes it. */
export function policyOf(
  classifier: object,
  { tenant = `asking-${++made}`, revision = 'r1', routes = [] as readonly (typeof ROUTES)[number][] } = {},
): Policy {
  const small = smallDocument(tenant);
  const document = {
    ...small,
    routes: [...ROUTES, ...routes].map((route) => ({ ...small.routes[0], ...route })),
    classifier: { confidence: 1, deadlineMs: 150, ...classifier },
  };
  const read = readPolicy(document, { tenant: tenantId(tenant), version: 1, revision, allowLocalUpstreams: true });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.policy;
}

export const remotePolicy = (more: object = {}, remote: object = {}, context: object = {}): Policy =>
  policyOf({ order: ['embedded', 'remote'], remote: { url: REMOTE_URL, model: 'arch', ...remote }, ...more }, context);

export const aiPolicy = (model: string, more: object = {}, context: object = {}): Policy =>
  policyOf({ order: ['embedded', 'workers-ai'], workersAi: { model }, ...more }, context);

/** A binding AI that answers what it is told to, and remembers what it was asked. */
export function fakeAi(answer: (inputs: Record<string, unknown>, model: string) => unknown) {
  const asked: { readonly model: string; readonly inputs: Record<string, unknown> }[] = [];
  const ai: AiRunner = {
    run: async (model, inputs) => {
      asked.push({ model, inputs });
      return answer(inputs, model);
    },
  };
  return { ai, asked };
}

interface Given {
  readonly ai?: AiRunner | undefined;
  readonly secret?: (name: string) => string | undefined;
  readonly kv?: KVNamespace;
  readonly pinned?: boolean;
  readonly behind?: Promise<unknown>[];
}

/** What a request is given; `behind` collects the work that goes on behind its answer. */
export const depsOf = ({ ai, secret, kv, pinned, behind }: Given = {}): ClassifierDeps => ({
  env: { ai, policies: kv ?? env.POLICIES, secret: secret ?? (() => undefined) },
  waitUntil: (work) => behind?.push(work),
  clock: () => unixMs(Date.now()),
  pinned: pinned ?? false,
});

/** What the cascade makes of a conversation, or of a single message that no words of a route speak for. */
export function ask(
  policy: Policy,
  given: Given = {},
  said: string | readonly Turn[] = 'hmm',
): Promise<Classification> {
  const deps = depsOf(given);
  return classify({
    classifiers: classifiersOf(policy, deps),
    turns: typeof said === 'string' ? [{ role: 'user', text: said }] : said,
    defaultRoute: policy.default,
    confidence: policy.classifier.confidence,
    deadlineMs: policy.classifier.deadlineMs,
    clock: deps.clock,
  });
}
