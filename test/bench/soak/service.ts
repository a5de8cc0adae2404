/** Signalbox with its admin API, a provider, and tenants whose limits are counted in full and never reached. */

import { createHash } from 'node:crypto';
import { policyOf, TENANT } from '../policy.ts';
import { compatibility, deployedModules, passThrough, signalbox } from '../programs.ts';
import { type Provider, startProvider } from '../provider.ts';
import { type Modules, type Program, type Running, startWorker } from '../workerd.ts';

export const ADMIN_TOKEN = 'bench-admin';

/** Every limit counts all efforts (`then: refuse`), so that what is used can be told from what was answered. */
const LIMITS = [
  { id: 'requests', of: 'requests', max: 1_000_000_000, per: '1d', then: 'refuse' },
  { id: 'tokens', of: 'tokens', max: 1_000_000_000_000, per: '1d', then: 'refuse' },
  { id: 'spend', of: 'cost', max: 1_000_000, per: '30d', then: 'refuse' },
];

export interface Workplace {
  readonly provider: Provider;
  /** As it deploys. */
  readonly modules: Modules;
}

/** Builds the Worker and starts the provider. */
export async function workplace(): Promise<Workplace> {
  return { modules: await deployedModules(), provider: await startProvider() };
}

export interface Tenancy {
  /** Of the tenant `bench`, in place of its own. */
  readonly routes?: readonly object[];
  /** Tenants beside `bench`, each with a policy of its own and a key: `tenantKey(0)` and so on. */
  readonly tenants?: number;
}

export async function startSignalbox(place: Workplace, tenancy: Tenancy = {}): Promise<Running> {
  return startWorker(await programOf(place, tenancy), compatibility());
}

export async function startBare({ provider }: Workplace): Promise<Running> {
  return startWorker(await passThrough('bare', provider.url), compatibility());
}

export const tenantKey = (at: number): string => `sb-tenant-${at}`;

async function programOf({ modules, provider }: Workplace, { routes, tenants = 0 }: Tenancy): Promise<Program> {
  const program = await signalbox(modules, provider.url);
  if (program.kv === undefined) throw new Error('Signalbox has no KV namespace.');
  const policy = (tenant: string) => {
    const usual = policyOf(provider.url, { tenant });
    return JSON.stringify({
      ...usual,
      ...(routes === undefined ? {} : { routes }),
      plans: { free: { limits: LIMITS } },
    });
  };
  const others = Array.from({ length: tenants }, (_, at) => {
    const tenant = `tenant-${at}`;
    const hash = createHash('sha256').update(tenantKey(at)).digest('hex');
    const record = JSON.stringify({ id: `key-${at}`, tenant, plan: 'free' });
    return { [`tenant:${tenant}`]: policy(tenant), [`key:${hash}`]: record };
  });
  const known: Record<string, string> = JSON.parse(program.kv.vars['VALUES'] ?? '{}');
  const values = Object.assign({ ...known, [`tenant:${TENANT}`]: policy(TENANT) }, ...others);
  return {
    ...program,
    vars: { ...program.vars, ADMIN_TOKEN },
    kv: { ...program.kv, vars: { ...program.kv.vars, VALUES: JSON.stringify(values) } },
  };
}
