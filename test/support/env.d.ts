/** The bindings and exports that tests inside workerd see: those of wrangler.dev.toml and src/dev.ts. */

declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/dev.ts');
    durableNamespaces: 'Account';
  }
  interface Env {
    readonly POLICIES: KVNamespace;
    readonly AI: Service<import('../../src/dev.ts').LocalAi>;
    readonly ACCOUNT: DurableObjectNamespace<import('../../src/quota/account.ts').Account>;
    readonly TENANT: DurableObjectNamespace<import('../../src/quota/tenant.ts').Tenant>;
    readonly LEARNER: DurableObjectNamespace<import('../../src/learn/learner.ts').Learner>;
  }
}
