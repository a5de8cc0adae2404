/** The bindings and exports that tests inside workerd see: those of wrangler.dev.toml and src/index.ts. */

declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('../../src/index.ts');
    durableNamespaces: 'Account';
  }
  interface Env {
    readonly POLICIES: KVNamespace;
    readonly ACCOUNT: DurableObjectNamespace<import('../../src/quota/account.ts').Account>;
  }
}
