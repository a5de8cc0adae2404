/** A tenant's name that no other test uses, and ways to administer it. Nothing is in KV until a test puts it there. */

import { exports } from 'cloudflare:workers';

/** The token of wrangler.dev.toml. */
const ADMIN_TOKEN = 'dev-admin';

interface Sent {
  /** `dry_run=1&force=1` */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** After the path of the policy: `/versions`. */
  readonly under?: string;
}

let made = 0;

const route = (name: string, description: string, ...examples: string[]) => ({
  ...{ name, description, examples },
  models: { instant: ['m'] },
});

export const REFUNDS = route('refunds', 'refunds and returns of an order', 'I want my money back');
const TRAVEL = route('travel', 'booking flights and hotels', 'a flight to Rome');

export function givenAdmin() {
  const tenant = `a${++made}-${crypto.randomUUID().slice(0, 8)}`;
  const path = `/admin/tenants/${tenant}/policy`;
  const send = (method: string, init: RequestInit & Sent = {}): Promise<Response> => {
    const { query = '', headers = {}, under = '', ...rest } = init;
    const all = { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers };
    const url = `https://signalbox.test${path}${under}${query === '' ? '' : `?${query}`}`;
    return exports.default.fetch(new Request(url, { method, ...rest, headers: all }));
  };
  return {
    tenant,
    /** A policy of this tenant that nothing is to be said of; `changes` are laid over it. */
    document: (changes: object = {}) => ({
      tenant,
      default: 'general',
      routes: [REFUNDS, TRAVEL, route('general', 'anything else')],
      models: { m: { provider: 'l', id: 'x' } },
      providers: { l: { kind: 'loopback' } },
      plans: { free: { limits: [] } },
      ...changes,
    }),
    get: (sent: Sent = {}) => send('GET', sent),
    rollback: (version: unknown, sent: Sent = {}) =>
      send('POST', { body: JSON.stringify({ version }), under: '/rollback', ...sent }),
    versions: (query = '') => send('GET', { under: '/versions', query }),
    audit: (query = '') => send('GET', { under: '/../audit', query }),
    /** A text is sent as it is. */
    put: (document: unknown, sent: Sent = {}) =>
      send('PUT', { body: typeof document === 'string' ? document : JSON.stringify(document), ...sent }),
  };
}
