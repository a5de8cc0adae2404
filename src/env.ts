/**
 * The Worker's bindings, checked once and turned into a total type: past this file nothing asks whether a binding is
 * there. A missing one is a clear sentence, not a TypeError in the middle of a request.
 */

import type { AiRunner } from './classify/workers-ai.ts';
import type { LearnerNamespace } from './learn/contract.ts';
import type { AccountNamespace, AccountsById, TenantNamespace } from './quota/contract.ts';

/** Bindings as the runtime hands them over; see wrangler.toml. Provider keys are further secrets, read by name. */
export interface Bindings {
  readonly POLICIES?: KVNamespace;
  readonly ACCOUNT?: AccountNamespace & AccountsById;
  readonly TENANT?: TenantNamespace;
  readonly LEARNER?: LearnerNamespace;
  readonly ANALYTICS?: AnalyticsEngineDataset;
  readonly AI?: AiRunner;
  readonly ADMIN_TOKEN?: string;
  readonly ALLOW_LOCAL_UPSTREAMS?: string;
}

export interface Env {
  readonly policies: KVNamespace;
  readonly accounts: AccountNamespace;
  readonly tenants: TenantNamespace;
  readonly learners: LearnerNamespace;
  /** Absent where a deployment has no Analytics Engine; the log line is then the only record. */
  readonly analytics: AnalyticsEngineDataset | undefined;
  /** Workers AI. Absent where a deployment left its binding out: a policy's classifier `workers-ai` is then passed over. */
  readonly ai: AiRunner | undefined;
  /** What an admin sends; undefined when the secret ADMIN_TOKEN is not set: nobody is an admin then. */
  readonly adminToken: string | undefined;
  readonly allowLocalUpstreams: boolean;
  /** The value of a provider's secret, or undefined when it is not set. Only names that end in `_KEY` can be read. */
  readonly secret: (name: string) => string | undefined;
}

/** A policy names secrets by this pattern, so that no policy can name ADMIN_TOKEN or another variable. */
export const SECRET_NAME = /^[A-Z][A-Z0-9_]{0,61}_KEY$/;

const checked = new WeakMap<Bindings, Env>();

/** Checks the bindings on an isolate's first request and remembers the answer. Throws a plain Error: a fault of the deployment. */
export function readEnv(bindings: Bindings): Env {
  const known = checked.get(bindings);
  if (known !== undefined) return known;
  const { POLICIES, ACCOUNT, TENANT, LEARNER } = bindings;
  if (POLICIES === undefined) throw new Error('The KV binding POLICIES is missing: add it to wrangler.toml.');
  if (ACCOUNT === undefined) throw new Error('The Durable Object binding ACCOUNT is missing: add it to wrangler.toml.');
  if (TENANT === undefined) throw new Error('The Durable Object binding TENANT is missing: add it to wrangler.toml.');
  if (LEARNER === undefined) throw new Error('The Durable Object binding LEARNER is missing: add it to wrangler.toml.');
  const env: Env = {
    policies: POLICIES,
    accounts: ACCOUNT,
    tenants: TENANT,
    learners: LEARNER,
    analytics: bindings.ANALYTICS,
    ai: bindings.AI,
    adminToken: bindings.ADMIN_TOKEN === '' ? undefined : bindings.ADMIN_TOKEN,
    allowLocalUpstreams: bindings.ALLOW_LOCAL_UPSTREAMS === '1',
    secret: (name) => {
      const value: unknown = SECRET_NAME.test(name) ? Reflect.get(bindings, name) : undefined;
      // A secret that was put from a file brings the file's last line end with it.
      const held = typeof value === 'string' ? value.trim() : '';
      return held === '' ? undefined : held;
    },
  };
  checked.set(bindings, env);
  return env;
}
